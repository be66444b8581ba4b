import type { Booking } from '../booking.ts';
import { appointmentOf } from '../booking.ts';
import type { EventType } from '../events.ts';
import type { Instant, LocalDate } from '../ids.ts';
import { bucketOf } from './buckets.ts';
import { downtimeOf } from './downtime.ts';

/**
 * What is counted of the service, by day in UTC:
 * - `call`: a call to a network; `detail` is `operation/outcome`, `bucket` its milliseconds
 * - `break`: a reply that broke its network's contract; `detail` is the field
 * - `attempt`: the end of a request that was sent to a shop; `detail` is how it ended, `booked` or the event's name
 * - `case`: `detail` is `opened`, or `dismissed` before anything was booked; on the day it was opened
 * - `booked`: a case's first appointment; `detail` is `within-24h` or `later`, `bucket` the seconds since the alert; on the day
 *   the case was opened
 * - `stars`: a rating; `detail` is `1` to `5`; a rating that was changed is taken back on the day it was given
 * - `acted`: a member moved a case; `detail` is his id
 * - `downtime`: a vehicle whose work is done; `detail` is `total` or `in-shop`, `bucket` the seconds; on the day it was done
 * - `downtime-seconds`: of the same, `count` is the seconds together, so that a mean is exact
 */
export type FactKind =
  'call' | 'break' | 'attempt' | 'case' | 'booked' | 'stars' | 'acted' | 'downtime' | 'downtime-seconds';

/** A count of like things. What does not apply is empty, or 0 for `bucket`. */
export interface LevelFact {
  readonly day: LocalDate;
  readonly kind: FactKind;
  readonly fleetId: string;
  readonly network: string;
  readonly providerId: string;
  readonly detail: string;
  readonly bucket: number;
  readonly count: number;
}

export const DAY_MS = 24 * 3_600_000;

/** The day of an instant in UTC. */
export const dayOf = (at: Instant): LocalDate => at.slice(0, 10);

/** One thing, or with `count` several. */
export const fact = (day: LocalDate, kind: FactKind, more: Partial<Omit<LevelFact, 'day' | 'kind'>>): LevelFact => ({
  ...{ fleetId: '', network: '', providerId: '', detail: '', bucket: 0, count: 1 },
  ...more,
  day,
  kind,
});

/** What a step adds to the counts: a case that was opened (`before` is undefined) or moved. */
export function factsOf(before: Booking | undefined, after: Booking): readonly LevelFact[] {
  const { fleetId } = after;
  const opened = dayOf(after.createdAt);
  if (!before) return [fact(opened, 'case', { fleetId, detail: 'opened' })];
  const row = after.history.at(-1);
  if (!row || after.version === before.version) return [];
  const facts: LevelFact[] = [];
  if (row.actor.kind === 'member') facts.push(fact(dayOf(row.at), 'acted', { fleetId, detail: row.actor.id }));
  const wasBooked = before.history.some(({ to }) => BOOKED.includes(to));
  if (row.to === 'dismissed' && !wasBooked) facts.push(fact(opened, 'case', { fleetId, detail: 'dismissed' }));
  return [
    ...facts,
    ...attemptOf(before, after),
    ...(wasBooked ? [] : bookedOf(after)),
    ...starsOf(before, after),
    ...downtimeFacts(before, after),
  ];
}

/** How a shop's request can end by the shop; one that a person took back says nothing about the shop. */
const ENDINGS: readonly string[] = [
  'confirmed',
  'slot-taken',
  'declined',
  'unavailable',
  'no-answer',
  'proposed',
] satisfies readonly EventType[];

/** The end of a request that the shop had: one that never went out is no attempt. */
function attemptOf(before: Booking, after: Booking): readonly LevelFact[] {
  const intent = after.history.at(-1)?.intent ?? '';
  if (before.phase.state !== 'requested' || before.phase.request.askedAt === undefined) return [];
  if (!ENDINGS.includes(intent)) return [];
  const { network, providerId } = before.phase.request.slot;
  const detail = intent === 'confirmed' ? 'booked' : intent;
  return [fact(dayOf(after.updatedAt), 'attempt', { fleetId: after.fleetId, network, providerId, detail })];
}

/** States of a case that has an appointment ahead, also one that a person made by hand, where no network has a part. */
const BOOKED: readonly string[] = ['scheduled', 'manual'];

function bookedOf(after: Booking): readonly LevelFact[] {
  const { phase, fleetId } = after;
  if (!BOOKED.includes(phase.state)) return [];
  const { network = '', providerId = '' } = phase.state === 'scheduled' ? phase.appointment : {};
  const tookMs = Math.max(0, Date.parse(after.updatedAt) - Date.parse(after.createdAt));
  const detail = tookMs <= DAY_MS ? 'within-24h' : 'later';
  const bucket = bucketOf(tookMs / 1000);
  return [fact(dayOf(after.createdAt), 'booked', { fleetId, network, providerId, detail, bucket })];
}

function starsOf(before: Booking, after: Booking): readonly LevelFact[] {
  const appointment = appointmentOf(after);
  const { rating: old } = before;
  const { rating, fleetId } = after;
  if (!appointment || !rating || rating === old) return [];
  const { network, providerId } = appointment;
  const stars = (given: typeof rating, count: number) =>
    fact(dayOf(given.at), 'stars', { fleetId, network, providerId, detail: String(given.stars), count });
  return [...(old ? [stars(old, -1)] : []), stars(rating, 1)];
}

/** The downtime of a case whose work is done now; taken back where the shop cancels what it had reported as done. */
function downtimeFacts(before: Booking, after: Booking): readonly LevelFact[] {
  const isDone = after.phase.state === 'completed';
  if (isDone === (before.phase.state === 'completed')) return [];
  const { phase, fleetId } = isDone ? after : before;
  const downtime = downtimeOf(isDone ? after : before);
  if (phase.state !== 'completed' || !downtime) return [];
  const { network, providerId } = phase.appointment;
  const one = isDone ? 1 : -1;
  const counted = (detail: string, seconds: number): readonly LevelFact[] => {
    const of = { fleetId, network, providerId, detail };
    const day = dayOf(phase.completedAt);
    return [
      fact(day, 'downtime', { ...of, bucket: bucketOf(seconds), count: one }),
      fact(day, 'downtime-seconds', { ...of, count: one * seconds }),
    ];
  };
  const { total, inShop } = downtime;
  return [...counted('total', total), ...(inShop === undefined ? [] : counted('in-shop', inShop))];
}
