import fc from 'fast-check';
import type { Member, RotaEntry } from '../../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { inOrder, onCall, weekdaysOf } from '../../../src/domain/policy/rota.ts';

const CHICAGO = 'America/Chicago';
const dana = asMemberId('dana');
const omar = asMemberId('omar');
const ida = asMemberId('ida');
const shift = (memberId: RotaEntry['memberId'], days: string, from: string, to: string, more = {}): RotaEntry => ({
  memberId,
  days,
  from,
  to,
  ...more,
});
const member = (memberId: Member['memberId']): Member => ({
  fleetId: asFleetId('acme'),
  memberId,
  name: memberId,
  roles: ['manager'],
});

test('days are named alone, in lists, in ranges, and over the end of the week', () => {
  expect([...weekdaysOf('Mo-Fr')]).toEqual([1, 2, 3, 4, 5]);
  expect([...weekdaysOf('Mo,We,Sa-Su')]).toEqual([1, 3, 6, 7]);
  expect([...weekdaysOf('Fr-Mo')]).toEqual([5, 6, 7, 1]);
  expect([...weekdaysOf('Su')]).toEqual([7]);
});

describe('Who is on call, by the fleet’s own clock', () => {
  const rota = [shift(dana, 'Mo-Fr', '07:00', '17:00'), shift(omar, 'Mo-Su', '17:00', '07:00')];
  // Wednesday 25 November 2026; Chicago is six hours behind UTC.
  test.each([
    ['06:59 in the morning is still the night’s', '2026-11-25T12:59:00.000Z', [omar]],
    ['07:00 is the day’s', '2026-11-25T13:00:00.000Z', [dana]],
    ['16:59 is the day’s', '2026-11-25T22:59:00.000Z', [dana]],
    ['17:00 is the night’s', '2026-11-25T23:00:00.000Z', [omar]],
    ['Saturday noon is nobody’s', '2026-11-28T18:00:00.000Z', []],
    ['Saturday evening is the night’s', '2026-11-29T00:00:00.000Z', [omar]],
  ])('%s', (_what, at, expected) => {
    expect(onCall(rota, at, CHICAGO)).toEqual(expected);
  });

  test('the hours follow the wall clock where it changes: 7:00 is 13:00 UTC before 8 March 2026 and 12:00 UTC after', () => {
    const everyDay = [shift(dana, 'Mo-Su', '07:00', '17:00')];
    expect(onCall(everyDay, '2026-03-07T12:30:00.000Z', CHICAGO)).toEqual([]);
    expect(onCall(everyDay, '2026-03-08T12:00:00.000Z', CHICAGO)).toEqual([dana]);
    // 1 November 2026, back to six hours.
    expect(onCall(everyDay, '2026-10-31T12:00:00.000Z', CHICAGO)).toEqual([dana]);
    expect(onCall(everyDay, '2026-11-01T12:59:00.000Z', CHICAGO)).toEqual([]);
  });

  test('a shift that begins in the hour that the clock skips begins after it; the hour that comes twice is worked once', () => {
    // 2:00 to 3:00 on 8 March 2026 does not exist in Chicago: 3:00 CDT is 8:00 UTC.
    const early = [shift(dana, 'Su', '02:30', '04:00')];
    expect(onCall(early, '2026-03-08T07:59:00.000Z', CHICAGO)).toEqual([]);
    expect(onCall(early, '2026-03-08T08:00:00.000Z', CHICAGO)).toEqual([dana]);
    expect(onCall(early, '2026-03-08T09:00:00.000Z', CHICAGO)).toEqual([]);
    // 1:00 to 2:00 on 1 November 2026 comes twice: a shift to 1:30 ends at the first, 6:30 UTC.
    const late = [shift(dana, 'Su', '00:00', '01:30')];
    expect(onCall(late, '2026-11-01T06:29:00.000Z', CHICAGO)).toEqual([dana]);
    expect(onCall(late, '2026-11-01T06:30:00.000Z', CHICAGO)).toEqual([]);
    expect(onCall(late, '2026-11-01T07:15:00.000Z', CHICAGO)).toEqual([]);
  });

  test('who is absent is not on call; a night belongs to the day on which it begins', () => {
    const away = { absent: [{ from: '2026-12-24', to: '2026-12-31' }] };
    const nights = [shift(omar, 'Mo-Su', '22:00', '06:00', away)];
    // 23 December, 23:00 in Chicago, and 3:00 the next morning, when he is away.
    expect(onCall(nights, '2026-12-24T05:00:00.000Z', CHICAGO)).toEqual([omar]);
    expect(onCall(nights, '2026-12-24T09:00:00.000Z', CHICAGO)).toEqual([]);
    expect(onCall(nights, '2026-12-31T05:00:00.000Z', CHICAGO)).toEqual([]);
    // The night of the 31st, which he did not begin, and that of the 1st.
    expect(onCall(nights, '2027-01-01T09:00:00.000Z', CHICAGO)).toEqual([]);
    expect(onCall(nights, '2027-01-02T05:00:00.000Z', CHICAGO)).toEqual([omar]);
  });

  test('whoever is on call is asked first, then the rest of the rota, then the others; nobody who is away', () => {
    const away = { absent: [{ from: '2026-11-25', to: '2026-11-25' }] };
    const members = [member(ida), member(omar), member(dana), member(asMemberId('bea'))];
    const noon = '2026-11-25T18:00:00.000Z';
    const order = (rota: readonly RotaEntry[]) => inOrder(members, rota, noon, CHICAGO).map(({ memberId }) => memberId);
    expect(order([])).toEqual(['bea', 'dana', 'ida', 'omar']);
    expect(order([shift(omar, 'Mo-Fr', '17:00', '22:00'), shift(ida, 'Mo-Fr', '07:00', '17:00')])).toEqual([
      'ida',
      'omar',
      'bea',
      'dana',
    ]);
    expect(order([shift(ida, 'Mo-Fr', '07:00', '17:00', away)])).toEqual(['bea', 'dana', 'omar']);
  });
});

test('whatever the zone and the day, two shifts that meet leave no moment without anyone and none with both', () => {
  const zones = fc.constantFrom(CHICAGO, 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC');
  const clock = fc
    .nat(1439)
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
  const moment = fc
    .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-12-31T00:00:00Z') })
    .map((ms) => new Date(ms).toISOString());
  fc.assert(
    fc.property(zones, clock, clock, moment, (zone, a, b, at) => {
      fc.pre(a !== b);
      const rota = [shift(dana, 'Mo-Su', a, b), shift(omar, 'Mo-Su', b, a)];
      expect(onCall(rota, at, zone)).toHaveLength(1);
    }),
    { numRuns: 2_000 },
  );
});
