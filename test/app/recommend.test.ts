import fc from 'fast-check';
import { isCapable } from '../../src/domain/capability.ts';
import { bayClaims, vehicleClaims } from '../../src/domain/claims.ts';
import { greatCircleKm } from '../../src/domain/geo.ts';
import { asFleetId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';
import type { OfferedSlot } from '../../src/domain/slot.ts';
import { HERE, recommenderWorld, shopAt, slotAt } from '../support/recommending.ts';

const names = (slots: readonly OfferedSlot[]): string[] =>
  slots.map(({ providerId, networkSlotId }) => `${providerId} ${networkSlotId}`);

const HOUR = 3600;

describe('an offer', () => {
  test('is one slot from each of the three nearest capable shops, asked live when nothing is known', async () => {
    const world = recommenderWorld();
    world.open(shopAt('next-door', 1, { services: ['OIL'] }), { slots: [slotAt('23 09:00')] });
    world.open(shopAt('weak-lift', 2, { maxGvwrLb: 9_000 }), { slots: [slotAt('23 09:00')] });
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00'), slotAt('23 11:00')] });
    world.open(shopAt('d', 40), { slots: [slotAt('23 09:00')] });
    world.open(shopAt('b', 8), { slots: [slotAt('24 09:00')] });
    world.open(shopAt('c', 12), { slots: [slotAt('23 09:30')] });
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['a 23 10:00', 'c 23 09:30', 'b 24 09:00']);
    expect(offer.slots[0]?.reasons).toEqual(['3.1 mi', 'same day', 'nearest']);
    expect(offer).toMatchObject({ more: [], fallbacks: [] });
    expect(offer.reason).toBeUndefined();
    expect(world.asked()).toEqual(['a', 'b', 'c']);
    expect([...world.stored.keys()]).toEqual(['a', 'b', 'c']);
  });

  test('brings everything else when more times are wanted', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), {
      slots: [slotAt('23 10:00'), slotAt('23 11:00'), slotAt('24 10:00'), slotAt('25 10:00')],
    });
    world.open(shopAt('b', 8), { slots: [slotAt('23 10:00'), slotAt('24 08:00')] });
    const offer = await world.recommend({ want: 'more' });
    expect(names(offer.slots)).toEqual(['a 23 10:00', 'b 23 10:00', 'a 23 11:00']);
    expect(names(offer.more)).toEqual(['b 24 08:00', 'a 24 10:00', 'a 25 10:00']);
  });

  test('keeps the ids of slots that are offered again', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00'), slotAt('23 12:00')] });
    const first = await world.recommend();
    world.now += 60_000;
    expect((await world.recommend()).slots.map(({ slotId }) => slotId)).toEqual(
      first.slots.map(({ slotId }) => slotId),
    );
  });

  test('leaves out slots known to be gone and shops not to be asked', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00'), slotAt('23 12:00')] });
    world.open(shopAt('b', 8), { slots: [slotAt('23 10:00')] });
    const offer = await world.recommend({
      exclude: [{ providerId: asProviderId('a'), networkSlotId: '23 10:00' }],
      skipProviders: [asProviderId('b')],
    });
    expect(names(offer.slots)).toEqual(['a 23 12:00']);
    expect(world.asked()).toEqual(['a']);
  });

  test('goes on to the next shops where the nearest have nothing free: three at a time, beyond twelve twelve, to the radius', async () => {
    const world = recommenderWorld();
    for (let i = 1; i <= 40; i++) {
      // The eighth and the fourteenth have times; so has one that is 81 km away, with a radius of 80.
      world.open(shopAt(`p${String(i).padStart(2, '0')}`, i === 40 ? 81 : i * 2), {
        slots: i === 8 || i === 14 || i === 40 ? [slotAt('24 10:00'), slotAt('24 12:00')] : [],
      });
    }
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['p08 24 10:00', 'p08 24 12:00', 'p14 24 10:00']);
    expect(world.asked()).toHaveLength(39);

    world.open(shopAt('p40', 41), { slots: [slotAt('24 10:00')] });
    const three = await world.recommend();
    expect(three.slots.map(({ providerId }) => providerId)).toEqual(['p08', 'p14', 'p40']);
    world.calls.length = 0;
    world.open(shopAt('p00', 1), { slots: [slotAt('24 10:00')] });
    world.open(shopAt('p001', 2), { slots: [slotAt('24 10:00')] });
    world.open(shopAt('p002', 3), { slots: [slotAt('24 10:00')] });
    expect((await world.recommend()).slots.map(({ providerId }) => providerId)).toEqual(['p00', 'p001', 'p002']);
    expect(world.asked()).toEqual(['p00', 'p001', 'p002']);
  });

  test('knows a shop that was put a moment ago', async () => {
    const world = recommenderWorld();
    expect((await world.recommend()).slots).toEqual([]);
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00')] });
    expect(names((await world.recommend()).slots)).toEqual(['a 23 10:00']);
  });
});

describe('what our own bookings hold', () => {
  const [acme, truck] = [asFleetId('acme'), asVehicleId('truck-17')];
  const hold = (world: ReturnType<typeof recommenderWorld>, claims: readonly string[]) =>
    claims.forEach((claim) => world.held.add(claim));

  test('is not offered: a place is free only while a seat is', async () => {
    const world = recommenderWorld();
    const [one, two] = [slotAt('23 10:00'), slotAt('23 12:00', 2)];
    world.open(shopAt('a', 5), { slots: [one, two, slotAt('23 14:00')] });
    hold(world, bayClaims(asProviderId('a'), 0, one.start, one.end));
    hold(world, bayClaims(asProviderId('a'), 0, two.start, two.end));
    expect(names((await world.recommend()).slots)).toEqual(['a 23 12:00', 'a 23 14:00']);
    hold(world, bayClaims(asProviderId('a'), 1, two.start, two.end));
    expect(names((await world.recommend()).slots)).toEqual(['a 23 14:00']);
  });

  test('fills a whole shop: the next ones are offered, after few look-ups', async () => {
    const world = recommenderWorld();
    const day = Array.from({ length: 50 }, (_, i) => ({ ...slotAt('24 08:00'), networkSlotId: `s${i}` })).map(
      (slot, i) => ({
        ...slot,
        start: new Date(Date.parse(slot.start) + i * 3_600_000).toISOString(),
        end: new Date(Date.parse(slot.end) + i * 3_600_000).toISOString(),
      }),
    );
    world.open(shopAt('a', 5), { slots: day });
    for (const id of ['b', 'c', 'd']) world.open(shopAt(id, 10), { slots: [slotAt('25 10:00')] });
    for (const { start, end } of day) hold(world, bayClaims(asProviderId('a'), 0, start, end));
    expect(names((await world.recommend()).slots)).toEqual(['b 25 10:00', 'c 25 10:00', 'd 25 10:00']);
    expect(world.lookUps).toBeLessThan(12);
  });

  test('by the vehicle’s other appointment is not offered, by this very case it is', async () => {
    const world = recommenderWorld();
    const busy = slotAt('23 10:00');
    world.open(shopAt('a', 5), { slots: [busy, slotAt('23 10:30'), slotAt('23 11:00')] });
    const claims = vehicleClaims(acme, truck, busy.start, busy.end);
    hold(world, claims);
    expect(names((await world.recommend()).slots)).toEqual(['a 23 11:00']);
    expect(names((await world.recommend({ ownClaims: claims })).slots)).toEqual([
      'a 23 10:00',
      'a 23 10:30',
      'a 23 11:00',
    ]);
  });
});

describe('the age of what shops said', () => {
  test('under the poll interval: used as it is, nobody is asked', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [] });
    world.remember('a', 899, [slotAt('23 10:00')]);
    const offer = await world.recommend();
    expect(world.asked()).toEqual([]);
    expect(offer.slots[0]?.checkedAt).toBe('2026-11-23T13:45:01.000Z');
    expect(world.ages).toEqual([899]);
  });

  test('older: asked again, and what the shop says now counts', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [slotAt('23 12:00')] });
    world.remember('a', 900, [slotAt('23 10:00')]);
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['a 23 12:00']);
    expect(offer.slots[0]?.checkedAt).toBe('2026-11-23T14:00:00.000Z');
  });

  test('older and the shop is silent: offered with its age up to two hours, then not at all', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { fails: 'unavailable' });
    world.remember('a', 2 * HOUR, [slotAt('23 10:00')]);
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['a 23 10:00']);
    expect(offer.slots[0]?.checkedAt).toBe('2026-11-23T12:00:00.000Z');
    expect(offer.fallbacks).toEqual([]);
    world.now += 1000;
    const later = await world.recommend();
    expect(later).toEqual({
      slots: [],
      more: [],
      fallbacks: [{ providerId: 'a', providerName: 'Shop a', network: 'firestone', phone: '+13125550111' }],
      reason: 'The only capable shop within 50 mi did not answer.',
    });
  });

  test('does not matter where the shop refused the question: it is not offered', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { fails: 'rejected' });
    world.remember('a', 1000, [slotAt('23 10:00')]);
    expect((await world.recommend()).slots).toEqual([]);
  });

  test('on arrival counts too', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00')], ageSeconds: 3 * HOUR });
    const offer = await world.recommend();
    expect(offer.slots).toEqual([]);
    expect(offer.reason).toBe('The only capable shop within 50 mi did not answer.');
  });

  test('is never over two hours, whatever the settings, the clock and the shops do', async () => {
    const age = fc.integer({ min: -60, max: 4 * HOUR });
    const shop = fc.record({
      known: fc.option(age, { nil: undefined }),
      fails: fc.constantFrom(undefined, undefined, 'unavailable' as const, 'rejected' as const, 'throws' as const),
      ageSeconds: age,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(shop, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(60, 900, 20_000),
        fc.constantFrom(0, 1800, 7200, 50_000),
        fc.array(fc.integer({ min: -HOUR, max: 3 * HOUR }), { minLength: 1, maxLength: 3 }),
        async (shops, pollSeconds, staleSeconds, steps) => {
          const world = recommenderWorld({ pollSeconds, staleSeconds });
          const slots = Array.from({ length: 10 }, (_, i) => slotAt(`${24 + (i % 5)} ${i < 5 ? '09' : '14'}:00`));
          shops.forEach(({ known, fails, ageSeconds }, i) => {
            world.open(shopAt(`p${i}`, i + 1), { slots, ageSeconds, ...(fails ? { fails } : {}) });
            if (known !== undefined) world.remember(`p${i}`, known, slots);
          });
          for (const step of steps) {
            world.now += step * 1000;
            const offer = await world.recommend({ want: 'more' });
            for (const { checkedAt } of [...offer.slots, ...offer.more]) {
              expect(world.now - Date.parse(checkedAt)).toBeLessThanOrEqual(Math.min(staleSeconds, 2 * HOUR) * 1000);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a network that is down', () => {
  const pepBoys = (id: string, km: number) => shopAt(id, km, { network: 'pepboys' });

  test('is skipped for the next shops of others, and its nearest are named to be called', async () => {
    const world = recommenderWorld();
    // Heard a minute ago, and not to be had at the click.
    world.open(shopAt('a', 1));
    world.remember('a', 60, [slotAt('23 10:00')]);
    world.open(shopAt('b', 2), { fails: 'unavailable' });
    for (const [i, id] of ['c', 'd', 'e', 'f'].entries())
      world.open(pepBoys(id, 10 + i), { slots: [slotAt(`24 1${i}:00`)] });
    world.down.add('firestone');
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['c 24 10:00', 'd 24 11:00', 'e 24 12:00']);
    expect(offer.fallbacks.map(({ providerId }) => providerId)).toEqual(['a', 'b']);

    world.down.clear();
    expect(names((await world.recommend()).slots)[0]).toBe('a 23 10:00');
  });

  test('keeps the places that nobody else can fill, by what is known of it', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 1));
    world.remember('a', 60, [slotAt('23 10:00')]);
    world.open(pepBoys('c', 10), { slots: [slotAt('24 10:00')] });
    world.down.add('firestone');
    expect(names((await world.recommend()).slots)).toEqual(['c 24 10:00', 'a 23 10:00']);
  });
});

describe('the deadline', () => {
  test('holds: slow shops are named to be called, with their phone and page', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 100 });
    world.open(shopAt('slow', 5, { bookingUrl: 'https://firestone.test/slow' }), {
      slots: [slotAt('23 10:00')],
      afterMs: 250,
    });
    world.open(shopAt('quick', 8), { slots: [slotAt('23 12:00')] });
    const began = performance.now();
    const offer = await world.recommend();
    expect(performance.now() - began).toBeLessThan(220);
    expect(names(offer.slots)).toEqual(['quick 23 12:00']);
    expect(offer.fallbacks).toEqual([
      {
        providerId: 'slow',
        providerName: 'Shop slow',
        network: 'firestone',
        phone: '+13125550111',
        bookingUrl: 'https://firestone.test/slow',
      },
    ]);
    // The late answer is there for the next alert, without another call.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(names((await world.recommend()).slots)).toEqual(['slow 23 10:00', 'quick 23 12:00']);
    expect(world.asked()).toEqual(['slow', 'quick']);
  });

  test('gives old data its place when the answer does not come', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 60 });
    world.open(shopAt('slow', 5), { slots: [slotAt('23 12:00')], afterMs: 120 });
    world.remember('slow', 1000, [slotAt('23 10:00')]);
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['slow 23 10:00']);
    await new Promise((resolve) => setTimeout(resolve, 80));
  });

  test('lets the next three be asked at its half, and still prefers a nearer shop that answers in time', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 400 });
    world.open(shopAt('never', 1), { afterMs: 600 });
    world.open(shopAt('late', 2), { slots: [slotAt('23 10:00')], afterMs: 300 });
    for (const [i, id] of ['c', 'd', 'e'].entries()) world.open(shopAt(id, 5 + i), { slots: [slotAt('23 10:00')] });
    const offer = await world.recommend();
    expect(names(offer.slots)).toEqual(['late 23 10:00', 'c 23 10:00', 'd 23 10:00']);
    expect(offer.fallbacks.map(({ providerId }) => providerId)).toEqual(['never']);
    await new Promise((resolve) => setTimeout(resolve, 250));
  });

  test('costs no more than the slowest answer where all answer', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 5000 });
    for (const id of ['a', 'b', 'c']) world.open(shopAt(id, 5), { slots: [slotAt('23 10:00')], afterMs: 30 });
    const began = performance.now();
    expect((await world.recommend()).slots).toHaveLength(3);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('a hundred alerts at once', () => {
  test('ask each shop once', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 2000 });
    for (const id of ['a', 'b', 'c']) world.open(shopAt(id, 5), { slots: [slotAt('23 10:00')], afterMs: 20 });
    const offers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => world.recommend({ vehicleId: asVehicleId(`truck-${i}`) })),
    );
    expect(offers.map(({ slots }) => slots.length)).toEqual(Array.from({ length: 100 }, () => 3));
    expect(world.calls).toEqual([['a'], ['b'], ['c']]);
  });

  test('ask shops together where the network takes several', async () => {
    const world = recommenderWorld();
    world.searchBatch = 50;
    for (const id of ['a', 'b', 'c']) world.open(shopAt(id, 5), { slots: [slotAt('23 10:00')] });
    world.remember('b', 10, [slotAt('23 11:00')]);
    await Promise.all(Array.from({ length: 100 }, () => world.recommend()));
    expect(world.calls).toEqual([['a', 'c']]);
  });
});

describe('without a slot the reason says why', () => {
  test('no shop is capable', async () => {
    const world = recommenderWorld();
    world.open(shopAt('too-far', 81), { slots: [slotAt('23 12:00')] });
    world.open(shopAt('other', 5, { services: ['OIL'] }));
    expect(await world.recommend()).toEqual({
      slots: [],
      more: [],
      fallbacks: [],
      reason: 'No shop within 50 mi does this job (12 V battery) for a vehicle of 9,500 lb.',
    });
    expect((await world.recommend({ needs: { service: 'BATTERY_HV', gvwrLb: 9_500 }, locale: 'en-CA' })).reason).toBe(
      'No shop within 80 km does this job (high-voltage battery) for a vehicle of 9,500 lb and is certified for high voltage.',
    );
  });

  test('nothing is free; the shops’ phones are given all the same', async () => {
    const world = recommenderWorld();
    for (const id of ['a', 'b', 'c', 'd']) world.open(shopAt(id, 5), { slots: [slotAt('23 10:00', 0)] });
    const offer = await world.recommend();
    expect(offer.reason).toBe('The 4 capable shops within 50 mi have no free time in the next 14 days.');
    expect(offer.fallbacks.map(({ providerId }) => providerId)).toEqual(['a', 'b', 'c']);
  });

  test('some are full and some silent', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { fails: 'unavailable' });
    world.open(shopAt('b', 5), { fails: 'throws' });
    world.open(shopAt('c', 5, { network: 'switched-off' }));
    world.open(shopAt('d', 5));
    expect((await world.recommend()).reason).toBe(
      'Of the 4 capable shops within 50 mi, 3 did not answer and 1 has no free time in the next 14 days.',
    );
  });

  test('more capable shops lie near than could be asked in time', async () => {
    const world = recommenderWorld({ liveDeadlineMs: 60 });
    for (let i = 0; i < 30; i++) world.open(shopAt(`p${i}`, 5 + i), i < 3 ? {} : { afterMs: 100 });
    expect((await world.recommend()).reason).toMatch(
      /^Of the (9|12) nearest capable shops within 50 mi, (6|9) did not answer and 3 have no free time in the next 14 days.$/,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
  });

  test('nobody knows where the vehicle is', async () => {
    const world = recommenderWorld();
    world.open(shopAt('a', 5), { slots: [slotAt('23 10:00')] });
    const offer = await world.recommend({ location: undefined });
    expect(offer).toEqual({
      slots: [],
      more: [],
      fallbacks: [],
      reason: 'The position of truck-17 is not known, so no shop near it can be named.',
    });
  });

  test('it must not be driven: the nearest three with a phone, and no shop is asked', async () => {
    const world = recommenderWorld();
    world.open(shopAt('mute', 1, { phone: undefined }), { slots: [slotAt('23 10:00')] });
    for (const [i, id] of ['a', 'b', 'c', 'd'].entries())
      world.open(shopAt(id, 5 + i), { slots: [slotAt('23 10:00')] });
    const offer = await world.recommend({ severity: 'out-of-service', want: 'more' });
    expect(offer).toMatchObject({
      slots: [],
      more: [],
      reason: 'truck-17 must not be driven: call a shop below for a tow or a mobile mechanic.',
    });
    expect(offer.fallbacks.map(({ providerId }) => providerId)).toEqual(['a', 'b', 'c']);
    expect(world.asked()).toEqual([]);
  });
});

test('the shops offered are the three nearest capable within the radius that have something free, as a look at every shop finds them', async () => {
  const shop = fc.record({
    km: fc.integer({ min: 0, max: 100 }),
    services: fc.constantFrom(['BATTERY_12V'] as const, ['OIL'] as const, ['OIL', 'BATTERY_12V'] as const),
    maxGvwrLb: fc.constantFrom(undefined, 8_000, 14_000),
    free: fc.constantFrom(0, 0, 0, 1, 2, 3),
    fails: fc.constantFrom(undefined, undefined, undefined, 'unavailable' as const),
  });
  const needs = { service: 'BATTERY_12V', gvwrLb: 9_500 } as const;
  await fc.assert(
    fc.asyncProperty(fc.array(shop, { maxLength: 70, size: 'max' }), async (list) => {
      const world = recommenderWorld();
      list.forEach(({ km, free, fails, services, maxGvwrLb }, i) => {
        const slots = ['24 09:00', '24 10:00', '25 09:00'].slice(0, free).map((when) => slotAt(when));
        world.open(shopAt(`p${i}`, km, { services, maxGvwrLb }), { slots, ...(fails ? { fails } : {}) });
      });
      const offer = await world.recommend();
      const near = world.shops
        .filter((each) => isCapable(each, needs) && greatCircleKm(HERE, each) <= 80)
        .sort((a, b) => greatCircleKm(HERE, a) - greatCircleKm(HERE, b) || (a.providerId < b.providerId ? -1 : 1));
      const free = (id: string): number => (world.desks.get(id)?.fails ? 0 : (world.desks.get(id)?.slots?.length ?? 0));
      const wanted = near.filter(({ providerId }) => free(providerId) > 0).slice(0, 3);
      const ids = (some: readonly { readonly providerId: string }[]): string[] =>
        [...new Set(some.map(({ providerId }) => providerId))].sort();
      expect(ids(offer.slots)).toEqual(ids(wanted));
      expect(offer.slots).toHaveLength(
        Math.min(
          3,
          wanted.reduce((sum, { providerId }) => sum + free(providerId), 0),
        ),
      );
      expect(offer.reason === undefined).toBe(offer.slots.length > 0);
    }),
    { numRuns: 300 },
  );
});
