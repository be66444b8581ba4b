/** Opening times of one day in minutes of the local wall clock, `[from, to)`, in order. */
export type DayHours = readonly (readonly [from: number, to: number])[];

/** The seven days, Monday first. */
export type Week = readonly DayHours[];

/** What a shop without a word about its hours keeps. */
export const DEFAULT_HOURS = 'Mo-Fr 07:30-18:00; Sa 07:30-16:00';

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const RULE = /^(.*?)\s*\b(off|closed|\d.*)$/;
const SPAN = /^(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)$/;

/**
 * Reads the weekly part of the OSM opening_hours syntax: days and ranges of days, several times a day, `off`, `24/7`;
 * a later rule replaces an earlier one for its days. Rules for holidays (PH, SH) are passed over; a time past
 * midnight ends at midnight. @throws Error naming the rule that is not understood.
 */
export function parseOpeningHours(text: string): Week {
  if (text.trim() === '24/7') return DAYS.map(() => [[0, 1440]]);
  const week: DayHours[] = DAYS.map(() => []);
  for (const rule of text.split(';').map((part) => part.trim())) {
    if (rule === '' || /^(PH|SH)\b/.test(rule)) continue;
    const match = RULE.exec(rule);
    const days = match && parseDays(match[1]);
    const hours = match && parseTimes(match[2]);
    if (!days || !hours) throw new Error(`The opening hours '${text}' are not understood at '${rule}'.`);
    for (const day of days) week[day] = hours;
  }
  return week;
}

function parseDays(text = ''): number[] | undefined {
  if (text === '') return DAYS.map((_, day) => day);
  const days: number[] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === 'PH' || part === 'SH') continue;
    const [from = -1, to = from, more] = part.split('-').map((name) => DAYS.indexOf(name.trim()));
    if (from < 0 || to < 0 || more !== undefined) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return days;
}

function parseTimes(text: string | undefined): DayHours | undefined {
  if (text === 'off' || text === 'closed') return [];
  const spans: [number, number][] = [];
  for (const part of (text ?? '').split(',')) {
    const match = SPAN.exec(part.trim());
    if (!match) return undefined;
    const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = match.slice(1).map(Number);
    if (h1 > 24 || m1 > 59 || h2 > 26 || m2 > 59) return undefined;
    const from = h1 * 60 + m1;
    const to = h2 * 60 + m2;
    spans.push([from, to <= from ? 1440 : Math.min(to, 1440)]);
  }
  return spans.sort((a, b) => a[0] - b[0]);
}
