import type { LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import { addDays } from '../../../src/domain/time.ts';
import { osmLibrary } from './osm-library.ts';

/** An opening time on the shop's wall clock; both ends in milliseconds since 1970 as if the wall showed UTC. */
export interface WallSpan {
  readonly from: number;
  readonly to: number;
}

/** Where a shop is, for its public holidays. */
export interface Region {
  readonly timeZone: TimeZone;
  /** As in its address, e.g. `IL`. */
  readonly state?: string | undefined;
}

const MAX_CACHED = 2_000;
const cache = new Map<string, readonly WallSpan[] | undefined>();
const COUNTRIES = ['us', 'ca', 'mx', 'gb', 'ie', 'de', 'at', 'ch', 'fr', 'nl', 'be', 'es', 'it', 'pl', 'au', 'nz'];

/**
 * When a shop is open on so many dates from `from` on, by its opening hours in OpenStreetMap's syntax, in order; public
 * holidays (`PH`) are those of the zone's country and the address' state. What is only perhaps open counts as closed.
 * The day before is part of it, so that a time that runs past midnight keeps its beginning. `undefined`: not understood.
 */
export function openSpans(
  value: string,
  region: Region,
  from: LocalDate,
  days: number,
): readonly WallSpan[] | undefined {
  const key = [value, region.timeZone, region.state, from, days].join('\n');
  if (cache.has(key)) return cache.get(key);
  if (cache.size >= MAX_CACHED) cache.clear();
  const spans = readSpans(value, region, from, days);
  cache.set(key, spans);
  return spans;
}

function readSpans(value: string, region: Region, from: LocalDate, days: number): readonly WallSpan[] | undefined {
  const { OpeningHours, date } = osmLibrary();
  const [first, last] = [addDays(from, -1), addDays(from, days)].map((day) => date(Date.parse(day))) as [Date, Date];
  try {
    const hours = new OpeningHours(value, { address: addressOf(region) });
    return hours
      .getOpenIntervals(first, last)
      .filter(([, , isUnknown]) => !isUnknown)
      .map(([begin, end]) => ({ from: begin.getTime(), to: end.getTime() }));
  } catch {
    // The package throws texts and errors of its own for whatever it does not understand.
    return undefined;
  }
}

function addressOf({ timeZone, state }: Region): Readonly<Record<string, string>> {
  const country = countryOf(timeZone);
  if (!state) return { country_code: country };
  return { country_code: country, state, 'ISO3166-2-lvl4': `${country.toUpperCase()}-${state.toUpperCase()}` };
}

const countries = new Map<TimeZone, string>();

/** The country that a zone lies in, of those whose holidays are known; the United States where it is none of them. */
function countryOf(timeZone: TimeZone): string {
  let country = countries.get(timeZone);
  if (country === undefined) {
    country = COUNTRIES.find((code) => zonesOf(code).includes(timeZone)) ?? 'us';
    countries.set(timeZone, country);
  }
  return country;
}

/** Newer engines have a method where older ones have a property. */
function zonesOf(code: string): readonly string[] {
  const locale = new Intl.Locale(`und-${code.toUpperCase()}`) as {
    readonly timeZones?: readonly string[] | undefined;
    getTimeZones?(): readonly string[] | undefined;
  };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
