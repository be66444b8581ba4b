import { de as german, en as english } from 'chrono-node';
import type { ParsedComponents, ParsedResult } from 'chrono-node';
import type { Hearing, TimeWindow, TimeWords } from '../../src/app/ports/time-words.ts';
import type { Instant, TimeZone } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { toInstant, toLocal } from '../../src/domain/time.ts';
import { clockBounds, daytime } from './clock-bounds.ts';
import type { ClockBounds } from './clock-bounds.ts';

const LONGEST = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Shops are searched for so many days. */
const AHEAD_MS = 14 * DAY_MS;
/** A moment that is named by a length of time, or roughly, is kept when the slot begins within this time of it. */
const ABOUT_MS = 2 * HOUR_MS;
/** A clock time means a slot that begins then: shops' times are told to five minutes. */
const THEN_MS = 5 * MINUTE_MS;

/** Wall time as if it were UTC, so that the words are read on the shop's calendar whatever its offset. */
type Wall = number;
interface WallWindow {
  readonly from: Wall;
  readonly to: Wall;
}

const ROUGHLY =
  /(?<!\p{L})(?:around|about|roughly|approximately|circa|ca\.?|gegen|ungefähr|etwa)\s+(?:at\s+|um\s+)?(?=\d|noon|mittag)/iu;
const SOON =
  /\b(?:asap|as soon as possible|(?:the )?(?:earliest|soonest)(?: possible)?|so bald wie möglich|schnellstmöglich)\b/i;
const BACKWARDS = /(?<!\p{L})(?:last|past|previous|ago|letzte\p{L}*|vergangene\p{L}*|vorige\p{L}*)(?!\p{L})/iu;
const WEEK = /(?<!\p{L})(?:week|woche)(?!\p{L})/iu;
const WEEKEND = /weekend|wochenende/i;
/** Parts of the day in hours; the first that is named counts. */
const PARTS: readonly (readonly [RegExp, number, number])[] = [
  [/(?<!\p{L})(?:forenoon|mornings?|vormittags?)(?!\p{L})/iu, 6, 12],
  [/(?<!\p{L})(?:afternoons?|nachmittags?)(?!\p{L})/iu, 12, 18],
  [/(?<!\p{L})(?:evenings?|tonight|abends?)(?!\p{L})/iu, 17, 24],
];
type Part = (typeof PARTS)[number];
/** They are ours to read: the parser takes "March 3 in the morning" for three o'clock. */
const PART_WORDS =
  /(?<!\p{L})(?:(?:in the|in der|this|am)\s+)?(?:forenoon|mornings?|afternoons?|evenings?|vormittags?|nachmittags?|abends?)(?!\p{L})/giu;

/** Reads English (dates as in the United States or elsewhere) and German words with chrono-node. */
export function createTimeWords(): TimeWords {
  return {
    read(words, hearing) {
      const text = words.trim().slice(0, LONGEST).replace(/\s+/g, ' ');
      if (text === '') return hearing.date === undefined ? fail('no-time') : withinDay(hearing);
      const { date, now, timeZone } = hearing;
      const today = wallOf(now, timeZone);
      const day = date === undefined ? today : Date.parse(`${date}T00:00:00Z`);
      if (Number.isNaN(day)) return fail('no-time');
      const german = isGerman(hearing.locale);
      const said = (german ? inGerman(text, today) : text).replace(ROUGHLY, german ? 'um ' : 'at ');
      const part = PARTS.find(([names]) => names.test(said));
      const bounds = clockBounds(said.replace(PART_WORDS, ' '));
      const found = parse(bounds.rest, day, hearing.locale);
      if (!found) return withoutDay(text, bounds, part, day, hearing);
      if (BACKWARDS.test(text)) return fail('passed');
      if (found.tags().has('result/relativeDateAndTime') || found.tags().has('casualReference/now')) {
        const from = Date.parse(now) + (wallTime(found.start) - day);
        return ahead(from, from + ABOUT_MS, now);
      }
      const window = windowOf(found, bounds, { day, today, part, then: ROUGHLY.test(text) ? ABOUT_MS : THEN_MS });
      return window ? settle(roll(window, found, today, date !== undefined), hearing) : fail('no-time');
    },
  };
}

const isGerman = (locale: string): boolean => /^de\b/i.test(locale);

function parse(text: string, at: Wall, locale: string): ParsedResult | undefined {
  const ours = /^en-(?:US|PH)$/i.test(locale) || !/^en-/i.test(locale) ? english.casual : english.GB;
  const parsers = isGerman(locale) ? [german.casual, ours] : [ours, german.casual];
  for (const parser of parsers) {
    const [first] = parser.parse(text, { instant: new Date(at), timezone: 0 }, { forwardDate: true });
    if (first) return first;
  }
  return undefined;
}

/** What chrono does not know of German: dates without a year, and the morning as "früh". */
const inGerman = (text: string, today: Wall): string =>
  text
    .replace(/(?<!\p{L})(?:früh|am morgen)(?!\p{L})/giu, 'vormittag')
    .replace(/(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)/g, (whole, day: string, month: string) => {
      const year = new Date(today).getUTCFullYear();
      const of = (one: number): string => `${one}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      const at = Date.parse(`${of(year)}T00:00:00Z`);
      return Number.isNaN(at) ? whole : of(at + DAY_MS > today ? year : year + 1);
    });

/** Words that name no day: a time of the present one, or of the next when that is over. */
function withoutDay(
  text: string,
  bounds: ClockBounds,
  part: Part | undefined,
  day: Wall,
  hearing: Hearing,
): Result<TimeWindow, 'no-time' | 'passed'> {
  const { now, date } = hearing;
  if (bounds.from !== undefined || bounds.to !== undefined || part) {
    const window = bounded(partOf(part, dayOf(day)), bounds, dayOf(day).from);
    return settle(window.to <= day && date === undefined ? shifted(window, DAY_MS) : window, hearing);
  }
  const today = Date.parse(now);
  return SOON.test(text) && date === undefined ? ahead(today, today + AHEAD_MS, now) : fail('no-time');
}

function windowOf(
  found: ParsedResult,
  bounds: ClockBounds,
  {
    day: base,
    today,
    part,
    then,
  }: { readonly day: Wall; readonly today: Wall; readonly part: Part | undefined; readonly then: number },
): WallWindow | undefined {
  const { start, end, text } = found;
  const first = dayOf(namesDay(start) ? wallTime(start) : base);
  const before = bounds.rest.slice(0, found.index);
  const isBounded = bounds.from !== undefined || bounds.to !== undefined;
  if (start.isCertain('hour') && !isBounded) {
    const from = first.from + clockOf(start, part);
    if (!end?.isCertain('hour')) return { from, to: from + then };
    const to = (namesDay(end) ? dayOf(wallTime(end)) : first).from + clockOf(end, part);
    return to > from ? { from, to } : { from, to: from + then };
  }
  if (WEEKEND.test(bounds.rest))
    return { from: mondayOf(first.from) + 5 * DAY_MS, to: mondayOf(first.from) + 7 * DAY_MS };
  if (WEEK.test(text) && !start.isCertain('weekday'))
    return { from: mondayOf(first.from), to: mondayOf(first.from) + 7 * DAY_MS };
  if (!start.isCertain('day') && !start.isCertain('weekday') && start.isCertain('month')) return monthOf(first.from);
  const day = end ? { from: first.from, to: dayOf(wallTime(end)).to } : first;
  if (/(?<!\p{L})(?:after|nach)(?: the)? ?$/iu.test(before)) return { from: day.to, to: day.to + AHEAD_MS };
  if (/(?<!\p{L})(?:from|starting|ab|von)(?: the)? ?$/iu.test(before))
    return { from: day.from, to: day.from + AHEAD_MS };
  if (/(?<!\p{L})(?:before|vor)(?: the)? ?$/iu.test(before)) return { from: today, to: day.from };
  if (/(?<!\p{L})(?:by|until|till|bis)(?: the)? ?$/iu.test(before)) return { from: today, to: day.to };
  return bounded(partOf(part, day), bounds, day.from);
}

/** The span within a day that words such as "after 3" leave. */
function bounded(window: WallWindow, { from, to }: ClockBounds, day = window.from): WallWindow {
  return {
    from: from === undefined ? window.from : day + from * MINUTE_MS,
    to: to === undefined ? Math.max(window.to, from === undefined ? 0 : dayOf(day).to) : day + to * MINUTE_MS,
  };
}

function partOf(part: Part | undefined, day: WallWindow): WallWindow {
  return part && day.to - day.from === DAY_MS
    ? { from: day.from + part[1] * HOUR_MS, to: day.from + part[2] * HOUR_MS }
    : day;
}

/** A time of day that is over means the next day, a weekday that is over the next week. */
function roll(window: WallWindow, { start }: ParsedResult, today: Wall, isFixed: boolean): WallWindow {
  if (window.to > today || isFixed || start.isCertain('day')) return window;
  return shifted(window, start.isCertain('weekday') ? 7 * DAY_MS : DAY_MS);
}

const shifted = ({ from, to }: WallWindow, by: number): WallWindow => ({ from: from + by, to: to + by });

/** Whether the words name a day; without one the parser's own guess would pass over the afternoon of a "3". */
const namesDay = (at: ParsedComponents): boolean =>
  at.isCertain('day') || at.isCertain('weekday') || at.isCertain('month');

const clockOf = (at: ParsedComponents, part: Part | undefined): number => {
  const hour = at.get('hour') ?? 0;
  const late = part !== undefined && part[1] >= 12 && hour < 12;
  const said = at.isCertain('meridiem') ? hour : late ? hour + 12 : daytime(hour);
  return said * HOUR_MS + (at.get('minute') ?? 0) * MINUTE_MS;
};

const wallTime = (at: ParsedComponents): Wall =>
  Date.UTC(
    at.get('year') ?? 1970,
    (at.get('month') ?? 1) - 1,
    at.get('day') ?? 1,
    at.get('hour') ?? 0,
    at.get('minute') ?? 0,
    at.get('second') ?? 0,
  );

const dayOf = (at: Wall): WallWindow => {
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  return { from, to: from + DAY_MS };
};
const mondayOf = (at: Wall): Wall => at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS;
const monthOf = (at: Wall): WallWindow => {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) };
};

function withinDay(hearing: Hearing): Result<TimeWindow, 'no-time' | 'passed'> {
  const at = Date.parse(`${hearing.date}T00:00:00Z`);
  return Number.isNaN(at) ? fail('no-time') : settle(dayOf(at), hearing);
}

const settle = ({ from, to }: WallWindow, { now, timeZone }: Hearing): Result<TimeWindow, 'no-time' | 'passed'> =>
  ahead(instantOf(from, timeZone), instantOf(to, timeZone), now);

/** The part of a span that lies ahead. */
function ahead(from: number, to: number, now: Instant): Result<TimeWindow, 'no-time' | 'passed'> {
  const begin = Math.max(from, Date.parse(now));
  if (!Number.isFinite(begin) || !Number.isFinite(to) || Math.abs(to) > 8.64e15) return fail('no-time');
  return to > begin ? ok({ from: new Date(begin).toISOString(), to: new Date(to).toISOString() }) : fail('passed');
}

function wallOf(at: Instant, timeZone: TimeZone): Wall {
  const { date, time } = toLocal(at, timeZone);
  return Date.parse(`${date}T${time}:00Z`) + (Date.parse(at) % MINUTE_MS);
}

/** The moment of a wall time; one that the clocks skip is the first that there is after it. */
function instantOf(wall: Wall, timeZone: TimeZone): number {
  for (let at = Math.floor(wall / MINUTE_MS) * MINUTE_MS; at < wall + 2 * DAY_MS; at += 15 * MINUTE_MS) {
    if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return NaN;
    const text = new Date(at).toISOString();
    const moment = toInstant(text.slice(0, 10), text.slice(11, 16), timeZone);
    if (moment !== undefined) return Date.parse(moment);
  }
  return NaN;
}
