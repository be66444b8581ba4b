import type { Actor, Booking, BookingState, IntentOutcome, Phase } from './booking.ts';
import { OPEN_STATES } from './booking.ts';
import { earningsAfter } from './commission.ts';
import type { Effect } from './effects.ts';
import type { DomainEvent, EventOf, EventType } from './events.ts';
import type { Instant } from './ids.ts';
import { appointmentKey, caseKey } from './keys.ts';
import { withOutcome } from './outcomes.ts';
import type { Say } from './say.ts';
import { sentence } from './sentences.ts';

/** The answer of a transition. Nothing is thrown: what does not fit is absorbed or refused, and says so. */
export type Step =
  | {
      readonly kind: 'moved';
      /** With its new revision and version. */
      readonly booking: Booking;
      readonly effects: readonly Effect[];
      /** For the sender of the intent that caused it; `pending` when the end is not known yet. */
      readonly say: Say;
      readonly result: 'done' | 'pending' | 'failed' | 'refused';
    }
  | { readonly kind: 'absorbed'; readonly say: Say }
  | { readonly kind: 'refused'; readonly say: Say };

export interface Settles {
  readonly deliveryId: string;
  readonly intent: string;
  readonly result: IntentOutcome['result'];
  readonly say: Say;
}

export type PhaseOf<S extends BookingState> = Extract<Phase, { state: S }>;
export type BookingIn<S extends BookingState> = Booking & { readonly phase: PhaseOf<S> };
export type Handler<S extends BookingState, T extends EventType> = (
  booking: BookingIn<S>,
  event: EventOf<T>,
  now: Instant,
) => Step;

export const absorbed = (say: Say): Step => ({ kind: 'absorbed', say });
export const refused = (say: Say): Step => ({ kind: 'refused', say });

const SYSTEM: Actor = { kind: 'system', id: 'pitcrew', channel: 'system' };

/** Who is behind an event: its person, the shop's network, or Pitcrew itself. */
export function actorOf(booking: Booking, event: DomainEvent): Actor {
  if ('by' in event && event.by) return event.by;
  if (event.type === 'alert') return { kind: 'host', id: booking.fleetId, channel: 'alerts' };
  if ('network' in event) return { kind: 'provider', id: event.network, channel: event.network };
  if ((booking.phase.state === 'requested' || booking.phase.state === 'moving') && 'attempt' in event) {
    const { network } = booking.phase.request.slot;
    return { kind: 'provider', id: network, channel: network };
  }
  return SYSTEM;
}

interface Change {
  readonly to: Phase;
  readonly say: Say;
  readonly result?: 'done' | 'pending' | 'failed' | 'refused';
  readonly effects?: readonly Effect[];
  readonly settles?: readonly Settles[];
  /** A line for the thread. */
  readonly note?: Say | undefined;
  readonly claims?: readonly string[];
  readonly patch?: Partial<
    Pick<
      Booking,
      | 'offer'
      | 'alerts'
      | 'severity'
      | 'workOrder'
      | 'attempts'
      | 'cost'
      | 'rating'
      | 'location'
      | 'keys'
      | 'releases'
      | 'approvals'
      | 'people'
      | 'watch'
    >
  >;
}

/** Identities that a booking owns in a phase: its alerts, its open case, and every appointment it ever had. */
function keysIn(booking: Booking, to: Phase): readonly string[] {
  const open = caseKey(booking.fleetId, booking.vehicleId, booking.system);
  const keys = new Set(booking.keys);
  if (OPEN_STATES.includes(to.state)) keys.add(open);
  else keys.delete(open);
  if ('appointment' in to && to.appointment)
    keys.add(appointmentKey(to.appointment.network, to.appointment.statusRef ?? to.appointment.confirmation));
  return [...keys];
}

/** When the appointment ahead begins: its reminders follow it wherever it is moved to. */
const startIn = ({ phase }: Booking): Instant | undefined =>
  phase.state === 'scheduled' ? phase.appointment.start : undefined;

/** A step that people can see: raises revision and version, writes the history row, brings the cards along. */
export function moved(booking: Booking, event: DomainEvent, now: Instant, change: Change): Step {
  const version = booking.version + 1;
  const revision = booking.revision + 1;
  const base = { ...booking, ...change.patch };
  const noteId = `n${version}`;
  const next: Booking = {
    ...base,
    phase: change.to,
    revision,
    version,
    updatedAt: now,
    claims: change.claims ?? booking.claims,
    keys: keysIn(base, change.to),
    history: [
      ...booking.history,
      {
        at: now,
        actor: actorOf(booking, event),
        intent: event.type,
        from: booking.phase.state,
        to: change.to.state,
        version,
      },
    ],
    notes:
      change.note === undefined
        ? booking.notes
        : [...booking.notes.slice(-49), { noteId, at: now, text: sentence(change.note, booking.context) }],
  };
  const result = change.result ?? 'done';
  const outcomes = [...(change.settles ?? [])];
  if ('deliveryId' in event && event.deliveryId && event.type !== 'offer') {
    const intent = event.type === 'slot-taken' ? 'choose-slot' : event.type;
    outcomes.unshift({ deliveryId: event.deliveryId, intent, result, say: change.say });
  }
  const earnings = earningsAfter(booking, next, 'at' in event ? event.at : now);
  const told = outcomes.reduce(
    (known, { say, ...row }) => withOutcome(known, { ...row, at: now, message: sentence(say, booking.context) }),
    earnings ? { ...next, earnings } : next,
  );
  const effects: Effect[] = [...(change.effects ?? []), { kind: 'sync-cards' }];
  if (change.note !== undefined) effects.push({ kind: 'post-note', noteId });
  if (earnings) effects.push({ kind: 'book-commission' });
  const start = startIn(next);
  if (start !== undefined && start !== startIn(booking)) effects.push({ kind: 'plan-reminders', start });
  return { kind: 'moved', booking: told, effects, say: change.say, result };
}
