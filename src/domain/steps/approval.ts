import type { Addressee } from '../attention.ts';
import type { Approval, ApprovalNeed, Person } from '../approval.ts';
import type { Booking } from '../booking.ts';
import { bayClaims, vehicleClaims } from '../claims.ts';
import type { Effect } from '../effects.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { Say } from '../say.ts';
import type { OfferedSlot } from '../slot.ts';
import { emptyOffer } from '../slot.ts';
import type { BookingIn, Settles, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';

type Awaiting = BookingIn<'awaiting-approval'>;

const MINUTE_MS = 60_000;
const OLD_NEWS = { code: 'old-news' } as const;

/** An approver is asked for the chosen slot; its bay and the vehicle are claimed meanwhile, as for a request. */
export function askApprover(
  booking: BookingIn<'offered'>,
  event: EventOf<'choose-slot' | 'reschedule'>,
  slot: OfferedSlot,
  need: ApprovalNeed,
  now: Instant,
): Step {
  const turn = turnOf(booking, slot, need.minutes, need.approver?.from, now);
  const { approver } = need;
  const approval: Approval = {
    ...need,
    ...turn,
    slot,
    by: event.by,
    since: now,
    deliveryId: event.deliveryId,
    asked: approver ? [approver.memberId] : [],
    undo: event.undo,
  };
  const { until } = approval;
  return moved(booking, event, now, {
    to: { state: 'awaiting-approval', approval },
    say: { code: 'asking-approver', slot, approver: approver?.name, until },
    result: 'pending',
    effects: timersOf(approval, now),
    claims: [
      ...bayClaims(slot.providerId, event.seat, slot.start, slot.end),
      ...vehicleClaims(booking.fleetId, booking.vehicleId, slot.start, slot.end),
    ],
    patch: { workOrder: event.workOrder, cost: slot.estimate, ...addressed(booking, approver, now) },
  });
}

/** The approver says yes: the shop is asked. */
export function approve(booking: Awaiting, event: EventOf<'approve'>, now: Instant): Step {
  const { approval } = booking.phase;
  const { slot } = approval;
  if (isOwn(approval, event)) return refused({ code: 'own-request' });
  const attempt = booking.attempts + 1;
  const { by, comment } = event;
  const say = { code: 'approved', slot, by: by.name, comment } as const;
  return moved(booking, event, now, {
    to: {
      state: 'requested',
      request: {
        attempt,
        reference: `${booking.bookingId}-${attempt}`,
        slot,
        by: approval.by,
        since: now,
        deliveryId: approval.deliveryId,
        note: approval.note,
        undo: approval.undo,
        approvedBy: by.name,
      },
    },
    say,
    settles: settle(approval, 'pending', { code: 'asking-shop', slot }),
    effects: [{ kind: 'book-at-shop', attempt }],
    note: say,
    patch: { attempts: attempt, approvals: decided(booking, { by, decision: 'approved', comment, at: now }) },
  });
}

/** The approver says no: the time is free again, and whoever chose it reads why. */
export function reject(booking: Awaiting, event: EventOf<'reject'>, now: Instant): Step {
  const { approval } = booking.phase;
  if (isOwn(approval, event)) return refused({ code: 'own-request' });
  const { by, comment } = event;
  const approvals = decided(booking, { by, decision: 'rejected', comment, at: now });
  const say = { code: 'rejected', slot: approval.slot, by: by.name, comment } as const;
  return freed(booking, event, now, say, 'done', { approvals });
}

/** Nothing is booked yet: cancelled at once. */
export function withdrawRequest(booking: Awaiting, event: EventOf<'cancel'>, now: Instant): Step {
  const say = { code: 'cancelled' } as const;
  const settles = settle(booking.phase.approval, 'failed', { ...say, by: event.by.name });
  return moved(booking, event, now, {
    to: { state: 'cancelled', cancellation: { by: event.by, reason: event.reason, at: now } },
    say,
    settles,
    effects: tellAll(settles),
    note: { ...say, by: event.by.name },
    claims: [],
    patch: { cost: undefined },
  });
}

/** The approver's time is over: the next one is asked, or the time is given back. */
export function approvalTimeout(booking: Awaiting, event: EventOf<'approval-timeout'>, now: Instant): Step {
  const { approval } = booking.phase;
  if (event.round !== approval.round || now < approval.until) return absorbed(OLD_NEWS);
  const { slot } = approval;
  if (event.next && slot.start > now) return handOver(booking, event, event.next, now);
  return freed(booking, event, now, { code: 'approval-over', slot }, 'failed');
}

/** A person does not want to wait for the approver who is being asked. */
export function escalateApproval(booking: Awaiting, event: EventOf<'escalate'>, now: Instant): Step {
  return event.next ? handOver(booking, event, event.next, now) : refused({ code: 'nobody-left' });
}

/** The shop gave the time to someone else while it waited. */
export function loseWaitingSlot(booking: Awaiting, event: EventOf<'slot-gone'>, now: Instant): Step {
  const { approval } = booking.phase;
  if (event.round !== approval.round) return absorbed(OLD_NEWS);
  const { slot } = approval;
  const isOther = ({ slotId }: OfferedSlot): boolean => slotId !== slot.slotId;
  const { offer } = booking;
  const without = { ...offer, slots: offer.slots.filter(isOther), more: offer.more.filter(isOther) };
  return freed({ ...booking, offer: without }, event, now, { code: 'slot-gone', slot }, 'failed');
}

function handOver(
  booking: Awaiting,
  event: EventOf<'approval-timeout' | 'escalate'>,
  { memberId, name, from }: Person,
  now: Instant,
): Step {
  const old = booking.phase.approval;
  const { slot } = old;
  const turn = turnOf(booking, slot, old.minutes, from, now);
  const approver: Person = { memberId, name, from };
  const approval: Approval = { ...old, ...turn, approver, asked: [...old.asked, memberId] };
  const say = { code: 'approval-handed-over', slot, approver: name, until: turn.until } as const;
  return moved(booking, event, now, {
    to: { state: 'awaiting-approval', approval },
    say,
    effects: timersOf(approval, now),
    note: say,
    patch: addressed(booking, approver, now),
  });
}

/** Back to an offer with the time free again, and with new times asked for. */
function freed(
  booking: Awaiting,
  event: EventOf<'reject' | 'approval-timeout' | 'slot-gone'>,
  now: Instant,
  say: Say,
  result: 'done' | 'failed',
  patch: Pick<Booking, 'approvals'> = {},
): Step {
  const settles = settle(booking.phase.approval, 'failed', say);
  return moved(booking, event, now, {
    to: { state: 'offered' },
    say,
    result,
    settles,
    effects: [...tellAll(settles), { kind: 'make-offer', why: 're-offer' }],
    note: say,
    claims: [],
    patch: { ...patch, cost: undefined, offer: now < booking.offer.expiresAt ? booking.offer : emptyOffer(now) },
  });
}

/** The version with which an approver's time begins, and its end: never after the slot's own start. */
function turnOf({ version }: Booking, slot: OfferedSlot, minutes: number, from: Instant | undefined, now: Instant) {
  const begin = from === undefined || from < now ? now : from;
  const end = new Date(Date.parse(begin) + minutes * MINUTE_MS).toISOString();
  return { round: version + 1, until: end < slot.start ? end : slot.start };
}

/** Reminded at half of his time; the shop holds the time as long as it is waited for. */
export function timersOf({ round, until, approver, holds }: Approval, now: Instant): readonly Effect[] {
  const half = new Date((Date.parse(approver?.from ?? now) + Date.parse(until)) / 2).toISOString();
  return [
    { kind: 'await-approval', round, at: until },
    ...(approver ? [{ kind: 'remind-approver', round, at: half } as const] : []),
    ...(holds ? [{ kind: 'hold-at-shop', round } as const] : []),
  ];
}

/** Everyone who is asked gets a card of his own. */
export function addressed(
  { people = [] }: Booking,
  person: Person | undefined,
  now: Instant,
  as: Addressee['as'] = 'approver',
  via?: readonly string[],
): Pick<Booking, 'people'> {
  if (!person) return {};
  const { memberId, from } = person;
  const n = (people.at(-1)?.n ?? 0) + 1;
  const entry = { memberId, n, as, at: now, ...(from ? { from } : {}), ...(via ? { via } : {}) };
  return { people: [...people, entry].slice(-20) };
}

const isOwn = ({ by }: Approval, event: EventOf<'approve' | 'reject'>): boolean =>
  by.kind === 'member' && by.id === event.by.id && !event.selfApproval;

const decided = (
  { approvals = [] }: Booking,
  record: NonNullable<Booking['approvals']>[number],
): NonNullable<Booking['approvals']> => [...approvals, record].slice(-20);

const settle = ({ deliveryId }: Approval, result: Settles['result'], say: Say): readonly Settles[] =>
  deliveryId ? [{ deliveryId, intent: 'choose-slot', result, say }] : [];

const tellAll = (settles: readonly Settles[]) =>
  settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const);
