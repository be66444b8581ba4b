import type { Booking } from '../../src/domain/booking.ts';
import { SITUATIONS, type Situation } from './cases.ts';

/** Where cards are read: a locale with a zone of it. */
export const LOCALES = { 'en-US': 'America/Chicago', 'en-GB': 'Europe/London', 'de-DE': 'Europe/Berlin' } as const;
export type SampleLocale = keyof typeof LOCALES;

export interface SampleBooking {
  readonly situation: Situation;
  readonly locale: SampleLocale;
  readonly booking: Booking;
}

/** A booking in every situation, for readers of every locale; what each channel shows of it can be looked at and judged. */
export function sampleBookings(): readonly SampleBooking[] {
  const situations = Object.keys(SITUATIONS) as Situation[];
  const locales = Object.keys(LOCALES) as SampleLocale[];
  return locales.flatMap((locale) =>
    situations.map((situation) => ({ situation, locale, booking: readIn(SITUATIONS[situation](), locale) })),
  );
}

const readIn = (booking: Booking, locale: SampleLocale): Booking => ({
  ...booking,
  context: {
    ...booking.context,
    ...{ locale, timeZone: LOCALES[locale], year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
  },
});
