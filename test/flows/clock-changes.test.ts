import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { SAMPLE_CREDENTIALS, startStarSandbox } from '../../adapters/providers/star/sandbox/index.ts';
import type { LedgerEntry, SandboxShop } from '../../adapters/shared/sandbox/index.ts';
import { asFleetId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';
import type { LocalWorld } from '../support/local-world.ts';
import { press, startLocalWorld } from '../support/local-world.ts';
import { propertyOf } from '../support/mail-server.ts';
import { tempDir } from '../support/temp.ts';
import { DANA } from '../support/world.ts';

const NETWORKS = ['firestone', 'pepboys', 'star', 'local'] as const;
type Name = (typeof NETWORKS)[number];

/** One shop of each network, so far from one another that each vehicle has only its own. */
const placeOf = (name: Name) => ({ lat: 41 - NETWORKS.indexOf(name), lon: -86 });

interface Situation {
  readonly what: string;
  readonly startsAt: string;
  readonly fleetZone: string;
  readonly shopZone: string;
  readonly openingHours: string;
  /** The first slot of a job of 45 minutes, in UTC. */
  readonly start: string;
  readonly end: string;
  readonly words: string;
}

const SITUATIONS: readonly Situation[] = [
  {
    // New York leaves summer time at 06:00 UTC; the fleet's clock in Chicago an hour later.
    what: 'in the hour that New York has twice, the earlier one',
    startsAt: '2031-11-01T20:00:00.000Z',
    fleetZone: 'America/Chicago',
    shopZone: 'America/New_York',
    openingHours: 'Su 01:00-06:00',
    start: '2031-11-02T05:00:00.000Z',
    end: '2031-11-02T05:45:00.000Z',
    words: 'Sun, Nov 2, 1:00 – 1:45 AM EDT (12:00 – 12:45 AM CDT)',
  },
  {
    // 02:00 EST is 03:00 EDT, at 07:00 UTC; in Chicago it is still winter.
    what: 'over the hour that New York skips',
    startsAt: '2031-03-08T20:00:00.000Z',
    fleetZone: 'America/Chicago',
    shopZone: 'America/New_York',
    openingHours: 'Su 01:30-06:00',
    start: '2031-03-09T06:30:00.000Z',
    end: '2031-03-09T07:15:00.000Z',
    words: 'Sun, Mar 9, 1:30 AM EST – 3:15 AM EDT (12:30 – 1:15 AM CST)',
  },
  {
    // 02:30 does not exist in Denver that night, at 09:00 UTC it becomes 03:00; Arizona keeps its clocks.
    what: 'in Arizona, at a time that the fleet’s own clock skips',
    startsAt: '2031-03-08T20:00:00.000Z',
    fleetZone: 'America/Denver',
    shopZone: 'America/Phoenix',
    openingHours: 'Su 02:30-06:00',
    start: '2031-03-09T09:30:00.000Z',
    end: '2031-03-09T10:15:00.000Z',
    words: 'Sun, Mar 9, 2:30 – 3:15 AM MST (3:30 – 4:15 AM MDT)',
  },
];

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** All four networks with a shop each, a fleet elsewhere, and a vehicle beside every shop. */
async function open({ startsAt, fleetZone, shopZone, openingHours }: Situation) {
  const ahead = Date.parse(startsAt) - Date.now();
  const now = () => new Date(Date.now() + ahead);
  const shopOf = (name: Name): SandboxShop => ({
    networkRef: '10001',
    name: `${name} by night`,
    ...placeOf(name),
    timeZone: shopZone,
    phone: '+13125550100',
    address: { line1: '1 Main Street', city: 'Town', state: 'NY', postalCode: '10001' },
    openingHours,
    services: ['OIL'],
  });
  const pepboys = await startPepBoysSandbox({ shops: [shopOf('pepboys')], now });
  closers.push(() => pepboys.close());
  const star = await startStarSandbox({ shops: [shopOf('star')], now });
  closers.push(() => star.close());
  const providers = (['pepboys', 'star', 'local'] as const).map((name) => {
    const { networkRef, lat, lon, timeZone, phone } = shopOf(name);
    return {
      providerId: asProviderId(name),
      name: `${name} by night`,
      network: name,
      ...{ networkRef, lat, lon, timeZone, phone, openingHours },
      email: 'desk@night.test',
      services: ['OIL' as const],
      certifications: [],
    };
  });
  const world = await startLocalWorld(providers, {
    dataDir: tempDir(),
    startsAt,
    timeZone: fleetZone,
    shops: [shopOf('firestone')],
    env: {
      PEPBOYS_URL: pepboys.url,
      PEPBOYS_API_KEY: SAMPLE_API_KEY,
      STAR_URL: star.url,
      STAR_USER: SAMPLE_CREDENTIALS.user,
      STAR_PASSWORD: SAMPLE_CREDENTIALS.password,
    },
  });
  closers.push(() => world.close());
  for (const name of NETWORKS) {
    await world.pitcrew.parts.store.directory.putVehicle({
      fleetId: asFleetId('acme'),
      vehicleId: asVehicleId(`truck-${name}`),
      vin: `1FTFW1E5XNFA0000${NETWORKS.indexOf(name)}`,
      class: 'light',
      location: placeOf(name),
    });
  }
  return { world, ledgers: { firestone: world.shops, pepboys, star } };
}

/** When the shop itself thinks that the vehicle comes, by its own books or, where it has none, by the invitation it got. */
async function inTheBooks(name: Name, { world, ledgers }: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  if (name !== 'local') return ledgers[name].ledger().map(({ start, end }: LedgerEntry) => `${iso(start)} ${iso(end)}`);
  const { text } = (await (world as LocalWorld).letter('desk@night.test', /booked for/)).calendar;
  return [['DTSTART', 'DTEND'].map((key) => moment(propertyOf(text, key) ?? '')).join(' ')];
}

const iso = (text: string): string => new Date(text).toISOString();
const moment = (basic: string): string =>
  iso(basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

test.each(SITUATIONS)('$what: shown in both zones and booked at that moment, in every network', async (situation) => {
  const town = await open(situation);
  const { world } = town;
  const { start, end, words } = situation;
  await Promise.all(
    NETWORKS.map(async (name) => {
      const bookingId = await world.raise(`truck-${name}`, { system: 'oil', faultCodes: [] });
      const card = await world.card(bookingId);
      const { offer } = await world.booking(bookingId);
      expect(offer.slots[0]).toMatchObject({ network: name, start, end, timeZone: situation.shopZone });
      expect(JSON.stringify(card.blocks)).toContain(words);

      await world.click(DANA, bookingId, 'choose-slot:1');
      if (name === 'local') {
        const { links } = await world.letter('desk@night.test', /can you take/);
        expect(await press(links['Accept'] ?? '')).toBe(200);
      }
      const { phase } = await world.inState(bookingId, 'scheduled', 15_000);
      expect(phase).toMatchObject({ appointment: { start, end } });
      await world.card(bookingId, (text) => text.includes('"cancel"') && text.includes(words));
      expect(await inTheBooks(name, town)).toEqual([`${start} ${end}`]);
    }),
  );
});
