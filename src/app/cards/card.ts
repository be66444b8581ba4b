import type { BookingState } from '../../domain/booking.ts';
import type { Instant, TimeZone } from '../../domain/ids.ts';
import type { Severity } from '../../domain/services.ts';
import type { IntentName } from '../intents/schema.ts';

/** A button: its intent and the JSON that comes back with it. */
export interface CardAction {
  readonly intent: IntentName;
  readonly label: string;
  readonly style?: 'primary' | 'danger' | undefined;
  /** Always `bookingId` and `version`; `slotId` where it applies, `stars` on rating buttons. */
  readonly value: {
    readonly bookingId: string;
    readonly version: number;
    readonly slotId?: string;
    readonly stars?: number;
  };
  /** Chosen from a menu; what is chosen comes back as `minutes`. */
  readonly choices?: readonly { readonly label: string; readonly minutes: number }[] | undefined;
  /** A question asked before it is sent. */
  readonly confirm?: string | undefined;
}

export interface CardSlot {
  readonly slotId: string;
  /** E.g. "Mon, Nov 23, 9:00 – 10:30 AM CST". With the reader's own time behind it where the zones differ. */
  readonly when: string;
  /** Its beginning alone, e.g. "Mon, Nov 23, 9:00 AM CST (10:00 AM EST)": for where room is dear. */
  readonly starts?: string | undefined;
  readonly providerName: string;
  readonly network: string;
  /** E.g. "4.2 mi". */
  readonly distance: string;
  readonly reasons: readonly string[];
  readonly price?: string | undefined;
  /** E.g. "checked 4 min ago". */
  readonly age: string;
  readonly action: CardAction;
}

export interface CardFact {
  readonly label: string;
  readonly value: string;
}

/**
 * What a channel shows of a booking, free of any platform's format: a pure function of the booking.
 * Order of display: title, status, facts, slots, appointment, fallbacks, actions, footer.
 */
export interface Card {
  readonly bookingId: string;
  readonly version: number;
  readonly state: BookingState;
  readonly severity: Severity;
  readonly tone: 'info' | 'warning' | 'critical' | 'progress' | 'good' | 'muted';
  /** E.g. "truck-17: 12 V battery at 71 %". */
  readonly title: string;
  /** One sentence about where it stands. */
  readonly status: string;
  /** Over within seconds: where nothing can be edited it is not worth a message. */
  readonly passing?: true | undefined;
  /** Plain text of the whole card for notifications and screen readers. */
  readonly fallbackText: string;
  readonly facts: readonly CardFact[];
  /** Those of the facts that an approver decides by. */
  readonly toApprove?: readonly CardFact[] | undefined;
  readonly slots: readonly CardSlot[];
  /** What `more-slots` brought: shown in a compact choice. */
  readonly moreSlots: readonly CardSlot[];
  readonly appointment?:
    | {
        readonly facts: readonly CardFact[];
        readonly mapUrl: string;
        /** In UTC; `timeZone` is the shop's. */
        readonly start: Instant;
        readonly end: Instant;
        readonly timeZone: TimeZone;
        readonly providerName: string;
        /** In one line. */
        readonly address?: string | undefined;
      }
    | undefined;
  /** There while times are offered, or none was found; absent while shops are being asked. */
  readonly offer?: { readonly expiresAt: Instant } | undefined;
  /** What waits for an approver's word: the chosen time, by its slot, and the end of his own time. */
  readonly approval?: { readonly slotId: string; readonly until: Instant } | undefined;
  readonly fallbacks: readonly {
    readonly text: string;
    readonly phone?: string | undefined;
    readonly url?: string | undefined;
  }[];
  /** Stars given, when rated. */
  readonly rating?: { readonly stars: number; readonly comment?: string | undefined } | undefined;
  readonly actions: readonly CardAction[];
  /** Small print, e.g. how old the data is. */
  readonly footer: readonly string[];
}
