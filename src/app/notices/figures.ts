import type { Hours, Satisfaction } from '../../domain/levels/report.ts';

const NOTHING = 'nothing yet';
const LOCALE = 'en-US';

// Intl writes unbreakable spaces, which mails and searches trip over.
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

/** A share as people read it: "97.5%", in the locale's own way. */
export const percent = (share: number, locale = LOCALE): string =>
  plain(new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share));

/** A number with at most `digits` digits after the point. */
export const wholeNumber = (value: number, locale = LOCALE, digits = 0): string =>
  plain(new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value));

/** "97.5% of 120". */
export const shareOf = (share: number | null, whole: number, locale = LOCALE): string =>
  share === null ? NOTHING : `${percent(share, locale)} of ${wholeNumber(whole, locale)}`;

/** Minutes as people say them: below two hours as minutes, above as hours. */
export function minuteWords(value: number | null, locale = LOCALE): string {
  if (value === null) return NOTHING;
  if (value < 1) return 'less than a minute';
  return value < 120 ? `${wholeNumber(value, locale)} min` : `${wholeNumber(value / 60, locale, 1)} h`;
}

/** "31.5 h on average (12)". */
export const hourWords = ({ mean, count }: Hours, locale = LOCALE): string =>
  mean === null
    ? NOTHING
    : `${wholeNumber(mean, locale, 1)} h on average (${wholeNumber(count, locale)} ${count === 1 ? 'vehicle' : 'vehicles'})`;

/** "4.6 ★ (9 ratings)". */
export const starWords = ({ mean, count }: Satisfaction, locale = LOCALE): string =>
  mean === null
    ? NOTHING
    : `${wholeNumber(mean, locale, 2)} ★ (${wholeNumber(count, locale)} ${count === 1 ? 'rating' : 'ratings'})`;
