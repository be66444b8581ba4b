import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext, Script } from 'node:vm';

/** What is used of the package `opening_hours`. */
interface OpeningHours {
  /** From, to, and whether it is only perhaps open. */
  getOpenIntervals(from: Date, to: Date): readonly (readonly [Date, Date, boolean, string | undefined])[];
}
type Place = { readonly address: Readonly<Record<string, string>> };
type OpeningHoursClass = new (value: string, place: Place) => OpeningHours;

export interface OsmLibrary {
  readonly OpeningHours: OpeningHoursClass;
  /** A date of the library's own world. */
  date(ms: number): Date;
}

// In this world a day has 24 hours and no clock is ever changed: its local time is UTC.
const CLOCKLESS = `{
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) { super(...(parts.length > 1 ? [Real.UTC(...parts)] : parts)); }
  getTimezoneOffset() { return 0; }
};
for (const field of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'])
  for (const verb of ['get', 'set']) {
    const value = Real.prototype[verb + 'UTC' + field];
    if (value) Object.defineProperty(globalThis.Date.prototype, verb + field, { value });
  }
globalThis.require = () => ({ getTimes: () => ({}) });
}`;

let loaded: OsmLibrary | undefined;

/**
 * The package `opening_hours` reckons in the local time of the process, which skips and repeats hours of its own that the
 * shop's clock has not. So it is loaded into a context whose local time is plain: what it says are readings of the
 * shop's wall clock. Without a place on earth, "sunrise" is 6:00 and "sunset" 18:00.
 */
export function osmLibrary(): OsmLibrary {
  if (loaded) return loaded;
  const file = createRequire(import.meta.url).resolve('opening_hours');
  const world: Record<string, unknown> = { module: { exports: {} }, exports: {}, console };
  createContext(world);
  runInContext(CLOCKLESS, world);
  new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(world);
  const { exports } = world['module'] as { exports: OpeningHoursClass & { default?: OpeningHoursClass } };
  const OwnDate = runInContext('Date', world) as DateConstructor;
  loaded = { OpeningHours: exports.default ?? exports, date: (ms) => new OwnDate(ms) };
  return loaded;
}
