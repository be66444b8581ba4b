import type { Appointment, Booking, Release, ShopRequest } from '../booking.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { Step } from '../step.ts';
import { absorbed, moved } from '../step.ts';

const KEPT = 10;

/** The booking's releases with an appointment that its shop is to let go of. */
export function withRelease(booking: Booking, old: Appointment, since: Instant): readonly Release[] {
  const { reference, providerId, network, networkRef, providerName, phone, start, end, timeZone, confirmation } = old;
  return added(booking, {
    ...{ reference, providerId, network, networkRef, providerName, phone, start, end, timeZone, confirmation, since },
  });
}

/** The same for a request whose outcome nobody waits for any more: what it may have won is let go of. */
export function withUnwanted(booking: Booking, request: ShopRequest, since: Instant): readonly Release[] {
  const { providerId, network, networkRef, providerName, phone, start, end, timeZone } = request.slot;
  const place = { providerId, network, networkRef, providerName, phone, start, end, timeZone };
  return added(booking, { reference: request.reference, ...place, request, since });
}

const added = (booking: Booking, release: Release): readonly Release[] =>
  [...(booking.releases ?? []), release].slice(-KEPT);

const pending = (booking: Booking, reference: string): Release | undefined =>
  booking.releases?.find((release) => release.reference === reference && release.refused === undefined);

/** The shop has let go. */
export function released(booking: Booking, event: EventOf<'released'>, now: Instant): Step {
  const release = pending(booking, event.reference);
  if (!release) return absorbed({ code: 'old-news' });
  const say = { code: 'released', release, fee: event.fee } as const;
  return moved(booking, event, now, {
    to: booking.phase,
    say,
    ...(event.fee && event.fee.amount > 0 ? { note: say } : {}),
    patch: { releases: booking.releases?.filter((other) => other !== release) ?? [] },
  });
}

/** The shop will not let go: both appointments stand, and people have to call. */
export function releaseRefused(booking: Booking, event: EventOf<'release-refused'>, now: Instant): Step {
  const release = pending(booking, event.reference);
  if (!release) return absorbed({ code: 'old-news' });
  const refusedNow = { ...release, refused: event.reason };
  const say = { code: 'release-refused', release: refusedNow } as const;
  return moved(booking, event, now, {
    to: booking.phase,
    say,
    note: say,
    patch: { releases: booking.releases?.map((other) => (other === release ? refusedNow : other)) ?? [] },
  });
}
