import type { Booking, PostedCard } from '../../domain/booking.ts';
import type { Fleet, Member } from '../../domain/directory.ts';
import type { FleetId, Instant } from '../../domain/ids.ts';
import { maySendAt } from '../../domain/policy/quiet-hours.ts';
import { digestOf } from '../cards/digest.ts';
import type { Core } from '../core.ts';
import type { ChannelError } from '../ports/channel.ts';
import type { JobContext, JobResult } from '../ports/jobs.ts';
import { isPosted, postedIn, targetsOf } from './card-places.ts';
import type { Target } from './card-places.ts';
import { makeOffer } from './offers.ts';

const PAGE = 200;
/** How far back cases are looked for whose first card was held. */
const LOOK_BACK_MS = 48 * 3_600_000;
/** Cases whose shops are asked at once. */
const AT_ONCE = 4;
/** Below this a card is its own message. */
const FEWEST = 2;

/** Until when a case's first card is held back, in its reader's zone where one alone reads it; `undefined`: it goes at once, as for a vehicle that is out of service. */
export function heldUntil(
  { policy, timeZone }: Fleet,
  { severity }: Pick<Booking, 'severity'>,
  now: Instant,
  reader?: Pick<Member, 'timeZone'>,
): Instant | undefined {
  if (severity === 'out-of-service') return undefined;
  const at = maySendAt(policy.quietHours, now, reader?.timeZone ?? timeZone);
  return at > now ? at : undefined;
}

/** Plans the fleet's digest at the end of its quiet hours; any number of times has the effect of one. */
export async function planDigest(core: Core, { fleetId }: Fleet, at: Instant): Promise<void> {
  const id = `digest-${fleetId}-${Date.parse(at)}`;
  await core.queue.enqueue([{ id, name: 'digest', payload: { fleetId, at }, runAt: at, priority: 2 }]);
}

/**
 * The job behind `digest`: what was held back in quiet hours comes as one message in each of the fleet's channels, with the
 * cards under it. Safe to repeat.
 */
export async function sendDigest(
  core: Core,
  fleetId: FleetId,
  at: Instant,
  { attempt }: Pick<JobContext, 'attempt'>,
): Promise<JobResult> {
  const fleet = await core.directory.fleet(fleetId);
  if (!fleet) return;
  const leftMs = Date.parse(at) - core.clock.now().getTime();
  if (leftMs > 0) return { againInMs: leftMs };
  const cases = await casesBefore(core, fleet, at);
  const now = core.clock.now().toISOString();
  const places = (await targetsOf(core, fleet))
    // Elsewhere it is still night: that digest comes by itself.
    .filter(({ reader }) => heldUntil(fleet, { severity: 'info' }, now, reader) === undefined)
    .map((target) => ({ target, held: heldAt(target, cases) }));
  const together = places.filter(({ target, held }) => target.channel.digest !== undefined && held.length >= FEWEST);
  // Their cards wait for the digest; one that was posted by a try before has its place already.
  for (const { target, held } of together) await placeUnder(core, target.key, held, AWAITED);
  const held = new Set(places.flatMap((place) => place.held));
  await refresh(core, [...held]);
  for (const place of together) {
    const again = await post(core, place.target, `${fleetId}-${Date.parse(at)}`, place.held, attempt > 1);
    if (again) return again;
  }
  const jobs = [...held].map(({ bookingId }) => ({
    id: `${bookingId}-digest-${Date.parse(at)}`,
    name: 'sync-cards',
    payload: { bookingId },
    priority: 2,
  }));
  if (jobs.length > 0) await core.queue.enqueue(jobs);
}

/** A place under a digest that is not there yet. */
const AWAITED: PostedCard['ref'] = {};
/** Whether a card has to wait for its digest. */
export const awaitsDigest = ({ digests }: Booking, key: string): boolean =>
  digests?.[key] !== undefined && Object.keys(digests[key]).length === 0;

const heldAt = ({ key }: Target, cases: readonly Booking[]): readonly Booking[] =>
  cases.filter((booking) => !isPosted(postedIn(booking, key)));

/** Where the cards of these cases belong; `undefined`: each by itself. */
async function placeUnder(
  core: Core,
  key: string,
  cases: readonly Booking[],
  ref: PostedCard['ref'] | undefined,
): Promise<void> {
  for (const { bookingId } of cases) {
    await core.engine.amend(bookingId, (present) => {
      const { [key]: _, ...others } = present.digests ?? {};
      return { ...present, digests: ref === undefined ? others : { ...others, [key]: ref } };
    });
  }
}

/** What the night made old is asked again, so that nothing old is offered in the morning. */
async function refresh(core: Core, cases: readonly Booking[]): Promise<void> {
  const offered = cases.filter(({ phase }) => phase.state === 'offered');
  for (let i = 0; i < offered.length; i += AT_ONCE) {
    await Promise.all(offered.slice(i, i + AT_ONCE).map(({ bookingId }) => makeOffer(core, bookingId, 're-offer')));
  }
}

/** Posts the digest and lets each case remember under what its card belongs. */
async function post(
  core: Core,
  { channel, key, address }: Target,
  digestId: string,
  held: readonly Booking[],
  retry: boolean,
): Promise<JobResult> {
  const present = await Promise.all(
    held.map(async (booking) => (await core.bookings.get(booking.bookingId)) ?? booking),
  );
  const done = await channel.digest?.(address, digestOf(digestId, present), { retry });
  if (!done) return;
  const again = done.ok ? undefined : failed(core, channel.name, done.error);
  if (!again) await placeUnder(core, key, held, done.ok ? done.value : undefined);
  return again;
}

/** Without a digest each card comes by itself. */
function failed(core: Core, channel: string, { code, reason, retryAfterMs }: ChannelError): JobResult {
  core.log.warn({ channel, reason }, 'A digest could not be brought to its channel');
  core.metrics.channelFailure(channel, code);
  if (code === 'rejected') return;
  if (retryAfterMs !== undefined) return { againInMs: retryAfterMs };
  throw new Error(`${channel}: ${reason}`);
}

/** The fleet's cases of the night, oldest first. */
async function casesBefore(core: Core, { fleetId }: Fleet, at: Instant): Promise<readonly Booking[]> {
  const from = new Date(Date.parse(at) - LOOK_BACK_MS).toISOString();
  const found: Booking[] = [];
  let cursor: string | undefined;
  do {
    const page = await core.bookings.find({ fleetId, limit: PAGE, ...(cursor ? { cursor } : {}) });
    found.push(...page.items.filter(({ createdAt }) => createdAt >= from && createdAt < at));
    const isPast = page.items.some(({ createdAt }) => createdAt < from);
    cursor = isPast ? undefined : (page.cursor ?? undefined);
  } while (cursor !== undefined);
  return found.reverse();
}
