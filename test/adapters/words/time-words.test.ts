import fc from 'fast-check';
import { createTimeWords } from '../../../adapters/words/index.ts';
import { toLocal } from '../../../src/domain/time.ts';

const words = createTimeWords();

/** Sunday, November 22, 2026, 9:04 in Chicago. */
const SUNDAY = '2026-11-22T15:04:00.000Z';

interface At {
  readonly now?: string;
  readonly timeZone?: string;
  readonly locale?: string;
  readonly date?: string;
}

/** The window in the shop's wall time, `11-27 15:00 > 11-28 00:00`, or why there is none. */
function read(text: string, { now = SUNDAY, timeZone = 'America/Chicago', locale = 'en-US', date }: At = {}): string {
  const found = words.read(text, { now, timeZone, locale, date });
  if (!found.ok) return found.error;
  const said = (at: string) => {
    const local = toLocal(at, timeZone);
    return `${local.date.slice(5)} ${local.time}`;
  };
  return `${said(found.value.from)} > ${said(found.value.to)}`;
}

describe('Plain words, on a Sunday morning in Chicago', () => {
  test.each([
    ['Friday after 3', '11-27 15:00 > 11-28 00:00'],
    ['Friday after 15:30', '11-27 15:30 > 11-28 00:00'],
    ['tomorrow after three pm', '11-23 15:00 > 11-24 00:00'],
    ['next Tuesday morning', '11-24 06:00 > 11-24 12:00'],
    ['tomorrow afternoon', '11-23 12:00 > 11-23 18:00'],
    ['tonight', '11-22 17:00 > 11-23 00:00'],
    ['March 3 in the morning', '03-03 06:00 > 03-03 12:00'],
    ['Friday at 7 in the evening', '11-27 19:00 > 11-27 19:05'],
    // A length of time, or a rough one, is kept when the work begins within two hours of it.
    ['in two hours', '11-22 11:04 > 11-22 13:04'],
    ['in 30 minutes', '11-22 09:34 > 11-22 11:34'],
    ['around 3 tomorrow', '11-23 15:00 > 11-23 17:00'],
    ['Friday about 9:30', '11-27 09:30 > 11-27 11:30'],
    // A clock time is that time.
    ['tomorrow 9:30', '11-23 09:30 > 11-23 09:35'],
    ['friday at 3', '11-27 15:00 > 11-27 15:05'],
    ['noon', '11-22 12:00 > 11-22 12:05'],
    ['Friday 2-4pm', '11-27 14:00 > 11-27 16:00'],
    ['Friday from 9 to 11', '11-27 09:00 > 11-27 11:00'],
    ['Wednesday between 2 and 4', '11-25 14:00 > 11-25 16:00'],
    ['Monday before noon', '11-23 00:00 > 11-23 12:00'],
    ['Friday', '11-27 00:00 > 11-28 00:00'],
    ['today', '11-22 09:04 > 11-23 00:00'],
    ['in 3 days', '11-25 00:00 > 11-26 00:00'],
    ['11/27', '11-27 00:00 > 11-28 00:00'],
    ['2026-11-27', '11-27 00:00 > 11-28 00:00'],
    ['Dec 3 - Dec 5', '12-03 00:00 > 12-06 00:00'],
    ['this weekend', '11-28 00:00 > 11-30 00:00'],
    ['next week', '11-23 00:00 > 11-30 00:00'],
    ['december', '12-01 00:00 > 01-01 00:00'],
    ['after Friday', '11-28 00:00 > 12-12 00:00'],
    ['by Friday', '11-22 09:04 > 11-28 00:00'],
    ['before Friday', '11-22 09:04 > 11-27 00:00'],
    ['from Tuesday', '11-24 00:00 > 12-08 00:00'],
    ['asap', '11-22 09:04 > 12-06 09:04'],
    // What is over today means the next day.
    ['before 8', '11-23 00:00 > 11-23 08:00'],
    ['yesterday', 'passed'],
    ['last friday', 'passed'],
    ['2 hours ago', 'passed'],
    ['whenever', 'no-time'],
    ['the red one', 'no-time'],
    ['9', 'no-time'],
    ['after 25', 'no-time'],
    ['', 'no-time'],
  ])('“%s” is %s', (text, window) => expect(read(text)).toBe(window));

  test.each([
    ['27/11', 'en-GB', '11-27 00:00 > 11-28 00:00'],
    ['3/12', 'en-GB', '12-03 00:00 > 12-04 00:00'],
    ['3/12', 'en-US', '03-12 00:00 > 03-13 00:00'],
    ['27 November after 14:00', 'en-GB', '11-27 14:00 > 11-28 00:00'],
    ['Freitag nach 15 Uhr', 'de-DE', '11-27 15:00 > 11-28 00:00'],
    ['nächsten Dienstag Vormittag', 'de-DE', '11-24 06:00 > 11-24 12:00'],
    ['in zwei Stunden', 'de-DE', '11-22 11:04 > 11-22 13:04'],
    ['morgen 9:30', 'de-DE', '11-23 09:30 > 11-23 09:35'],
    ['morgen gegen 9:30', 'de-DE', '11-23 09:30 > 11-23 11:30'],
    ['morgen früh', 'de-DE', '11-23 06:00 > 11-23 12:00'],
    ['übermorgen nachmittag', 'de-DE', '11-24 12:00 > 11-24 18:00'],
    ['27.11. nach 14 Uhr', 'de-DE', '11-27 14:00 > 11-28 00:00'],
    ['zwischen 2 und 4', 'de-DE', '11-22 14:00 > 11-22 16:00'],
    ['letzten Freitag', 'de-DE', 'passed'],
    ['Friday after 3', 'de-DE', '11-27 15:00 > 11-28 00:00'],
  ])('“%s” of a reader of %s is %s', (text, locale, window) => expect(read(text, { locale })).toBe(window));

  test('a day that was chosen besides is the day that they are about', () => {
    const date = '2026-12-01';
    expect(read('after 3', { date })).toBe('12-01 15:00 > 12-02 00:00');
    expect(read('9:30', { date })).toBe('12-01 09:30 > 12-01 09:35');
    expect(read('', { date })).toBe('12-01 00:00 > 12-02 00:00');
    expect(read('', { date: '2026-11-21' })).toBe('passed');
  });
});

describe('The shop’s own clock counts', () => {
  test('the same words are another moment in another zone', () => {
    const at = (timeZone: string) => words.read('tomorrow 9:30', { now: SUNDAY, timeZone, locale: 'en-US' });
    // 9:30 in Chicago is 15:30 UTC, in Phoenix 16:30; in Auckland it is Monday already.
    expect(at('America/Chicago')).toMatchObject({ value: { from: '2026-11-23T15:30:00.000Z' } });
    expect(at('America/Phoenix')).toMatchObject({ value: { from: '2026-11-23T16:30:00.000Z' } });
    expect(at('Pacific/Auckland')).toMatchObject({ value: { from: '2026-11-23T20:30:00.000Z' } });
  });

  test('“in two hours” is two hours of time, also over the hour that the clocks skip', () => {
    // March 14, 2027, 1:30 in New York: at 2:00 the clocks go to 3:00, so that two hours later they show 4:30.
    const night = { now: '2027-03-14T06:30:00.000Z', timeZone: 'America/New_York' };
    expect(read('in two hours', night)).toBe('03-14 04:30 > 03-14 06:30');
    // November 7: the hour after 1:00 comes twice, so that two hours after 0:30 the clocks show 1:30 again.
    const autumn = { now: '2027-11-07T04:30:00.000Z', timeZone: 'America/New_York' };
    expect(read('in two hours', autumn)).toBe('11-07 01:30 > 11-07 03:30');
  });

  test('days across a change of the clocks are whole days, and a time that is skipped is the first after it', () => {
    const before = { now: '2027-03-13T17:00:00.000Z', timeZone: 'America/New_York' };
    const day = words.read('tomorrow', { ...before, locale: 'en-US' });
    // 23 hours long: from 5:00 UTC to 4:00 UTC.
    expect(day).toMatchObject({ value: { from: '2027-03-14T05:00:00.000Z', to: '2027-03-15T04:00:00.000Z' } });
    const skipped = words.read('tomorrow 2:30 am', { ...before, locale: 'en-US' });
    expect(skipped).toMatchObject({ value: { from: '2027-03-14T07:00:00.000Z' } });
  });
});

describe('Whatever the words are', () => {
  const pieces = fc.constantFrom(
    ...'friday after before at 3 15:30 tomorrow next last in two hours days between and to - 2026-11-27 11/27 31.02. noon morning week by am pm Uhr nach bis 99 0 -5 ½ \u202e ٣ 𝟛 december 29'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(pieces, { maxLength: 8 }).map((all) => all.join(' ')),
  );
  const now = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString());
  const timeZone = fc.constantFrom(
    'America/Chicago',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'America/Santiago',
  );
  const locale = fc.constantFrom('en-US', 'en-GB', 'de-DE', 'fr-FR');
  const date = fc.option(fc.constantFrom('2026-11-27', '2031-02-28', '2024-02-30', 'no day'), { nil: undefined });

  test('nothing is thrown, and a window has its end after its beginning and never begins in the past', () => {
    fc.assert(
      fc.property(text, now, timeZone, locale, date, (said, at, zone, reader, day) => {
        const found = words.read(said, { now: at, timeZone: zone, locale: reader, date: day });
        if (!found.ok) return ['no-time', 'passed'].includes(found.error);
        return found.value.from >= at && found.value.from < found.value.to;
      }),
      { numRuns: Number(process.env['PITCREW_WORDS_RUNS'] ?? 400) },
    );
  });
});
