import fc from 'fast-check';
import type { Provider } from '../../src/domain/directory.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import { earliestStart, rankMore, rankOffer, type Candidate, type RankingContext } from '../../src/domain/ranking.ts';
import { slotIdFor } from '../../src/domain/slot-id.ts';
import type { FreeSlot } from '../../src/domain/slot.ts';
import { toLocal } from '../../src/domain/time.ts';
import { DEFAULT_WEIGHTS, weightsInWords, type RankingWeights } from '../../src/domain/weighing.ts';

/** Monday, 8:00 in Chicago. */
const NOW = '2026-11-23T14:00:00.000Z';

const usd = (amount: number) => ({ amount, currency: 'USD' });

const context = (more: Partial<RankingContext> = {}): RankingContext => ({
  now: NOW,
  service: 'BATTERY_12V',
  severity: 'warning',
  policy: { sameDayFirst: true, radiusKm: 80 },
  locale: 'en-US',
  isFree: () => true,
  ...more,
});

function candidate(
  id: string,
  distanceKm: number,
  slots: readonly FreeSlot[],
  more: Partial<Provider> = {},
): Candidate {
  const provider: Provider = {
    providerId: asProviderId(id),
    name: `${id}'s`,
    network: 'firestone',
    networkRef: `ref-${id}`,
    lat: 41.9,
    lon: -87.6,
    timeZone: 'America/Chicago',
    services: ['BATTERY_12V'],
    certifications: [],
    ...more,
  };
  return { provider, distanceKm, slots, checkedAt: NOW };
}

/** An hour from a wall time in Chicago's winter, e.g. `at('23 10:00')`. */
function at(when: string, more: Partial<FreeSlot> = {}): FreeSlot {
  const [day, time] = when.split(' ');
  const start = Date.parse(`2026-11-${day}T${time}:00-06:00`);
  return {
    networkSlotId: when,
    start: new Date(start).toISOString(),
    end: new Date(start + 3_600_000).toISOString(),
    capacity: 1,
    ...more,
  };
}

const names = (slots: readonly { providerId: string; networkSlotId: string }[]) =>
  slots.map(({ providerId, networkSlotId }) => `${providerId} ${networkSlotId}`);

describe('the recommended slots', () => {
  test('are one from each of the three nearest shops, today’s first, each with its reasons', () => {
    const offer = rankOffer(
      [
        candidate('d', 30, [at('23 09:30')]),
        candidate('a', 5, [at('24 09:00'), at('24 10:00')]),
        candidate('b', 6.759, [at('23 13:00'), at('23 11:00')]),
        candidate('c', 20, [at('23 10:00'), at('24 07:00')]),
      ],
      context(),
    );
    // In hours: b waits 3 + drives 2 x 6.759 / 50 x 6 = 4.6, c waits 2 + drives 4.8 = 6.8, a is tomorrow.
    expect(names(offer)).toEqual(['b 23 11:00', 'c 23 10:00', 'a 24 09:00']);
    expect(offer.map(({ reasons }) => reasons.join(' · '))).toEqual([
      '4.2 mi · same day',
      '12.4 mi · earliest · same day',
      '3.1 mi · nearest',
    ]);
  });

  test('carry all that a card and a booking need', () => {
    const slot = at('23 11:00', { estimate: usd(18_900), dropOff: { from: '07:00', to: '10:00' }, capacity: 2 });
    const [offered] = rankOffer([candidate('a', 5, [slot], { phone: '+13125550111' })], context());
    expect(offered).toMatchObject({
      ...slot,
      slotId: slotIdFor(asProviderId('a'), '23 11:00'),
      providerName: "a's",
      network: 'firestone',
      networkRef: 'ref-a',
      timeZone: 'America/Chicago',
      distanceKm: 5,
      checkedAt: NOW,
      phone: '+13125550111',
      lat: 41.9,
      lon: -87.6,
    });
  });

  test('weigh time against distance by how urgent it is', () => {
    const shops = [candidate('near', 5, [at('25 08:00')]), candidate('far', 40, [at('24 18:00')])];
    // Waiting 48 or 34 h, driving 1.2 or 9.6 weighed hours: at half weight 25.2 against 26.6, at four times the other way round.
    expect(names(rankOffer(shops, context({ severity: 'info' })))[0]).toBe('near 25 08:00');
    const urgent = rankOffer(shops, context({ severity: 'critical' }));
    expect(urgent.map(({ reasons }) => reasons)).toEqual([
      ['earliest', '24.9 mi'],
      ['3.1 mi', 'nearest'],
    ]);
  });

  test('prefer a cheaper and a better rated shop where the rest is the same', () => {
    const shops = [
      candidate('a', 5, [at('24 09:00', { estimate: usd(20_000) })]),
      candidate('b', 5, [at('24 09:00', { estimate: usd(16_000) })]),
      candidate('c', 5, [at('24 09:00', { estimate: usd(20_000) })]),
    ];
    const ratings = new Map([[asProviderId('c'), { stars: 4.66, count: 3 }]]);
    const offer = rankOffer(shops, context({ ratings }));
    // b saves 25 % of a day = 6 h; c's 0.66 stars above 4 are worth 3.96 h.
    expect(names(offer)).toEqual(['b 24 09:00', 'c 24 09:00', 'a 24 09:00']);
    expect(offer.map(({ reasons }) => reasons)).toEqual([
      ['3.1 mi', 'lowest price'],
      ['3.1 mi', '4.7★ from your fleet'],
      ['3.1 mi'],
    ]);
  });

  test('call no price the lowest while another is unknown', () => {
    const shops = [candidate('a', 5, [at('24 09:00', { estimate: usd(100) })]), candidate('b', 5, [at('24 09:00')])];
    expect(rankOffer(shops, context()).flatMap(({ reasons }) => reasons)).not.toContain('lowest price');
  });

  test('say that a shop is certified for high voltage where that matters', () => {
    const [offered] = rankOffer([candidate('a', 5, [at('24 09:00')])], context({ service: 'BATTERY_HV' }));
    expect(offered?.reasons).toEqual(['3.1 mi', 'HV-certified']);
  });

  test('prefer a shop that is certified, and say so where another is not', () => {
    const shops = [
      candidate('a', 5, [at('24 09:00')]),
      candidate('b', 5, [at('24 11:00')], { certifications: ['ASE'] }),
      candidate('c', 5, [at('24 13:00')], { certifications: ['HV'] }),
    ];
    // b waits two hours more than a, and a missing certification counts as three; c has none for this job and waits four more.
    const offer = rankOffer(shops, context());
    expect(names(offer)).toEqual(['b 24 11:00', 'a 24 09:00', 'c 24 13:00']);
    expect(offer.map(({ reasons }) => reasons)).toEqual([
      ['3.1 mi', 'ASE-certified'],
      ['3.1 mi', 'earliest'],
      ['3.1 mi'],
    ]);
    const all = shops.map((shop) => ({ ...shop, provider: { ...shop.provider, certifications: ['ASE'] } }));
    expect(rankOffer(all, context()).flatMap(({ reasons }) => reasons)).not.toContain('ASE-certified');
  });

  test('put today first only if the fleet wants that', () => {
    const shops = [candidate('near', 1, [at('24 08:00')]), candidate('far', 79, [at('23 20:00')])];
    expect(names(rankOffer(shops, context()))[0]).toBe('far 23 20:00');
    const policy = { sameDayFirst: false, radiusKm: 80 };
    // 24 + 0.24 hours against 12 + 18.96.
    expect(names(rankOffer(shops, context({ policy })))[0]).toBe('near 24 08:00');
  });

  test('leave time for the shop’s notice and the drive', () => {
    // 25 km are half an hour: 30 min of notice make it 9:00, two hours of notice 10:30.
    const slots = [at('23 08:59'), at('23 09:00'), at('23 10:29'), at('23 10:30')];
    expect(earliestStart(NOW, candidate('a', 25, []))).toBe('2026-11-23T15:00:00.000Z');
    expect(names(rankOffer([candidate('a', 25, slots)], context()))[0]).toBe('a 23 09:00');
    expect(names(rankOffer([candidate('a', 25, slots, { noticeMinutes: 120 })], context()))).toEqual(['a 23 10:30']);
  });

  test('of two shops are three, without overlap where that can be', () => {
    const shops = [
      candidate('a', 5, [at('23 10:00'), at('23 10:30'), at('23 11:00')]),
      candidate('b', 8, [at('24 10:00')]),
    ];
    expect(names(rankOffer(shops, context()))).toEqual(['a 23 10:00', 'a 23 11:00', 'b 24 10:00']);
  });

  test('are none where all is full, gone or too soon', () => {
    const shops = [candidate('a', 5, [at('23 08:10'), at('23 11:00', { capacity: 0 }), at('23 12:00')])];
    expect(rankOffer(shops, context({ isFree: ({ networkSlotId }) => networkSlotId !== '23 12:00' }))).toEqual([]);
  });

  test('are today by the shop’s calendar, not by ours', () => {
    // 19:30 in Chicago is the next day in UTC; a shop in Denver at 23:30 on Monday is still "same day".
    const late = {
      networkSlotId: 'x',
      start: '2026-11-24T06:30:00.000Z',
      end: '2026-11-24T07:30:00.000Z',
      capacity: 1,
    };
    const offer = rankOffer(
      [candidate('a', 5, [late], { timeZone: 'America/Denver' })],
      context({ now: '2026-11-24T01:30:00.000Z' }),
    );
    expect(offer[0]?.reasons).toEqual(['3.1 mi', 'same day']);
  });
});

describe('where clocks differ or change', () => {
  const span = (networkSlotId: string, start: string, end: string): FreeSlot => ({
    networkSlotId,
    start: `2026-${start}:00.000Z`,
    end: `2026-${end}:00.000Z`,
    capacity: 1,
  });
  const why = (offer: readonly { readonly providerId: string; readonly reasons: readonly string[] }[]) =>
    offer.map(({ providerId, reasons }) => `${providerId}: ${reasons.slice(1).join(', ')}`);

  test('the earliest is so in time, not on the wall: 9:45 in Indiana is before 9:00 in Illinois, across the border', () => {
    const east = { timeZone: 'America/Indiana/Indianapolis' };
    const offer = rankOffer(
      [
        candidate('illinois', 5, [span('i', '11-23T15:00', '11-23T16:00')]),
        candidate('indiana', 5, [span('h', '11-23T14:45', '11-23T15:45')], east),
      ],
      context(),
    );
    expect(why(offer)).toEqual(['indiana: earliest, same day', 'illinois: same day']);
  });

  test('a day of 25 hours is today from its first minute to its last, one of 23 hours no longer than that', () => {
    const newYork = { timeZone: 'America/New_York' };
    // 00:05 EDT on November 1; 23:30 EST the same day is 24 h 25 min later, 00:30 the next day an hour after that.
    const late = [span('last', '11-02T04:30', '11-02T05:15'), span('next', '11-02T05:30', '11-02T06:15')];
    const autumn = rankOffer([candidate('a', 0, late, newYork)], context({ now: '2026-11-01T04:05:00.000Z' }));
    expect(why(autumn)).toEqual(['a: earliest, same day', 'a: ']);
    // 00:05 EST on March 8; 23:30 EDT is 22 h 25 min later.
    const spring = [span('last', '03-09T03:30', '03-09T03:55'), span('next', '03-09T04:00', '03-09T04:45')];
    const short = rankOffer([candidate('a', 0, spring, newYork)], context({ now: '2026-03-08T05:05:00.000Z' }));
    expect(why(short)).toEqual(['a: earliest, same day', 'a: ']);
  });

  test('Arizona’s today is its own: Phoenix, where it is still Sunday, beside Denver in summer, where it is Monday', () => {
    // 2026-07-06 06:30 UTC: 00:30 MDT on Monday, 23:30 MST on Sunday.
    const at7 = [span('x', '07-06T07:30', '07-06T08:30')];
    const offer = rankOffer(
      [
        candidate('phoenix', 0, at7, { timeZone: 'America/Phoenix' }),
        candidate('denver', 0, at7, { timeZone: 'America/Denver' }),
      ],
      context({ now: '2026-07-06T06:30:00.000Z' }),
    );
    expect(why(offer)).toEqual(['denver: same day', 'phoenix: ']);
  });

  test('notice and drive are real time, also over the hour that is skipped', () => {
    // 01:15 EST; half an hour's notice and 25 km make it an hour later: 03:15 EDT.
    const now = '2026-03-08T06:15:00.000Z';
    const slots = [span('0300', '03-08T07:00', '03-08T08:00'), span('0315', '03-08T07:15', '03-08T08:15')];
    const shop = candidate('a', 25, slots, { timeZone: 'America/New_York' });
    expect(names(rankOffer([shop], context({ now })))).toEqual(['a 0315']);
  });
});

describe('a fleet’s own weights', () => {
  // near and early; cheap; well rated and certified: each of three shops is best by something else.
  const near = candidate('near', 5, [at('24 08:00', { estimate: usd(20_000) })]);
  const cheap = candidate('cheap', 30, [at('24 12:00', { estimate: usd(10_000) })]);
  const good = candidate('good', 20, [at('24 16:00', { estimate: usd(20_000) })], { certifications: ['ASE'] });
  const ratings = new Map([
    [near.provider.providerId, { stars: 3, count: 2 }],
    [good.provider.providerId, { stars: 5, count: 4 }],
  ]);
  const ranked = (ranking: Partial<RankingWeights>, more: Partial<RankingContext> = {}) => {
    const policy = { sameDayFirst: true, radiusKm: 80, ranking: { ...DEFAULT_WEIGHTS, ...ranking } };
    return rankOffer([near, cheap, good], context({ ratings, policy, ...more }));
  };
  const order = (...how: Parameters<typeof ranked>) => ranked(...how).map(({ providerId }) => providerId);
  const why = (...how: Parameters<typeof ranked>) =>
    Object.fromEntries(ranked(...how).map(({ providerId, reasons }) => [providerId, reasons]));

  // In hours of waiting:  wait  drive  price  stars  certificate
  //   near                 24    1.2    24     12     3
  //   cheap                28    7.2     0      6     3
  //   good                 32    4.8    24      0     0
  test('as usual: 44.2 for the cheap one, 60.8 for the good one, 64.2 for the near one', () => {
    expect(order({})).toEqual(['cheap', 'good', 'near']);
    expect(order({})).toEqual(rankOffer([good, near, cheap], context({ ratings })).map(({ providerId }) => providerId));
  });

  test.each<[string, Partial<RankingWeights>, string[]]>([
    ['price at nothing: 36.8, 40.2, 44.2', { price: 0 }, ['good', 'near', 'cheap']],
    ['only waiting: 24, 28, 32', { distance: 0, price: 0, rating: 0, certification: 0 }, ['near', 'cheap', 'good']],
    ['only distance', { wait: 0, price: 0, rating: 0, certification: 0 }, ['near', 'good', 'cheap']],
    ['only ratings', { wait: 0, price: 0, distance: 0, certification: 0 }, ['good', 'cheap', 'near']],
    ['only price, then by time', { wait: 0, distance: 0, rating: 0, certification: 0 }, ['cheap', 'near', 'good']],
    ['only certification', { wait: 0, distance: 0, rating: 0, price: 0 }, ['good', 'near', 'cheap']],
    ['nothing: by time', { wait: 0, distance: 0, rating: 0, price: 0, certification: 0 }, ['near', 'cheap', 'good']],
    ['ratings tenfold: 60.8, 98.2, 172.2', { rating: 10 }, ['good', 'cheap', 'near']],
    ['distance tenfold: 75, 104, 109', { distance: 10 }, ['near', 'good', 'cheap']],
  ])('%s', (_what, ranking, expected) => {
    expect(order(ranking)).toEqual(expected);
  });

  test('give their reasons by weight, and none for what does not count', () => {
    expect(why({})).toEqual({
      cheap: ['18.6 mi', 'lowest price'],
      good: ['12.4 mi', 'ASE-certified', '5.0★ from your fleet'],
      near: ['3.1 mi', 'earliest', 'nearest', '3.0★ from your fleet'],
    });
    expect(why({ price: 3, rating: 2, certification: 0.5 })).toEqual({
      cheap: ['lowest price', '18.6 mi'],
      good: ['5.0★ from your fleet', '12.4 mi', 'ASE-certified'],
      near: ['3.0★ from your fleet', '3.1 mi', 'earliest', 'nearest'],
    });
    expect(why({ wait: 0, distance: 0, price: 0, rating: 0, certification: 0 })).toEqual({
      cheap: ['18.6 mi'],
      good: ['12.4 mi'],
      near: ['3.1 mi'],
    });
  });

  test('cannot make an urgent case wait: there waiting counts at least as usual, and is said first', () => {
    const ranking = { wait: 0, distance: 0, price: 0, rating: 0, certification: 0 };
    // Four times the waiting beside half the price: 108, 112 and 140; without waiting the cheap one would lead.
    expect(order({ ...ranking, price: 0.5 }, { severity: 'critical' })).toEqual(['near', 'cheap', 'good']);
    expect(why({ ...ranking, price: 10 }, { severity: 'critical' })['near']).toEqual(['earliest', '3.1 mi']);
  });

  test('are a sentence on the card where they are not the usual ones', () => {
    expect(weightsInWords(DEFAULT_WEIGHTS)).toBeUndefined();
    expect(weightsInWords({ ...DEFAULT_WEIGHTS, price: 3, rating: 0 })).toBe(
      'Ranked by price ×3, distance, waiting time and certification; your ratings do not count.',
    );
    expect(weightsInWords({ ...DEFAULT_WEIGHTS, price: 0, distance: 0.5 })).toBe(
      'Ranked by waiting time, your ratings, certification and distance ×0.5; price does not count.',
    );
    expect(weightsInWords({ ...DEFAULT_WEIGHTS, wait: 2 })).toBe(
      'Ranked by waiting time ×2, distance, your ratings, price and certification.',
    );
    expect(weightsInWords({ distance: 0, wait: 0, rating: 0, price: 0, certification: 0 })).toBe(
      'Ranked by time alone: your fleet gave nothing a weight.',
    );
  });
});

describe('more times', () => {
  const allDay = ['08:30', '10:00', '11:30', '13:00', '14:30', '16:00'];
  const days = Array.from({ length: 14 }, (_, i) => String(i + 17));
  const twoWeeks = days.flatMap((day) => allDay.map((time) => at(`${day} ${time}`)));
  const early = context({ now: '2026-11-17T12:00:00.000Z' });

  test('are 30, in order of time, over all days and shops, without those recommended', () => {
    const shops = [candidate('a', 5, twoWeeks), candidate('b', 8, twoWeeks), candidate('c', 12, twoWeeks)];
    const best = rankOffer(shops, early);
    const more = rankMore(shops, early, best);
    expect(more).toHaveLength(30);
    expect([...more].sort((x, y) => (x.start < y.start ? -1 : x.start > y.start ? 1 : 0))).toEqual(more);
    expect(new Set(more.map(({ start, timeZone }) => toLocal(start, timeZone).date)).size).toBe(14);
    expect(new Set(more.map(({ providerId }) => providerId)).size).toBe(3);
    expect(names(more).filter((name) => names(best).includes(name))).toEqual([]);
  });

  test('are all there are when they are few', () => {
    const shops = [candidate('a', 5, [at('24 09:00'), at('24 10:00'), at('24 11:00'), at('25 09:00'), at('25 14:00')])];
    const best = rankOffer(shops, context());
    expect(names(best)).toEqual(['a 24 09:00', 'a 24 10:00', 'a 24 11:00']);
    expect(names(rankMore(shops, context(), best))).toEqual(['a 25 09:00', 'a 25 14:00']);
  });
});

describe('whatever shops report', () => {
  const slot = fc
    .record({
      start: fc.integer({ min: -24, max: 13 * 48 }),
      minutes: fc.constantFrom(45, 60, 240),
      capacity: fc.integer({ min: 0, max: 2 }),
      price: fc.option(fc.constantFrom(10_000, 15_000, 20_000), { nil: undefined }),
    })
    .map(({ start, minutes, capacity, price }): FreeSlot => {
      const from = Date.parse(NOW) + start * 1_800_000;
      const end = new Date(from + minutes * 60_000).toISOString();
      const estimate = price === undefined ? {} : { estimate: usd(price) };
      return { networkSlotId: `s${start}`, start: new Date(from).toISOString(), end, capacity, ...estimate };
    });
  const shops = fc
    .array(
      fc.record({
        distanceKm: fc.constantFrom(0, 5, 5, 12.5, 50, 80),
        slots: fc.uniqueArray(slot, { maxLength: 25, selector: ({ networkSlotId }) => networkSlotId }),
        timeZone: fc.constantFrom('America/Chicago', 'America/Phoenix', 'Asia/Kolkata'),
        noticeMinutes: fc.constantFrom(undefined, 0, 30, 600),
        certifications: fc.constantFrom<readonly string[]>([], ['ASE'], ['ASE', 'HV']),
      }),
      { maxLength: 8 },
    )
    .map((list) => list.map(({ distanceKm, slots, ...more }, i) => candidate(`p${i}`, distanceKm, slots, more)));
  const weight = fc.constantFrom(0, 0.5, 1, 1, 2, 10);
  const situation = fc.record({
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
    policy: fc.record({
      sameDayFirst: fc.boolean(),
      radiusKm: fc.constant(80),
      ranking: fc.option(
        fc.record({ distance: weight, wait: weight, rating: weight, price: weight, certification: weight }),
        { nil: undefined },
      ),
    }),
    ratings: fc.constantFrom(undefined, new Map([[asProviderId('p1'), { stars: 5, count: 2 }]])),
  });
  // Some slots are known to be gone, by a rule that depends on nothing but the slot and its shop.
  const isFree: RankingContext['isFree'] = (free, { providerId }) =>
    (free.networkSlotId.length + providerId.charCodeAt(1)) % 4 !== 0;

  const bookable = (shop: Candidate): FreeSlot[] =>
    shop.slots.filter((free) => {
      const notice = (shop.provider.noticeMinutes ?? 30) * 60_000 + (shop.distanceKm / 50) * 3_600_000;
      return Date.parse(free.start) >= Date.parse(NOW) + notice && free.capacity > 0 && isFree(free, shop.provider);
    });

  test('the order in which it came changes nothing', () => {
    fc.assert(
      fc.property(shops, situation, fc.integer({ min: 1, max: 1_000_000 }), (all, how, salt) => {
        const shuffle = <T>(list: readonly T[]): T[] =>
          list
            .map((item, i) => ({ item, key: (salt * (i + 7)) % 1009 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const other = shuffle(all).map((shop) => ({ ...shop, slots: shuffle(shop.slots) }));
        const best = rankOffer(all, context({ ...how, isFree }));
        expect(rankOffer(other, context({ ...how, isFree }))).toEqual(best);
        expect(rankMore(other, context({ ...how, isFree }), best)).toEqual(
          rankMore(all, context({ ...how, isFree }), best),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('the offer is full, honest and fair to the three nearest shops', () => {
    fc.assert(
      fc.property(shops, situation, (all, how) => {
        const best = rankOffer(all, context({ ...how, isFree }));
        const more = rankMore(all, context({ ...how, isFree }), best);
        const possible = new Set(
          all.flatMap((shop) => bookable(shop).map((free) => `${shop.provider.providerId} ${free.networkSlotId}`)),
        );
        const offered = names([...best, ...more]);
        expect(offered.filter((name) => !possible.has(name))).toEqual([]);
        expect(new Set(offered).size).toBe(offered.length);
        expect(best).toHaveLength(Math.min(3, possible.size));
        expect(more).toHaveLength(Math.min(30, possible.size - best.length));

        const withSlots = all
          .filter((shop) => bookable(shop).length > 0)
          .sort((a, b) => a.distanceKm - b.distanceKm || (a.provider.providerId < b.provider.providerId ? -1 : 1));
        const nearest = withSlots.slice(0, 3).map(({ provider }) => provider.providerId as string);
        expect([...new Set(best.map(({ providerId }) => providerId as string))].sort()).toEqual(nearest.sort());
        for (const { reasons } of best) expect(reasons.some((reason) => reason.endsWith(' mi'))).toBe(true);

        // Never a second slot of a shop while a third shop could do it.
        const shopsOffered = new Set(best.map(({ providerId }) => providerId)).size;
        expect(shopsOffered).toBe(Math.min(3, withSlots.length));

        // What has no weight is no reason.
        const { ranking = DEFAULT_WEIGHTS } = how.policy;
        const said = new Set([...best, ...more].flatMap(({ reasons }) => reasons));
        if (ranking.price === 0) expect(said).not.toContain('lowest price');
        if (ranking.distance === 0) expect(said).not.toContain('nearest');
        if (ranking.rating === 0) expect(said).not.toContain('5.0★ from your fleet');
        if (ranking.certification === 0) expect(said).not.toContain('ASE-certified');
        if (ranking.wait === 0 && how.severity !== 'critical') expect(said).not.toContain('earliest');
      }),
      { numRuns: 300 },
    );
  });
});

test('a slot’s id is short, stable and its own', () => {
  expect(slotIdFor(asProviderId('fs-023845'), 's-8841')).toBe(slotIdFor(asProviderId('fs-023845'), 's-8841'));
  const ids = new Set<string>();
  for (let shop = 0; shop < 100; shop++)
    for (let slot = 0; slot < 1000; slot++) ids.add(slotIdFor(asProviderId(`fs-${shop}`), `s-${slot}`));
  expect(ids.size).toBe(100_000);
  expect(Math.max(...[...ids].map((id) => id.length))).toBeLessThanOrEqual(12);
});
