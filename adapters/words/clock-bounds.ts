/** What words such as "after 3" and "before noon" say about the time of day, in minutes since midnight. */
export interface ClockBounds {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The words without them. */
  readonly rest: string;
}

const NUMBERS =
  'one two three four five six seven eight nine ten eleven twelve eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(
    ' ',
  );
const AFTER = 'not before|no earlier than|earliest|later than|after|from|past|nicht vor|frühestens|nach|ab|von';
const BEFORE = 'no later than|latest|earlier than|before|until|till|by|spätestens|vor|bis';
const CLOCK = String.raw`(?:at\s+|um\s+)?(noon|midday|mittags?|midnight|mitternacht|(\d{1,2})(?:[:.](\d{2}))?(?![\d:./-])\s*(a\.?m\b\.?|p\.?m\b\.?|o'?clock\b|uhr\b|h\b)?)`;
/** What makes a number a date or a length of time, and a bound the beginning of a span that the parser knows. */
const NO_DATE = String.raw`(?!\s*(?:st|nd|rd|th)\b)(?!\s*(?:min|hour|day|week|month|year|stunde|tag|woche|monat|jahr|jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]))(?!\s*(?:-|–|to|until|till|bis)\s*\d)`;

const pattern = (words: string): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\d])(?:${words})\s+${CLOCK}${NO_DATE}`, 'iu');
const AFTER_CLOCK = pattern(AFTER);
const BEFORE_CLOCK = pattern(BEFORE);
const BETWEEN = /(?<!\p{L})(?:between|zwischen)\s+(.{1,12}?)\s+(?:and|und)\s+(?=\d)/iu;

/** Reads bounds out of the words, in English and German. An hour from 1 to 6 without more is in the afternoon. */
export function clockBounds(text: string): ClockBounds {
  const words = withDigits(text).replace(BETWEEN, '$1 - ');
  const after = AFTER_CLOCK.exec(words);
  const without = after ? cut(words, after) : words;
  const before = BEFORE_CLOCK.exec(without);
  const rest = before ? cut(without, before) : without;
  const from = minutesOf(after);
  const to = minutesOf(before);
  if ((after && from === undefined) || (before && to === undefined)) return { rest: words };
  return { from, to: to === 0 ? 24 * 60 : to, rest: rest.replace(/\s+/g, ' ').trim() };
}

const cut = (text: string, found: RegExpExecArray): string =>
  `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;

/** Spelled-out hours after a word that a time of day follows. */
const withDigits = (text: string): string =>
  text.replace(
    new RegExp(
      String.raw`(?<!\p{L})(${AFTER}|${BEFORE}|at|um|and|und|between|zwischen)(\s+)(${NUMBERS.join('|')})(?!\p{L})`,
      'giu',
    ),
    (_, word: string, gap: string, number: string) =>
      `${word}${gap}${(NUMBERS.indexOf(number.toLowerCase()) % 12) + 1}`,
  );

function minutesOf(found: RegExpExecArray | null): number | undefined {
  if (!found) return undefined;
  const [, word = '', hours, minutes = '0', half = ''] = found;
  if (hours === undefined) return /^mi(?:dnight|tternacht)/i.test(word) ? 0 : 12 * 60;
  const hour = hourOf(Number(hours), half, minutes !== '0' && hours.length === 2 && hours.startsWith('0'));
  const total = hour * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= 24 * 60 ? total : undefined;
}

function hourOf(hour: number, half: string, isExact: boolean): number {
  if (/^p/i.test(half)) return hour < 12 ? hour + 12 : hour;
  if (/^a/i.test(half)) return hour === 12 ? 0 : hour;
  return isExact ? hour : daytime(hour);
}

/** An hour as people say it of a shop's day: nobody means 3 in the night. */
export const daytime = (hour: number): number => (hour >= 1 && hour <= 6 ? hour + 12 : hour);
