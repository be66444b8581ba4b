import type { Instant, TimeZone } from './ids.ts';
import { daysBetween, localDate, offsetMinutes } from './wall-time.ts';

export * from './wall-time.ts';

// Intl's formatters cost about a thousand times as much to make as to use.
function cached<T>(make: (locale: string, detail: string) => T): (locale: string, detail: string) => T {
  const made = new Map<string, T>();
  return (locale, detail) => {
    const key = `${locale} ${detail}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(locale, detail);
    made.set(key, fresh);
    return fresh;
  };
}

const CLOCK = { hour: 'numeric', minute: '2-digit' } as const;
const DAY = { weekday: 'short', month: 'short', day: 'numeric' } as const;

const dayAndClock = cached(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, ...CLOCK, timeZone, timeZoneName: 'short' }),
);
const clockOnly = cached(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { ...CLOCK, timeZone, timeZoneName: 'short' }),
);
const wallClock = cached((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...CLOCK, timeZone }));
const dayOnly = cached((locale, timeZone) => new Intl.DateTimeFormat(locale, { ...DAY, timeZone }));
const relative = cached((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const number = cached(
  (locale, digits) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) }),
);
const inMiles = cached((locale) => new Intl.Locale(locale).maximize().region === 'US');

// Intl writes thin and unbreakable spaces, which cost text messages half their length.
const plain = (text: string): string => text.replace(/[\u2009\u202f\u00a0]/g, ' ');

/**
 * A time span as people there write it, in the shop's zone: "Mon, Nov 23, 9:00 – 10:30 AM CST". Where the reader's
 * clock differs at that time, his own time follows: "… CST (10:00 – 11:30 AM EST)", with its date if that differs too.
 */
export function formatWhen(
  start: Instant,
  end: Instant,
  timeZone: TimeZone,
  locale: string,
  readerZone?: TimeZone,
): string {
  const there = formatSpan(dayAndClock, start, end, timeZone, locale);
  if (readerZone === undefined || !differs(start, end, timeZone, readerZone)) return there;
  const sameDay = [start, end].every((at) => localDate(at, timeZone) === localDate(at, readerZone));
  return `${there} (${formatSpan(sameDay ? clockOnly : dayAndClock, start, end, readerZone, locale)})`;
}

/** The beginning alone, as `formatWhen` writes spans: "Mon, Nov 23, 9:00 AM CST (10:00 AM EST)". */
export function formatStart(start: Instant, timeZone: TimeZone, locale: string, readerZone?: TimeZone): string {
  const there = formatInstant(start, timeZone, locale);
  if (readerZone === undefined || !differs(start, start, timeZone, readerZone)) return there;
  const sameDay = localDate(start, timeZone) === localDate(start, readerZone);
  const here = (sameDay ? clockOnly : dayAndClock)(locale, readerZone);
  return `${there} (${plain(here.format(new Date(start)))})`;
}

const differs = (start: Instant, end: Instant, one: TimeZone, other: TimeZone): boolean =>
  [start, end].some((at) => offsetMinutes(Date.parse(at), one) !== offsetMinutes(Date.parse(at), other));

// Intl takes fifteen times as long for a range as for a moment, and everybody who clicks is told of the same few slots.
const SPANS_KEPT = 2_000;
const spans = new Map<string, string>();

function formatSpan(format: typeof dayAndClock, start: Instant, end: Instant, timeZone: TimeZone, locale: string) {
  const key = [format === dayAndClock, start, end, timeZone, locale].join(' ');
  const known = spans.get(key);
  if (known !== undefined) return known;
  const text = writeSpan(format, start, end, timeZone, locale);
  if (spans.size >= SPANS_KEPT) spans.clear();
  spans.set(key, text);
  return text;
}

function writeSpan(format: typeof dayAndClock, start: Instant, end: Instant, timeZone: TimeZone, locale: string) {
  const [from, to] = [new Date(start), new Date(end)];
  const offsets = [from, to].map((at) => offsetMinutes(at.getTime(), timeZone));
  if (offsets[0] === offsets[1]) return plain(format(locale, timeZone).formatRange(from, to));
  // Clocks change in between: Intl would name one zone for both, and even merge 1:30 with the 1:30 after it.
  return plain(`${format(locale, timeZone).format(from)} – ${clockOnly(locale, timeZone).format(to)}`);
}

/** An instant as people there write it, e.g. "Mon, Nov 23, 9:00 AM CST". */
export const formatInstant = (at: Instant, timeZone: TimeZone, locale: string): string =>
  plain(dayAndClock(locale, timeZone).format(new Date(at)));

/** A span of a shop's wall clock ("07:00", "09:30") as people there write it: "7:00 – 9:30 AM". */
export function formatClocks(from: string, to: string, locale: string): string {
  // On a day in UTC, where no hour is missing or comes twice.
  const [start, end] = [from, to].map((clock) => new Date(`2000-01-01T${clock}Z`)) as [Date, Date];
  return plain(wallClock(locale, 'UTC').formatRange(start, end));
}

/** A day as people there write it, e.g. "Mon, Nov 23". */
export const formatDay = (at: Instant, timeZone: TimeZone, locale: string): string =>
  plain(dayOnly(locale, timeZone).format(new Date(at)));

/** "today" or "tomorrow" in the locale's language, by the calendar of the shop's zone; undefined for any other day. */
export function dayWord(at: Instant, now: Instant, timeZone: TimeZone, locale: string): string | undefined {
  const days = daysBetween(localDate(now, timeZone), localDate(at, timeZone));
  return days === 0 || days === 1 ? relative(locale, '').format(days, 'day') : undefined;
}

/** How old a shop's data is: "checked just now", "checked 4 min ago", "checked 1 h 5 min ago". */
export function ageWords(from: Instant, to: Instant): string {
  const minutes = Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
  if (minutes < 1) return 'checked just now';
  const hours = Math.floor(minutes / 60);
  const parts = [...(hours > 0 ? [`${hours} h`] : []), ...(minutes % 60 > 0 ? [`${minutes % 60} min`] : [])];
  return `checked ${parts.join(' ')} ago`;
}

const KM_PER_MILE = 1.609344;

/**
 * A distance as it is said there: miles in the United States, kilometres elsewhere; tenths below 100, none where it is
 * a limit such as a radius ("within 50 mi").
 */
export function distanceWords(km: number, locale: string, kind: 'distance' | 'limit' = 'distance'): string {
  const [value, unit] = inMiles(locale, '') ? [km / KM_PER_MILE, 'mi'] : [km, 'km'];
  return `${number(locale, kind === 'distance' && value < 99.95 ? '1' : '0').format(value)} ${unit}`;
}
