import type { Booking } from '../domain/booking.ts';
import type { Effect } from '../domain/effects.ts';
import type { BookingId, Instant } from '../domain/ids.ts';
import { factsOf } from '../domain/levels/facts.ts';
import { withHandled, withOutcome } from '../domain/outcomes.ts';
import type { Say } from '../domain/say.ts';
import { sentence } from '../domain/sentences.ts';
import { severityRank } from '../domain/services.ts';
import type { Step } from '../domain/step.ts';
import type { EventBus, BookingEvent } from './event-bus.ts';
import { createKeyedLock } from './locks.ts';
import type { BookingView } from './ports/api.ts';
import type { Clock } from './ports/clock.ts';
import type { Settled } from './ports/deliveries.ts';
import type { BookingStore, CommitError, OutboxEntry } from './ports/store.ts';
import type { Relay } from './relay.ts';

const TRIES = 25;

/** What became of one attempt to move a booking. */
export type Applied =
  | { readonly kind: 'moved'; readonly booking: Booking; readonly settled: Settled }
  | { readonly kind: 'absorbed' | 'refused'; readonly booking: Booking; readonly settled: Settled }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'conflict';
      readonly booking: Booking;
      readonly held: Extract<CommitError, { code: 'conflict' }>['held'];
    };

export interface Cause {
  /** The delivery that asks for it: its outcome is recorded, and it is applied once. */
  readonly deliveryId?: string | undefined;
  readonly intent?: string | undefined;
}

/** Decides what to do with a booking as it stands: calls `transition` and nothing else that has an effect. */
export type Decide = (booking: Booking, now: Instant) => Step | Promise<Step>;

export interface Engine {
  /** Load, decide, commit; again when somebody else wrote first. One atomic write with everything that follows from it. */
  apply(bookingId: BookingId, decide: Decide, cause?: Cause): Promise<Applied>;
  /** Writes a new booking with what follows from it. */
  open(booking: Booking, effects: readonly Effect[]): Promise<Applied>;
  /** Writes what nobody sees (platform references): revision only. `undefined` leaves the booking as it is. */
  amend(bookingId: BookingId, change: (booking: Booking) => Booking | undefined): Promise<Booking | undefined>;
}

const TIMERS: ReadonlySet<Effect['kind']> = new Set([
  'book-commission',
  'expire-offer',
  'await-answer',
  'await-approval',
  'remind-approver',
  'plan-reminders',
  'end-undo',
]);

const priorityOf = (booking: Booking, effect: Effect): number =>
  TIMERS.has(effect.kind) ? 3 : Math.max(0, 3 - severityRank(booking.severity) - (effect.kind === 'tell' ? 1 : 0));

/** Effects as outbox entries, with ids that a repeat makes again. */
export function outboxOf(booking: Booking, effects: readonly Effect[]): readonly OutboxEntry[] {
  return effects.map((effect, n) => {
    const { kind, ...fields } = effect;
    const payload = Object.fromEntries(
      Object.entries(fields).filter((pair): pair is [string, string | number] => pair[1] !== undefined),
    );
    const at = 'at' in effect ? effect.at : undefined;
    return {
      id: `${booking.bookingId}-${booking.revision}-${n}`,
      kind,
      bookingId: booking.bookingId,
      priority: priorityOf(booking, effect),
      payload,
      ...(at === undefined ? {} : { runAt: at }),
    };
  });
}

const outcomeOf = (kind: 'moved' | 'absorbed' | 'refused', result?: string): Settled['outcome'] =>
  kind === 'moved' ? (result === 'refused' ? 'refused' : 'accepted') : kind;

interface EngineDeps {
  readonly bookings: BookingStore;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly view: (booking: Booking) => BookingView;
}

/** The one writer of bookings. */
export function createEngine({ bookings, relay, clock, events, view }: EngineDeps): Engine {
  const lock = createKeyedLock();

  function announce(booking: Booking): void {
    const type = `booking.${booking.phase.state}` as const;
    const { fleetId, bookingId, vehicleId, version, updatedAt: at } = booking;
    const { phase } = booking;
    const reason = phase.state === 'cancelled' ? phase.cancellation.reason : undefined;
    const event: BookingEvent = {
      ...{ type, at, fleetId, bookingId, vehicleId, version, booking: view(booking) },
      ...(reason === undefined ? {} : { cancelled: { reason, falsePositive: reason === 'false-positive' } }),
    };
    events.emit(type, event);
  }

  /** What the booking says about a delivery that was applied before. */
  function replay(booking: Booking, deliveryId: string): Applied {
    const known = booking.outcomes.find((row) => row.deliveryId === deliveryId);
    const kind = known?.result === 'absorbed' || known?.result === 'refused' ? known.result : 'moved';
    return { kind, booking, settled: { outcome: outcomeOf(kind), message: known?.message ?? '' } };
  }

  /** The write that a step leads to: what it moved, or only the record of an answer. */
  function prepare(
    booking: Booking,
    step: Step,
    now: Instant,
    { deliveryId, intent }: Cause,
  ): { next: Booking; effects: readonly Effect[] } | undefined {
    if (step.kind === 'moved') {
      const lost = deliveryId !== undefined && (step.result === 'refused' || step.result === 'failed');
      return { next: step.booking, effects: lost ? [...step.effects, { kind: 'tell', deliveryId }] : step.effects };
    }
    if (deliveryId === undefined) return undefined;
    const row = {
      intent: intent ?? 'event',
      deliveryId,
      at: now,
      result: step.kind,
      message: sentence(step.say, booking.context),
    };
    return {
      next: withOutcome({ ...booking, revision: booking.revision + 1 }, row),
      effects: [{ kind: 'tell', deliveryId }],
    };
  }

  async function attempt(bookingId: BookingId, decide: Decide, cause: Cause): Promise<Applied | 'stale'> {
    const { deliveryId } = cause;
    const booking = await bookings.get(bookingId);
    if (!booking) return { kind: 'missing' };
    if (deliveryId !== undefined && booking.handled.includes(deliveryId)) return replay(booking, deliveryId);
    const now = clock.now().toISOString();
    const step = await decide(booking, now);
    const settled = answer(booking, step);
    const write = prepare(booking, step, now, cause);
    if (!write) return { kind: step.kind, booking, settled };
    const next = deliveryId === undefined ? write.next : withHandled(write.next, deliveryId);
    const outbox = outboxOf(next, write.effects);
    const facts = step.kind === 'moved' ? factsOf(booking, next) : undefined;
    const done = await bookings.commit({
      booking: next,
      expectedRevision: booking.revision,
      outbox,
      deliveryId,
      facts,
    });
    if (!done.ok) return done.error.code === 'stale' ? 'stale' : { kind: 'conflict', booking, held: done.error.held };
    relay.push(outbox);
    // Named by the state: told when it is entered, and when there is a new offer, not at every change within it.
    const { state } = next.phase;
    const entered =
      state !== booking.phase.state || (state === 'offered' && next.offer.madeAt !== booking.offer.madeAt);
    if (step.kind === 'moved' && entered) announce(next);
    return { kind: step.kind, booking: next, settled };
  }

  const answer = (booking: Booking, step: Step): Settled => ({
    outcome: outcomeOf(step.kind, step.kind === 'moved' ? step.result : undefined),
    message: sentence(step.say, booking.context),
  });

  return {
    apply(bookingId, decide, cause = {}) {
      return lock.run(bookingId, async () => {
        for (let i = 0; i < TRIES; i++) {
          const done = await attempt(bookingId, decide, cause);
          if (done !== 'stale') return done;
        }
        throw new Error(`The booking ${bookingId} changed ${TRIES} times while it was being written`);
      });
    },
    async open(booking, effects) {
      const outbox = outboxOf(booking, effects);
      const facts = factsOf(undefined, booking);
      const done = await bookings.commit({ booking, expectedRevision: null, outbox, facts });
      if (!done.ok) return { kind: 'conflict', booking, held: done.error.code === 'conflict' ? done.error.held : [] };
      relay.push(outbox);
      announce(booking);
      return { kind: 'moved', booking, settled: { outcome: 'accepted', message: '' } };
    },
    amend(bookingId, change) {
      return lock.run(bookingId, async () => {
        for (let i = 0; i < TRIES; i++) {
          const booking = await bookings.get(bookingId);
          const next = booking && change(booking);
          if (!booking || !next) return booking;
          const amended = { ...next, revision: booking.revision + 1 };
          const done = await bookings.commit({ booking: amended, expectedRevision: booking.revision, outbox: [] });
          if (done.ok) return amended;
        }
        throw new Error(`The booking ${bookingId} changed ${TRIES} times while it was being amended`);
      });
    },
  };
}

/** A sentence about a booking for a delivery that moved nothing. */
export const say = (outcome: Settled['outcome'], what: Say, reader: Booking['context']): Settled => ({
  outcome,
  message: sentence(what, reader),
});
