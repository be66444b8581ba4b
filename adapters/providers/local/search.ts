import pLimit from 'p-limit';
import type { Availability } from '../../../src/app/ports/availability.ts';
import type { CallOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { Instant, LocalDate, ProviderId } from '../../../src/domain/ids.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays, localDate } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { deadlineOf } from '../../shared/http-client/index.ts';
import type { BusyEvent, Window } from './calendar/occurrences.ts';
import { openSpans } from './opening-hours.ts';
import type { LocalParts } from './parts.ts';
import { bookingIdOfUid } from './reference.ts';
import type { Busy } from './slots.ts';
import { freeSlots } from './slots.ts';
import { unreachable } from './ways.ts';

type Found = Result<Availability, Unavailable | Rejected>;

/** Today and the next 13 days. */
const DAYS = 14;
const AT_ONCE = 16;
const DAY_MS = 86_400_000;
/** Bays of a shop that names none. */
const DEFAULT_BAYS = 1;

/** Works out each shop's free times from its opening hours and its calendar; the deadline is one for all of them. */
export async function search(
  parts: LocalParts,
  shops: readonly Provider[],
  service: ServiceCode,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found>> {
  const deadline = deadlineOf(options, parts.timeoutMs);
  const limit = pLimit(AT_ONCE);
  const answers = shops.map((shop) =>
    limit(async () => [shop.providerId, await searchOne(parts, shop, service, deadline)] as const),
  );
  return new Map(await Promise.all(answers));
}

async function searchOne(parts: LocalParts, shop: Provider, service: ServiceCode, deadline: Deadline): Promise<Found> {
  const { clock, desk } = parts;
  const obstacle = await unreachable(parts, shop);
  if (obstacle !== undefined) return no(obstacle);
  if (!shop.openingHours) return no('The opening hours of the shop are not known.');
  if (!(await desk.directory.providerByRef('local', shop.networkRef))) return no('There is no such shop any more.');
  const now = clock.now().toISOString();
  const from = localDate(now, shop.timeZone);
  const region = { timeZone: shop.timeZone, state: shop.address?.state };
  const spans = openSpans(shop.openingHours, region, from, DAYS + 1);
  if (!spans) return no('The opening hours of the shop are not understood.');
  const busy = await busyAt(parts, shop, windowOf(from), deadline);
  if (!busy.ok) return busy;
  const slots = freeSlots({
    timeZone: shop.timeZone,
    service,
    spans,
    busy: busy.value,
    bays: baysOf(shop),
    from,
    to: addDays(from, DAYS - 1),
    now,
  });
  return ok({ providerId: shop.providerId, service, slots, asOf: now });
}

export const baysOf = (shop: Provider): number => shop.bays ?? DEFAULT_BAYS;

/** Dates of a zone as moments, generously: the same for a whole day, so that what was read can be kept. */
export function windowOf(from: LocalDate, days = DAYS): Window {
  const begin = Date.parse(from) - DAY_MS;
  return { fromMs: begin, toMs: begin + (days + 3) * DAY_MS };
}

/** What is busy at a shop, without our own appointments that stand there: those are counted as our own claims. */
export async function busyAt(
  { feeds, desk, uidHost }: LocalParts,
  shop: Provider,
  window: Window,
  deadline: Deadline,
): Promise<Result<readonly Busy[], Unavailable | Rejected>> {
  const found = await feeds.busy(shop, window, deadline);
  if (!found.ok) return found;
  const others = await Promise.all(
    found.value.map(async (event) => {
      const bookingId = bookingIdOfUid(event.uid, uidHost);
      const own = bookingId === undefined ? undefined : await desk.bookings.get(asBookingId(bookingId));
      return own && isCounted(own, shop, event) ? [] : [event];
    }),
  );
  return ok(others.flat());
}

/** Whether a booking of ours holds the time of this event at this shop already. */
function isCounted({ phase }: Booking, shop: Provider, event: BusyEvent): boolean {
  const overlaps = (start: Instant, end: Instant): boolean =>
    Date.parse(start) < event.endMs && event.startMs < Date.parse(end);
  const asked = phase.state === 'requested' || phase.state === 'moving' ? [phase.request.slot] : [];
  const booked =
    phase.state === 'scheduled' || phase.state === 'moving' || phase.state === 'in-progress' ? [phase.appointment] : [];
  return [...asked, ...booked].some(
    ({ providerId, start, end }) => providerId === shop.providerId && overlaps(start, end),
  );
}

const no = (reason: string): Found => fail({ kind: 'rejected', reason });
