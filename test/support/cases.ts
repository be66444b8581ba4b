import type { Actor, AlertFact, Booking, BookingState, WorkOrder } from '../../src/domain/booking.ts';
import type { DomainEvent, EventOf } from '../../src/domain/events.ts';
import { asBookingId, asFleetId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';
import { alertKey, caseKey } from '../../src/domain/keys.ts';
import type { Offer, OfferedSlot } from '../../src/domain/slot.ts';
import type { Step } from '../../src/domain/step.ts';
import { transition } from '../../src/domain/transition.ts';

/** Sunday, 9:04 in Chicago. */
export const START = '2026-11-22T15:04:00.000Z';
/** `START` and so many minutes. */
export const after = (minutes: number): string => new Date(Date.parse(START) + minutes * 60_000).toISOString();

export const dana: Actor = { kind: 'member', id: 'dana', channel: 'slack', name: 'Dana Reyes' };
export const omar: Actor = { kind: 'member', id: 'omar', channel: 'slack', name: 'Omar Haddad' };
export const lee: Actor = { kind: 'member', id: 'lee', channel: 'slack', name: 'Lee Okafor' };
export const pitcrew: Actor = { kind: 'system', id: 'pitcrew', channel: 'system', name: 'Pitcrew' };
export const usd = (amount: number) => ({ amount, currency: 'USD' });

export const workOrder: WorkOrder = {
  number: 'WO-ABCDEFGH',
  po: 'PO-ABCDEFGH',
  issue: '12 V battery at 71 %',
  service: 'BATTERY_12V',
  faultCodes: [],
  contact: { name: 'Dana Reyes' },
};

/** Slot `s1` is Monday 9:00 to 10:30 in Chicago at shop 1, `s2` the next day's at shop 2, and so on. */
export function slot(n: number, more: Partial<OfferedSlot> = {}): OfferedSlot {
  const start = Date.parse('2026-11-23T15:00:00Z') + (n - 1) * 24 * 3_600_000;
  return {
    slotId: `s${n}`,
    networkSlotId: `net-${n}`,
    start: new Date(start).toISOString(),
    end: new Date(start + 90 * 60_000).toISOString(),
    capacity: 1,
    estimate: usd(18_900),
    providerId: asProviderId(`shop-${n}`),
    providerName: `Shop ${n}`,
    network: 'firestone',
    networkRef: `02384${n}`,
    timeZone: 'America/Chicago',
    distanceKm: n,
    reasons: [`${n} mi`],
    checkedAt: START,
    phone: `+1312555010${n}`,
    lat: 41.9,
    lon: -87.6,
    ...more,
  };
}

export const offerOf = (slots: readonly OfferedSlot[], more: Partial<Offer> = {}): Offer => ({
  slots,
  more: [],
  fallbacks: [],
  ...(slots.length === 0 ? { reason: 'No shop has a free time.' } : {}),
  madeAt: START,
  expiresAt: after(24 * 60),
  ...more,
});

export const alertOf = (alertId: string, more: Partial<AlertFact> = {}): AlertFact => ({
  alertId,
  system: 'battery_12v',
  severity: 'warning',
  observedAt: START,
  receivedAt: START,
  value: 71,
  unit: '%',
  faultCodes: [],
  ...more,
});

/** A case as an alert opens it, with three slots on offer. */
export function offered(more: Partial<Booking> = {}): Booking {
  const fleetId = asFleetId('acme');
  const vehicleId = asVehicleId('truck-17');
  return {
    bookingId: asBookingId('B1'),
    fleetId,
    vehicleId,
    system: 'battery_12v',
    service: 'BATTERY_12V',
    severity: 'warning',
    context: {
      timeZone: 'America/Chicago',
      locale: 'en-US',
      vin: '1FTFW1E5XNFA00000',
      vehicleClass: 'light',
      gvwrLb: 9500,
    },
    location: { lat: 41.85, lon: -87.65 },
    createdAt: START,
    updatedAt: START,
    revision: 1,
    version: 1,
    phase: { state: 'offered' },
    alerts: [alertOf('a-1')],
    offer: offerOf([slot(1), slot(2), slot(3)]),
    attempts: 0,
    history: [
      {
        at: START,
        actor: { kind: 'host', id: 'acme', channel: 'alerts' },
        intent: 'alert',
        from: null,
        to: 'offered',
        version: 1,
      },
    ],
    outcomes: [],
    handled: [],
    cards: [],
    notes: [],
    claims: [],
    keys: [alertKey(fleetId, 'a-1'), caseKey(fleetId, vehicleId, 'battery_12v')],
    ...more,
  };
}

let clicks = 0;
export const choose = (slotId: string, more: Partial<EventOf<'choose-slot'>> = {}): DomainEvent => ({
  type: 'choose-slot',
  slotId,
  seat: 0,
  workOrder,
  by: dana,
  deliveryId: `slack:choose-${++clicks}`,
  ...more,
});
export const cancel = (more: Partial<EventOf<'cancel'>> = {}): DomainEvent => ({
  type: 'cancel',
  reason: 'not-needed',
  by: dana,
  deliveryId: `slack:cancel-${++clicks}`,
  ...more,
});
export const confirmCancel = (more: Partial<EventOf<'confirm-cancel'>> = {}): DomainEvent => ({
  type: 'confirm-cancel',
  by: dana,
  deliveryId: `slack:confirm-${++clicks}`,
  ...more,
});
/** Dana booked it herself, ten hours after the start. */
export const bookByHand = (more: Partial<EventOf<'book-manually'>> = {}): DomainEvent => ({
  type: 'book-manually',
  manual: { providerName: 'Hal’s Garage', start: after(600), confirmation: 'H-7' },
  by: dana,
  deliveryId: `slack:by-hand-${++clicks}`,
  ...more,
});
export const confirmed = (more: Partial<EventOf<'confirmed'>> = {}): DomainEvent => ({
  type: 'confirmed',
  attempt: 1,
  confirmation: 'FCAC-1',
  start: slot(1).start,
  keepBay: false,
  ...more,
});
/** The shop was asked by mail and has four hours from the start on. */
export const asked = (more: Partial<EventOf<'asked'>> = {}): DomainEvent => ({
  type: 'asked',
  attempt: 1,
  answerBy: after(240),
  ...more,
});
/** Dana's choice needs Lee, who has an hour. */
export const chooseForApproval = (slotId = 's1', more: Partial<EventOf<'choose-slot'>> = {}): DomainEvent =>
  choose(slotId, {
    approval: { reason: 'over-limit', minutes: 60, approver: { memberId: 'lee', name: 'Lee Okafor' } },
    ...more,
  });
export const approve = (more: Partial<EventOf<'approve'>> = {}): DomainEvent => ({
  type: 'approve',
  by: lee,
  selfApproval: false,
  deliveryId: `slack:approve-${++clicks}`,
  ...more,
});
export const reject = (more: Partial<EventOf<'reject'>> = {}): DomainEvent => ({
  type: 'reject',
  by: lee,
  selfApproval: false,
  comment: 'Too dear',
  deliveryId: `slack:reject-${++clicks}`,
  ...more,
});
/** Chosen by Pitcrew itself; it can be undone for a quarter of an hour. */
export const chooseByItself = (slotId = 's1'): DomainEvent =>
  choose(slotId, { by: pitcrew, deliveryId: undefined, undo: { minutes: 15 } });
type ShopWord =
  | 'status-checked-in'
  | 'status-in-progress'
  | 'status-completed'
  | 'status-no-show'
  | 'cancelled-by-shop'
  | 'moved-by-shop';
/** The shop's word about appointment FCAC-1, said `minutes` after the start. */
export const word = (
  type: ShopWord,
  minutes = 1500,
  more: { confirmation?: string; invoice?: object; holds?: boolean } = {},
) => ({ type, network: 'firestone', confirmation: 'FCAC-1', at: after(minutes), ...more }) as DomainEvent;

/** Applies events one after another, a minute apart; each must move the case. */
export function through(booking: Booking, ...events: readonly DomainEvent[]): Booking {
  return events.reduce((present, event) => movedBy(present, event), booking);
}

export function movedBy(booking: Booking, event: DomainEvent, now = minuteAfter(booking)): Booking {
  return stepOf(booking, event, now).booking;
}

/** The step of an event that must move the case. */
export function stepOf(
  booking: Booking,
  event: DomainEvent,
  now = minuteAfter(booking),
): Extract<Step, { kind: 'moved' }> {
  const step = transition(booking, event, now);
  if (step.kind !== 'moved') throw new Error(`${event.type} was ${step.kind} in ${booking.phase.state}`);
  return step;
}

export const minuteAfter = ({ updatedAt }: Booking): string => new Date(Date.parse(updatedAt) + 60_000).toISOString();

/** Dana moves it to another time; the shop does that in one step unless it is said otherwise. */
export const reschedule = (n = 2, more: Partial<EventOf<'reschedule'>> = {}): DomainEvent => ({
  type: 'reschedule',
  slot: slot(n),
  seat: 0,
  workOrder,
  atomic: false,
  by: dana,
  deliveryId: `slack:move-${++clicks}`,
  ...more,
});
/** The shop of the move number 2 has the new time. */
export const movedTo = (n = 2, more: Partial<EventOf<'moved'>> = {}): DomainEvent => ({
  type: 'moved',
  attempt: 2,
  confirmation: 'FCAC-2',
  start: slot(n).start,
  keepBay: false,
  reference: 'B1-2',
  ...more,
});
export const moveFailed = (more: Partial<EventOf<'move-failed'>> = {}): DomainEvent => ({
  type: 'move-failed',
  attempt: 2,
  why: 'slot-taken',
  offer: offerOf([slot(3)]),
  ...more,
});

const scheduled = (): Booking => through(offered(), choose('s1'), confirmed());

/** Every situation that a case can be in, reached the way people and shops reach it. */
export const SITUATIONS = {
  offered: () => offered(),
  requested: () => through(offered(), choose('s1')),
  'requested, shop to answer': () => through(offered(), choose('s1'), asked()),
  'awaiting-approval': () => through(offered(), chooseForApproval()),
  scheduled,
  'scheduled, can be undone': () => through(offered(), chooseByItself(), confirmed()),
  'scheduled, fee shown': () => through(scheduled(), cancel({ fee: usd(3_000) })),
  'scheduled, shop asked to cancel': () => through(scheduled(), cancel()),
  moving: () => through(scheduled(), reschedule()),
  'moving, shop to answer': () => through(scheduled(), reschedule(), asked({ attempt: 2 })),
  'scheduled, old one to be released': () => through(scheduled(), reschedule(), movedTo()),
  'in-progress': () => through(scheduled(), word('status-in-progress')),
  completed: () => through(scheduled(), word('status-completed', 1500, { invoice: usd(20_000) })),
  manual: () => through(offered(), bookByHand()),
  cancelled: () => through(offered(), cancel()),
  'no-show': () => through(scheduled(), word('status-no-show')),
  dismissed: () => through(offered(), { type: 'dismiss', reason: 'not-needed', by: dana }),
  expired: () => movedBy(offered(), { type: 'expired' }, after(24 * 60)),
  failed: () =>
    through(offered(), choose('s1'), {
      type: 'declined',
      attempt: 1,
      reason: 'The VIN is not valid',
      final: true,
      offer: offerOf([]),
    }),
} as const satisfies Readonly<Record<string, () => Booking>>;

export type Situation = keyof typeof SITUATIONS;

export const stateIn = (situation: Situation): BookingState => SITUATIONS[situation]().phase.state;

/** Freezes a value and everything in it, so that whoever would change it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
