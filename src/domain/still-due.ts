import { answerDue } from './appointment.ts';
import type { Booking, ShopRequest } from './booking.ts';
import type { Effect } from './effects.ts';
import type { Instant } from './ids.ts';
import { isUrgent } from './services.ts';
import { isAnswered } from './steps/attention.ts';
import { timersOf } from './steps/approval.ts';
import { addMinutes } from './time.ts';

/** Words to people that are older have been said, or are of no use any more. */
const RECENT_MINUTES = 10;

/**
 * Everything that still has to happen for a booking as it stands, for when what was to happen was lost: what waits for a
 * time, what a shop is being asked, what people may not have been told. Each is safe to happen twice.
 * @param remindAfterMinutes the fleet's, for a case that nobody has answered
 */
export function stillDue(booking: Booking, remindAfterMinutes: number, now: Instant): readonly Effect[] {
  const { releases = [], earnings = [] } = booking;
  return [
    ...ofPhase(booking, remindAfterMinutes),
    ...releases
      .filter(({ refused }) => refused === undefined)
      .map(({ reference }) => ({ kind: 'release-at-shop', reference }) as const),
    ...(earnings.length > 0 ? [{ kind: 'book-commission' } as const] : []),
    { kind: 'sync-cards' },
    ...ofWords(booking, now),
  ];
}

function ofPhase(booking: Booking, remindAfterMinutes: number): readonly Effect[] {
  const { phase } = booking;
  switch (phase.state) {
    case 'offered':
      return [...ofOffer(booking), ...ofSilence(booking, remindAfterMinutes)];
    case 'requested':
      return ofRequest('book-at-shop', phase.request);
    case 'moving':
      return [...ofRequest('move-at-shop', phase.request), { kind: 'plan-reminders', start: phase.appointment.start }];
    case 'awaiting-approval':
      return timersOf(phase.approval, phase.approval.since);
    case 'scheduled': {
      const { appointment, cancelling } = phase;
      const { reference, start, undoUntil } = appointment;
      return [
        ...(cancelling?.stage === 'asking' ? [{ kind: 'cancel-at-shop', reference } as const] : []),
        ...(undoUntil !== undefined ? [{ kind: 'end-undo', at: undoUntil } as const] : []),
        ...ofMore(booking),
        { kind: 'plan-reminders', start },
      ];
    }
    default:
      return [];
  }
}

function ofOffer(booking: Booking): readonly Effect[] {
  const { slots, expiresAt } = booking.offer;
  if (slots.length > 0) return [{ kind: 'expire-offer', at: expiresAt }, { kind: 'auto-book' }, ...ofMore(booking)];
  return [{ kind: 'make-offer', why: 're-offer', deliveryId: askedForMore(booking) }];
}

const ofMore = (booking: Booking): readonly Effect[] => {
  const deliveryId = askedForMore(booking);
  return deliveryId === undefined ? [] : [{ kind: 'make-offer', why: 'more', deliveryId }];
};

const askedForMore = ({ outcomes }: Booking): string | undefined =>
  outcomes.find(({ intent, result }) => intent === 'more-slots' && result === 'pending')?.deliveryId;

function ofSilence(booking: Booking, remindAfterMinutes: number): readonly Effect[] {
  const { watch, severity } = booking;
  if (!watch || isAnswered(booking)) return [];
  const { step, since, snoozedUntil, asked } = watch;
  if (snoozedUntil !== undefined) return [{ kind: 'remind', step, at: snoozedUntil }];
  if (!isUrgent(severity)) return [];
  return [{ kind: 'remind', step, at: addMinutes(since, remindAfterMinutes * (asked.length + 1)) }];
}

function ofRequest(kind: 'book-at-shop' | 'move-at-shop', request: ShopRequest): readonly Effect[] {
  const { attempt, answerBy } = request;
  const due = answerDue(request);
  return [
    ...(answerBy === undefined ? [{ kind, attempt }] : []),
    ...(due === undefined ? [] : [{ kind: 'await-answer', attempt, at: due } as const]),
  ];
}

/** Lines that not every thread has, and answers that went the wrong way: a person hears them twice rather than never. */
function ofWords({ notes, cards, outcomes }: Booking, now: Instant): readonly Effect[] {
  const since = addMinutes(now, -RECENT_MINUTES);
  const isMissing = (noteId: string): boolean => cards.some((card) => !card.notes?.includes(noteId));
  return [
    ...notes
      .filter(({ noteId, at }) => at >= since && isMissing(noteId))
      .map(({ noteId }) => ({ kind: 'post-note', noteId }) as const),
    ...outcomes
      .filter(({ at, result }) => at >= since && (result === 'refused' || result === 'failed'))
      .map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const),
  ];
}
