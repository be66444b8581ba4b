import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import type { PepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { CHANNEL, DANA, MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

const TRUCKS = Array.from({ length: 8 }, (_, i) => `truck-${i + 1}`);

let world: World;
let pepboys: PepBoysSandbox;

/** Two Firestone shops at 1 and 3 km, four Pep Boys stores farther out. */
beforeEach(async () => {
  const ahead = Date.parse(MONDAY) - Date.now();
  const far = shopsInARow(8)
    .slice(4)
    .map((shop, i) => ({ ...shop, networkRef: String(400 + i), name: `Pep Boys ${i + 1}` }));
  pepboys = await startPepBoysSandbox({ shops: far, now: () => new Date(Date.now() + ahead) });
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    vehicles: TRUCKS,
    shops: shopsInARow(2),
    env: {
      PEPBOYS_URL: pepboys.url,
      PEPBOYS_API_KEY: SAMPLE_API_KEY,
      LIVE_DEADLINE_MS: '8000',
    },
  });
  for (const { networkRef, name, lat, lon, timeZone, phone } of far)
    await world.pitcrew.parts.store.directory.putProvider({
      providerId: asProviderId(`pb-${networkRef}`),
      network: 'pepboys',
      ...{ networkRef, name, lat, lon, timeZone, phone },
      services: ['BATTERY_12V'],
      certifications: [],
    });
});
afterEach(async () => {
  await world.close();
  await pepboys.close();
});

const networksOf = async (bookingId: string): Promise<readonly string[]> =>
  (await world.booking(bookingId)).offer.slots.map(({ network }) => network);
const asked = (): number => Object.values(world.shops.stats.requests).reduce((sum, n) => sum + n, 0);
const isDown = (down: 0 | 1): Promise<true> =>
  until(
    `the figure says ${down}`,
    async () => {
      const figures = await (await fetch(`${world.url}/metrics`)).text();
      return figures.includes(`pitcrew_network_down{network="firestone"} ${down}`) || undefined;
    },
    20_000,
  );

/** As when it has grown too old to be offered: Firestone's shops have to be asked. */
async function forgetWhatIsKnown(): Promise<void> {
  const { availability, directory } = world.pitcrew.parts.store;
  for (const { providerId, network } of await directory.allProviders())
    if (network === 'firestone') await availability.drop(providerId, 'BATTERY_12V');
}

/** "I booked it myself", in Slack's form. */
async function bookedByHand(bookingId: string, shop: string): Promise<void> {
  await world.click(DANA, bookingId, 'book-manually');
  await until('the form is open', () => world.workspace.state.views(DANA.id)[0]);
  await world.workspace.submitView(DANA.id, {
    providerName: shop,
    start: String(Date.parse('2031-01-07T15:00:00Z') / 1000),
    confirmation: 'by phone',
  });
}

test('one of two networks goes down: the other fills the offer, its shops are named to be called, and it comes back without a storm', async () => {
  const first = await world.raise('truck-1');
  await world.card(first);
  expect((await networksOf(first)).filter((network) => network === 'firestone')).toHaveLength(2);

  world.shops.setFaults('down=600');
  await forgetWhatIsKnown();
  const cases: string[] = [];
  for (const truck of TRUCKS.slice(1, 7)) {
    const bookingId = await world.raise(truck);
    cases.push(bookingId);
    const card = await world.card(bookingId, (text) => text.includes('choose-slot:3') && text.includes('tel:'), 20_000);
    const { offer } = await world.booking(bookingId);
    expect(offer.slots.map(({ network }) => network)).toEqual(Array(3).fill('pepboys'));
    expect(new Set(offer.slots.map(({ providerId }) => providerId)).size).toBe(3);
    expect(offer.fallbacks).toMatchObject([
      { providerName: 'Firestone 1', phone: '+13125550100', bookingUrl: 'https://shops.example/10001' },
      { providerName: 'Firestone 2', phone: '+13125550101', bookingUrl: 'https://shops.example/10002' },
    ]);
    const text = JSON.stringify(card.blocks);
    for (const word of ['Firestone 1', 'https://shops.example/10001', 'I booked it myself'])
      expect(text).toContain(word);
  }
  // The later of them asked nobody there, which looks the same.
  await isDown(1);

  // Dana calls the nearest one herself; another case takes what the other network has.
  const [called = '', taken = '', ...waiting] = cases;
  await bookedByHand(called, 'Firestone 1');
  const { phase, claims } = await world.inState(called, 'manual');
  expect(phase).toMatchObject({ manual: { providerName: 'Firestone 1', confirmation: 'by phone' } });
  expect(claims).toEqual([]);
  await world.click(DANA, taken, 'choose-slot:1');
  await world.inState(taken, 'scheduled');
  expect(pepboys.ledger()).toMatchObject([{ reference: `${taken}-1`, status: 'BOOKED' }]);
  expect(world.shops.ledger()).toEqual([]);

  const quiet = asked();
  world.shops.setFaults('');
  await isDown(0);
  for (const bookingId of waiting) {
    const offer = await until(
      'it is offered with the nearest again',
      async () => {
        const booking = await world.booking(bookingId);
        return booking.offer.slots.some(({ network }) => network === 'firestone') ? booking.offer : undefined;
      },
      30_000,
    );
    expect(offer.fallbacks).toEqual([]);
    // What was shown before can still be chosen.
    expect(
      [...offer.slots, ...offer.more].filter(({ network }) => network === 'pepboys').length,
    ).toBeGreaterThanOrEqual(3);
  }
  // A probe, a token, and each of two shops once or twice: not once for each case that waits.
  expect(asked() - quiet).toBeLessThanOrEqual(8);
  expect((await world.booking(called)).phase.state).toBe('manual');
  expect((await world.booking(taken)).phase.state).toBe('scheduled');
  const [next = ''] = waiting;
  await world.card(next, (text) => !text.includes('tel:') && text.includes('choose-slot:1'));
  const { slots } = (await world.booking(next)).offer;
  const n = 1 + slots.findIndex(({ network }) => network === 'firestone');
  await until('the card is current', async () => (await world.cardsAreCurrent()) || undefined);
  await world.click(DANA, next, `choose-slot:${n}`);
  await world.inState(next, 'scheduled');
  expect(world.shops.ledger()).toMatchObject([{ reference: `${next}-1`, status: 'CONFIRMED' }]);
  expect(world.workspace.messages(CHANNEL).length).toBe(1 + cases.length);
}, 90_000);
