import { timingSafeEqual } from 'node:crypto';
import type { RawResponse, Route } from '../../src/app/ports/http.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import type { BookingStore } from '../../src/app/ports/store.ts';
import { mapUrl } from '../../src/app/cards/appointment.ts';
import { appointmentOf } from '../../src/domain/booking.ts';
import { asBookingId } from '../../src/domain/ids.ts';

const SIGNS = 10;
const signed = (bookingId: string): string => `sms map ${bookingId}`;
const GONE: RawResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'There is no such link.',
};

interface Parts {
  readonly keys: Pick<Keys, 'blind' | 'blinds'>;
  readonly bookings: Pick<BookingStore, 'get'>;
  readonly publicUrl: string;
}

/** Short links of our own, signed: `<PUBLIC_URL>/t/<booking>.<signature>` leads to the map of the shop as it is booked now. */
export function createLinks({ keys, bookings, publicUrl }: Parts): { mapOf(bookingId: string): string; route: Route } {
  return {
    mapOf: (bookingId) => `${publicUrl}/t/${bookingId}.${keys.blind(signed(bookingId)).slice(0, SIGNS)}`,
    route: {
      method: 'GET',
      path: '/t/:link',
      limited: true,
      async handle({ params }) {
        const [, bookingId = '', signature = ''] = /^([\w~-]{1,64})\.([0-9a-f]{10})$/.exec(params['link'] ?? '') ?? [];
        const isOurs = keys.blinds(signed(bookingId)).some((blind) => isSame(blind.slice(0, SIGNS), signature));
        const booking = isOurs ? await bookings.get(asBookingId(bookingId)) : undefined;
        const appointment = booking && appointmentOf(booking);
        if (!appointment) return GONE;
        return { status: 302, headers: { location: mapUrl(appointment.lat, appointment.lon) } };
      },
    },
  };
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
