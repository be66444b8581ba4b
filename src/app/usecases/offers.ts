import type { Booking } from '../../domain/booking.ts';
import { DEFAULT_POLICY } from '../../domain/directory.ts';
import type { BookingId, Instant, ProviderId } from '../../domain/ids.ts';
import type { Offer } from '../../domain/slot.ts';
import { choosable, findSlot } from '../../domain/slot.ts';
import { transition } from '../../domain/transition.ts';
import { weightsFor, weightsInWords } from '../../domain/weighing.ts';
import type { Core } from '../core.ts';
import type { RecommendRequest } from '../recommend.ts';
import type { OfferReason } from '../ports/job-services.ts';
import type { JobResult } from '../ports/jobs.ts';
import { tellLater } from './tell.ts';

export interface Without {
  /** Slots known to be gone. */
  readonly exclude?: readonly { readonly providerId: ProviderId; readonly networkSlotId: string }[];
  /** Shops not to ask. */
  readonly skipProviders?: readonly ProviderId[];
  /** Nothing but these shops. */
  readonly only?: readonly ProviderId[];
  /** Times that are looked for; all unless given. */
  readonly isWanted?: RecommendRequest['isWanted'];
  /** Slots shown before stay choosable, as they do for `more`. */
  readonly keepShown?: boolean;
}

/** Asks the shops for a booking: three slots and, for `more`, everything else. Slots shown before stay choosable unless excluded. */
export async function freshOffer(
  core: Core,
  booking: Booking,
  want: 'best' | 'more',
  without: Without = {},
): Promise<Offer> {
  const fleet = await core.directory.fleet(booking.fleetId);
  const policy = fleet?.policy ?? DEFAULT_POLICY;
  const found = await core.recommender.recommend({
    fleetId: booking.fleetId,
    vehicleId: booking.vehicleId,
    needs: { service: booking.service, gvwrLb: booking.context.gvwrLb },
    location: booking.location,
    severity: booking.severity,
    policy,
    ratings: await core.bookings.ratings(booking.fleetId),
    locale: booking.context.locale,
    timeZone: booking.context.timeZone,
    exclude: without.exclude ?? [],
    skipProviders: without.skipProviders ?? [],
    only: without.only,
    isWanted: without.isWanted,
    // What it holds itself is for the slot that it is about to give back.
    ownClaims: booking.claims,
    want,
  });
  const now = core.clock.now();
  const madeAt = now.toISOString();
  const gone = (slot: Offer['slots'][number]): boolean =>
    (without.exclude ?? []).some((x) => x.providerId === slot.providerId && x.networkSlotId === slot.networkSlotId);
  // What a shop proposed itself stays in front while it lies ahead.
  const proposed = booking.offer.slots.filter((slot) => slot.proposed && slot.start > madeAt && !gone(slot));
  const slots = [...proposed, ...found.slots.filter(({ slotId }) => !proposed.some((x) => x.slotId === slotId))];
  const fresh = [...slots.slice(0, 3), ...found.more];
  const freshIds = new Set(fresh.map(({ slotId }) => slotId));
  const kept = choosable(booking.offer).filter(
    (slot) =>
      (want === 'more' || without.keepShown === true) &&
      !freshIds.has(slot.slotId) &&
      !gone(slot) &&
      slot.start > madeAt,
  );
  const rankedBy = policy.ranking && weightsInWords(weightsFor(policy.ranking, booking.severity));
  for (const network of new Set(found.slots.map((slot) => slot.network))) core.metrics.offer(network);
  return {
    slots: slots.slice(0, 3),
    more: [...found.more, ...kept],
    fallbacks: found.fallbacks,
    ...(rankedBy === undefined || slots.length < 2 ? {} : { rankedBy }),
    ...(found.reason === undefined || slots.length > 0 ? {} : { reason: found.reason }),
    madeAt,
    expiresAt: new Date(now.getTime() + policy.offerHours * 3_600_000).toISOString(),
  };
}

/** A new offer without one slot that is known to be gone; the shop's other times are asked live again. */
export async function offerWithout(core: Core, bookingId: BookingId, slotId: string): Promise<Offer | undefined> {
  const booking = await core.bookings.get(bookingId);
  const slot = booking && findSlot(booking.offer, slotId);
  if (!booking || !slot) return undefined;
  return freshOffer(core, booking, 'best', { exclude: [slot] });
}

/** The job behind `make-offer`: asks shops and puts what they say into the booking, if it still waits for a choice. */
export async function makeOffer(
  core: Core,
  bookingId: BookingId,
  why: OfferReason,
  deliveryId?: string,
): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  if (!booking) return;
  if (booking.phase.state === 'offered') {
    const offer = await freshOffer(core, booking, why === 'more' ? 'more' : 'best', { keepShown: why === 'recovered' });
    if (why === 'recovered' && isSame(offer, booking.offer)) return askAgain(core, booking);
    if (offer.slots.length === 0 && isSaid(booking, deliveryId)) return askAgain(core, booking);
    const auto = (await core.directory.fleet(booking.fleetId))?.policy.booking === 'auto';
    const applied = await core.engine.apply(bookingId, (present, now) =>
      transition(present, { type: 'offer', offer, deliveryId, auto }, now),
    );
    if (applied.kind === 'moved') return askAgain(core, applied.booking);
    if (applied.kind !== 'absorbed') return;
  }
  if (booking.phase.state === 'scheduled' && why === 'more') {
    const offer = await freshOffer(core, booking, 'more', { exclude: [booking.phase.appointment] });
    const applied = await core.engine.apply(bookingId, (present, now) =>
      transition(present, { type: 'offer', offer, deliveryId, toMove: true }, now),
    );
    if (applied.kind === 'moved') return;
  }
  if (deliveryId === undefined) return;
  const amended = await core.engine.amend(bookingId, (present) =>
    settledMeanwhile(present, deliveryId, core.clock.now().toISOString()),
  );
  const message = amended?.outcomes.find((row) => row.deliveryId === deliveryId)?.message;
  await tellLater(core, bookingId, deliveryId, message);
}

const ASK_AGAIN_MIN_MS = 2_000;
const ASK_AGAIN_MAX_MS = 30_000;

/** Whether a card would show the same. */
const isSame = (a: Offer, b: Offer): boolean =>
  idsOf(a.slots) === idsOf(b.slots) && namesOf(a.fallbacks) === namesOf(b.fallbacks);
const idsOf = (slots: Offer['slots']): string => slots.map(({ slotId }) => slotId).join();
const namesOf = (fallbacks: Offer['fallbacks']): string => fallbacks.map(({ providerId }) => providerId).join();

/** Whether there are shops for it of which none had a time: by phone only, until one answers. */
const isByHandOnly = ({ severity, offer }: Booking): boolean =>
  severity !== 'out-of-service' && offer.slots.length === 0 && offer.fallbacks.length > 0;

/** The card names the phones already, and whoever clicked has his answer: only a time would be news. */
const isSaid = (booking: Booking, deliveryId: string | undefined): boolean =>
  isByHandOnly(booking) && !booking.outcomes.some((row) => row.deliveryId === deliveryId && row.result === 'pending');

/** Shops without an answer are asked again by themselves: after as long as it lasts already, between 2 and 30 seconds. */
function askAgain(core: Core, booking: Booking): JobResult {
  if (!isByHandOnly(booking)) return;
  const age = core.clock.now().getTime() - Date.parse(booking.offer.madeAt);
  return { againInMs: Math.min(ASK_AGAIN_MAX_MS, Math.max(ASK_AGAIN_MIN_MS, age)) };
}

/** The case moved on while the shops were asked: the click that asked for more has nothing left to wait for. */
function settledMeanwhile(booking: Booking, deliveryId: string, now: Instant): Booking | undefined {
  if (!booking.outcomes.some((row) => row.deliveryId === deliveryId && row.result === 'pending')) return undefined;
  const outcomes = booking.outcomes.map((row) =>
    row.deliveryId === deliveryId && row.result === 'pending'
      ? {
          ...row,
          at: now,
          result: 'absorbed' as const,
          message: 'The case moved on meanwhile; its card shows where it stands.',
        }
      : row,
  );
  return { ...booking, outcomes };
}

/** The job behind `expire-offer`. */
export async function expireOffer(core: Core, bookingId: BookingId): Promise<void> {
  await core.engine.apply(bookingId, (booking, now) => transition(booking, { type: 'expired' }, now));
}
