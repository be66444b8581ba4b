import fc from 'fast-check';
import {
  addDays,
  addMinutes,
  ageWords,
  datesFrom,
  dayWord,
  distanceWords,
  formatClocks,
  formatDay,
  formatInstant,
  formatWhen,
  isTimeZone,
  toInstant,
  toLocal,
} from '../../src/domain/time.ts';

describe('a wall time as an instant', () => {
  test('in winter and in summer time', () => {
    expect(toInstant('2026-11-23', '09:00', 'America/Chicago')).toBe('2026-11-23T15:00:00.000Z');
    expect(toInstant('2026-07-06', '09:00', 'America/Chicago')).toBe('2026-07-06T14:00:00.000Z');
  });

  test('that New York skips on 2027-03-14 does not exist, its edges do', () => {
    expect(toInstant('2027-03-14', '01:59', 'America/New_York')).toBe('2027-03-14T06:59:00.000Z');
    expect(toInstant('2027-03-14', '02:00', 'America/New_York')).toBeUndefined();
    expect(toInstant('2027-03-14', '02:30', 'America/New_York')).toBeUndefined();
    expect(toInstant('2027-03-14', '02:59', 'America/New_York')).toBeUndefined();
    expect(toInstant('2027-03-14', '03:00', 'America/New_York')).toBe('2027-03-14T07:00:00.000Z');
  });

  test('that New York has twice on 2026-11-01 is the earlier one', () => {
    expect(toInstant('2026-11-01', '00:59', 'America/New_York')).toBe('2026-11-01T04:59:00.000Z');
    expect(toInstant('2026-11-01', '01:00', 'America/New_York')).toBe('2026-11-01T05:00:00.000Z');
    expect(toInstant('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
    expect(toInstant('2026-11-01', '02:00', 'America/New_York')).toBe('2026-11-01T07:00:00.000Z');
  });

  test('in Phoenix never changes its offset', () => {
    expect(toInstant('2027-03-14', '02:30', 'America/Phoenix')).toBe('2027-03-14T09:30:00.000Z');
    expect(toInstant('2026-11-01', '01:30', 'America/Phoenix')).toBe('2026-11-01T08:30:00.000Z');
  });

  test('in zones of half and three quarter hours', () => {
    expect(toInstant('2026-11-23', '09:00', 'Asia/Kolkata')).toBe('2026-11-23T03:30:00.000Z');
    expect(toInstant('2026-11-23', '09:00', 'America/St_Johns')).toBe('2026-11-23T12:30:00.000Z');
    expect(toInstant('2026-11-23', '09:00', 'Asia/Kathmandu')).toBe('2026-11-23T03:15:00.000Z');
    // Lord Howe Island moves its clocks by half an hour, on 2026-10-04 from 02:00 to 02:30.
    expect(toInstant('2026-10-04', '02:15', 'Australia/Lord_Howe')).toBeUndefined();
    expect(toInstant('2026-10-04', '02:30', 'Australia/Lord_Howe')).toBe('2026-10-03T15:30:00.000Z');
    // On 2026-04-05 the half hour before 02:00 comes twice.
    expect(toInstant('2026-04-05', '01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z');
  });

  test('on a date that a zone left out, or that no calendar has, does not exist', () => {
    expect(toInstant('2011-12-30', '09:00', 'Pacific/Apia')).toBeUndefined();
    expect(toInstant('2026-02-29', '09:00', 'America/Chicago')).toBeUndefined();
    expect(toInstant('2026-13-01', '09:00', 'America/Chicago')).toBeUndefined();
    expect(toInstant('2026-11-23', '24:00', 'America/Chicago')).toBeUndefined();
    expect(toInstant('2026-11-23', '9:00', 'America/Chicago')).toBeUndefined();
  });

  test('in a zone that is none throws, since the edge has checked it', () => {
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(() => toInstant('2026-11-23', '09:00', 'Mars/Olympus')).toThrow('Mars/Olympus is no IANA time zone.');
  });

  test('comes back as it was said, and is never after another instant of the same wall time', () => {
    const zone = fc.constantFrom(
      'America/New_York',
      'America/Phoenix',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    );
    const minute = fc.integer({ min: Date.UTC(2025, 0) / 60_000, max: Date.UTC(2028, 0) / 60_000 });
    fc.assert(
      fc.property(minute, zone, (at, timeZone) => {
        const instant = new Date(at * 60_000).toISOString();
        const { date, time } = toLocal(instant, timeZone);
        const back = toInstant(date, time, timeZone);
        if (back === undefined) throw new Error(`${date} ${time} exists in ${timeZone} and was called missing.`);
        expect(toLocal(back, timeZone)).toEqual({ date, time });
        expect(back <= instant).toBe(true);
        // A wall clock as Intl writes it, made in another way.
        expect(new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16)).toBe(`${date} ${time}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('dates', () => {
  test('of a search begin with today in the shop’s zone, not in UTC', () => {
    expect(datesFrom('2026-11-23T03:30:00.000Z', 'America/Chicago', 3)).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
    ]);
    expect(datesFrom('2026-11-23T03:30:00.000Z', 'Asia/Kolkata', 2)).toEqual(['2026-11-23', '2026-11-24']);
  });

  test('go on day by day where a day has 23 or 25 hours', () => {
    expect(datesFrom('2026-10-31T23:30:00.000Z', 'America/New_York', 3)).toEqual([
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
    ]);
    expect(datesFrom('2027-03-14T04:30:00.000Z', 'America/New_York', 3)).toEqual([
      '2027-03-13',
      '2027-03-14',
      '2027-03-15',
    ]);
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addMinutes('2026-11-23T15:00:00.000Z', 4.5)).toBe('2026-11-23T15:04:30.000Z');
  });

  test('are today or tomorrow by the shop’s calendar', () => {
    const elevenAtNight = '2026-11-23T05:00:00.000Z';
    expect(dayWord('2026-11-23T05:59:00.000Z', elevenAtNight, 'America/Chicago', 'en-US')).toBe('today');
    expect(dayWord('2026-11-23T15:00:00.000Z', elevenAtNight, 'America/Chicago', 'en-US')).toBe('tomorrow');
    expect(dayWord('2026-11-24T15:00:00.000Z', elevenAtNight, 'America/Chicago', 'en-US')).toBeUndefined();
    expect(dayWord('2026-11-23T15:00:00.000Z', elevenAtNight, 'America/New_York', 'de-DE')).toBe('heute');
  });
});

describe('a slot’s time in words', () => {
  const start = '2026-11-23T15:00:00.000Z';
  const end = '2026-11-23T16:30:00.000Z';

  test('is in the shop’s zone', () => {
    expect(formatWhen(start, end, 'America/Chicago', 'en-US')).toBe('Mon, Nov 23, 9:00 – 10:30 AM CST');
    expect(formatInstant(start, 'America/Chicago', 'en-US')).toBe('Mon, Nov 23, 9:00 AM CST');
    expect(formatDay(start, 'America/Chicago', 'en-US')).toBe('Mon, Nov 23');
    expect(formatClocks('07:00', '09:30', 'en-US')).toBe('7:00 – 9:30 AM');
    expect(formatClocks('11:30', '13:00', 'en-US')).toBe('11:30 AM – 1:00 PM');
    expect(formatClocks('07:00', '09:30', 'de-DE')).toBe('07:00–09:30 Uhr');
    expect(formatWhen(start, '2026-11-23T19:00:00.000Z', 'America/Chicago', 'en-US')).toBe(
      'Mon, Nov 23, 9:00 AM – 1:00 PM CST',
    );
    expect(formatWhen(start, end, 'Asia/Kolkata', 'en-US')).toBe('Mon, Nov 23, 8:30 – 10:00 PM GMT+5:30');
  });

  test('has the time of a reader in Chicago behind that of a shop in Indiana, across the border', () => {
    expect(formatWhen(start, end, 'America/Indiana/Indianapolis', 'en-US', 'America/Chicago')).toBe(
      'Mon, Nov 23, 10:00 – 11:30 AM EST (9:00 – 10:30 AM CST)',
    );
    // Gary lies in Indiana and keeps Chicago's time.
    expect(formatWhen(start, end, 'America/Indiana/Knox', 'en-US', 'America/Chicago')).toBe(
      'Mon, Nov 23, 9:00 – 10:30 AM CST',
    );
  });

  test('has no second time where the clocks agree that day: Denver and Phoenix in winter, not in summer', () => {
    expect(formatWhen(start, end, 'America/Phoenix', 'en-US', 'America/Denver')).toBe(
      'Mon, Nov 23, 8:00 – 9:30 AM MST',
    );
    expect(
      formatWhen('2026-07-06T15:00:00.000Z', '2026-07-06T16:30:00.000Z', 'America/Phoenix', 'en-US', 'America/Denver'),
    ).toBe('Mon, Jul 6, 8:00 – 9:30 AM MST (9:00 – 10:30 AM MDT)');
  });

  test('names the reader’s date too where it is another', () => {
    expect(
      formatWhen(
        '2026-11-24T02:00:00.000Z',
        '2026-11-24T03:00:00.000Z',
        'America/Los_Angeles',
        'en-US',
        'Asia/Kolkata',
      ),
    ).toBe('Mon, Nov 23, 6:00 – 7:00 PM PST (Tue, Nov 24, 7:30 – 8:30 AM GMT+5:30)');
  });

  test('tells the two 1:30s of the doubled hour apart', () => {
    expect(formatWhen('2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z', 'America/New_York', 'en-US')).toBe(
      'Sun, Nov 1, 1:30 AM EDT – 1:30 AM EST',
    );
  });

  test('is written as elsewhere it is written', () => {
    expect(formatWhen(start, end, 'Europe/Berlin', 'de-DE')).toBe('Mo., 23. Nov., 16:00–17:30 Uhr MEZ');
  });
});

test('the age of data is said in minutes and hours', () => {
  const from = '2026-11-23T15:00:00.000Z';
  expect(ageWords(from, '2026-11-23T15:00:59.999Z')).toBe('checked just now');
  expect(ageWords(from, '2026-11-23T14:59:00.000Z')).toBe('checked just now');
  expect(ageWords(from, '2026-11-23T15:04:30.000Z')).toBe('checked 4 min ago');
  expect(ageWords(from, '2026-11-23T16:00:00.000Z')).toBe('checked 1 h ago');
  expect(ageWords(from, '2026-11-23T16:05:00.000Z')).toBe('checked 1 h 5 min ago');
});

test('a distance is in miles in the United States and in kilometres elsewhere', () => {
  expect(distanceWords(6.759, 'en-US')).toBe('4.2 mi');
  expect(distanceWords(6.759, 'es-US')).toBe('4.2 mi');
  expect(distanceWords(6.759, 'en-CA')).toBe('6.8 km');
  expect(distanceWords(6.759, 'de-DE')).toBe('6,8 km');
  expect(distanceWords(0, 'en-US')).toBe('0.0 mi');
  expect(distanceWords(250, 'en-US')).toBe('155 mi');
  expect(distanceWords(80, 'en-US', 'limit')).toBe('50 mi');
});
