import type { Booking } from '../../../../src/domain/booking.ts';
import type { Instant, TimeZone } from '../../../../src/domain/ids.ts';
import { asBookingId } from '../../../../src/domain/ids.ts';
import type { LocalParts } from '../parts.ts';
import type { Action, Link } from './links.ts';

/** What a link that still works is about. */
export interface Case {
  readonly link: Link;
  readonly booking: Booking;
  readonly shop: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: TimeZone;
}

/** The case behind a token; `gone` when it was used, withdrawn or overtaken, `unknown` when it was never ours. */
export async function caseOf(parts: LocalParts, token: string): Promise<Case | 'gone' | 'unknown'> {
  const link = parts.links.read(token);
  const booking = link && (await parts.desk.bookings.get(asBookingId(link.bookingId)));
  if (!link || !booking) return 'unknown';
  const open = isAnswer(link.action) ? asked(booking, link) : booked(booking, link);
  if (!open || (await parts.desk.deliveries.get(deliveryIdOf(link)))) return 'gone';
  return { link, booking, ...open };
}

export const isAnswer = (action: Action): boolean => action !== 'started' && action !== 'done';

/** Answers share one id, so that the first uses them all up. */
export const deliveryIdOf = ({ bookingId, attempt, action }: Link): string =>
  `local:${bookingId}-${attempt}/${isAnswer(action) ? 'answer' : action}`;

type Open = Omit<Case, 'link' | 'booking'>;

function asked({ phase }: Booking, { attempt }: Link): Open | undefined {
  const isAsked = phase.state === 'requested' || phase.state === 'moving';
  if (!isAsked || phase.request.attempt !== attempt) return undefined;
  const { providerName: shop, start, end, timeZone } = phase.request.slot;
  return { shop, start, end, timeZone };
}

function booked({ phase }: Booking, { bookingId, attempt, action }: Link): Open | undefined {
  const isTime =
    phase.state === 'scheduled' || phase.state === 'moving' || (phase.state === 'in-progress' && action === 'done');
  if (!isTime || phase.appointment.reference !== `${bookingId}-${attempt}`) return undefined;
  const { providerName: shop, start, end, timeZone } = phase.appointment;
  return { shop, start, end, timeZone };
}
