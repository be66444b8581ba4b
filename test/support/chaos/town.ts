import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../../adapters/providers/pepboys/sandbox/index.ts';
import type { PepBoysSandbox } from '../../../adapters/providers/pepboys/sandbox/index.ts';
import { SAMPLE_CREDENTIALS, startStarSandbox } from '../../../adapters/providers/star/sandbox/index.ts';
import type { StarSandbox } from '../../../adapters/providers/star/sandbox/index.ts';
import { createLocalSandboxHandler } from '../../../adapters/providers/local/sandbox/index.ts';
import { startSandboxServer } from '../../../adapters/shared/sandbox/index.ts';
import type { LedgerEntry, SandboxServer, SandboxShop } from '../../../adapters/shared/sandbox/index.ts';
import type { Point } from '../../../src/domain/directory.ts';
import { asFleetId, asProviderId, asVehicleId } from '../../../src/domain/ids.ts';
import { MONDAY, startWorld } from '../world.ts';
import type { Person, World } from '../world.ts';
import { startCornerShops } from './corner-shops.ts';
import type { CornerShops } from './corner-shops.ts';
import { FAULTS, MAIL_FAULTS } from './faults.ts';

export const NETWORKS = ['firestone', 'pepboys', 'star', 'local'] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** So far apart that no town's shops are near another's trucks. */
const DEGREES_APART = 2;
const ZONES = ['America/Chicago', 'America/Denver', 'America/New_York', 'America/Phoenix'] as const;
const BAYS = 2;
const HOURS = 'Mo-Su 08:00-17:00';
const SERVICES = ['BATTERY_12V', 'BRAKES'] as const;

/** Four networks around several towns, one shop of each a town, and a Pitcrew among them: real servers on loopback. */
export interface Towns {
  readonly world: World;
  readonly pepboys: PepBoysSandbox;
  readonly star: StarSandbox;
  readonly corner: CornerShops;
  readonly managers: readonly Person[];
  readonly vehicles: readonly string[];
  /** How long its people wait for anything before they do something else. */
  readonly patienceMs: number;
  /** From now on requests fail as told; without it nothing does any more. */
  setFaults(on: boolean): void;
  /** How often each fault has hit, over all networks. */
  faultHits(): Readonly<Record<string, number>>;
  requests(): Readonly<Record<NetworkName, number>>;
  ledger(): readonly LedgerEntry[];
  close(): Promise<void>;
}

/** The shop of each network in a town: the nearest one is another network's in each. */
function shopsOf(town: number): Readonly<Record<NetworkName, SandboxShop>> {
  const { lat, lon } = centreOf(town);
  const timeZone = ZONES[town % ZONES.length] ?? 'UTC';
  const shops = NETWORKS.map((network, i): [NetworkName, SandboxShop] => {
    const place = (i + town) % NETWORKS.length;
    const number = `${i + 1}${String(town).padStart(3, '0')}`;
    return [
      network,
      {
        networkRef: network === 'local' ? `corner-${town}` : network === 'star' ? `D${number}` : number,
        name: `${network} ${town}`,
        lat: lat + (1 + 2 * place) / 111.195,
        lon,
        timeZone,
        phone: `+1312555${number}`,
        email: `desk@corner-${town}.test`,
        address: { line1: `${town} Main Street`, city: 'Springfield', state: 'IL', postalCode: '60601' },
        openingHours: HOURS,
        // A corner shop has a few more than it tells, so that it can keep what it has proposed itself.
        bays: network === 'local' ? 3 * BAYS : BAYS,
      },
    ];
  });
  return Object.fromEntries(shops) as Record<NetworkName, SandboxShop>;
}

const centreOf = (town: number): Point => ({
  lat: 31 + DEGREES_APART * (town % 8),
  lon: -110 + 5 * Math.floor(town / 8),
});

export async function startTowns(options: {
  readonly dataDir: string;
  readonly seed: number;
  readonly towns: number;
  readonly vehicles: number;
  readonly pollSeconds: number;
  readonly patienceMs: number;
  /** How long a shop's silence lasts before it counts as one. */
  readonly timeoutMs: number;
}): Promise<Towns> {
  const { seed, towns, patienceMs, timeoutMs } = options;
  const ahead = Date.parse(MONDAY) - Date.now();
  const now = (): Date => new Date(Date.now() + ahead);
  const shops = Array.from({ length: towns }, (_, town) => shopsOf(town));
  const of = (network: NetworkName): SandboxShop[] => shops.map((each) => each[network]);
  const common = { seed, now, slowMs: 150, webhookRetryMs: 50 };

  const pepboys = await startPepBoysSandbox({ shops: of('pepboys'), ...common });
  const star = await startStarSandbox({ shops: of('star'), pitcrewUrl: () => world.url, ...common });
  const books = createLocalSandboxHandler({ shops: of('local'), now, seed });
  const calendars: SandboxServer = await startSandboxServer({ networks: [books], seed, slowMs: 150 });
  const corner = await startCornerShops({ seed, books, silentMs: 0.6 * timeoutMs, timeZoneOf: zoneOf(of('local')) });
  const managers = Array.from({ length: 8 }, (_, i): Person => ({ id: `U03M${i}`, name: `Manager ${i}` }));
  const vehicles = Array.from({ length: options.vehicles }, (_, i) => `truck-${i + 1}`);
  const world: World = await startWorld({
    dataDir: options.dataDir,
    startsAt: MONDAY,
    managers,
    vehicles: [],
    shops: of('firestone'),
    sandbox: { ...common },
    policy: { radiusKm: 40 },
    env: {
      PEPBOYS_URL: pepboys.url,
      PEPBOYS_API_KEY: SAMPLE_API_KEY,
      STAR_URL: star.url,
      STAR_USER: SAMPLE_CREDENTIALS.user,
      STAR_PASSWORD: SAMPLE_CREDENTIALS.password,
      SMTP_URL: corner.smtpUrl,
      MAIL_FROM: 'Pitcrew <service@fleet.test>',
      POLL_SECONDS: String(options.pollSeconds),
      PROVIDER_TIMEOUT_MS: String(timeoutMs),
      LIVE_DEADLINE_MS: String(timeoutMs),
    },
  });
  const { directory } = world.pitcrew.parts.store;
  for (const network of NETWORKS) {
    if (network === 'firestone') continue;
    for (const { networkRef, name, lat, lon, timeZone, phone, email } of of(network)) {
      await directory.putProvider({
        providerId: asProviderId(`${network}-${networkRef}`),
        ...{ name, network, networkRef, lat, lon, timeZone, phone },
        services: SERVICES,
        certifications: [],
        ...(network === 'local'
          ? {
              email,
              openingHours: HOURS,
              bays: BAYS,
              answerMinutes: 0.05,
              busyCalendarUrl: `${calendars.url}/local/${networkRef}/busy.ics`,
            }
          : {}),
      });
    }
  }
  for (const [i, vehicleId] of vehicles.entries()) {
    await directory.putVehicle({
      fleetId: asFleetId('acme'),
      vehicleId: asVehicleId(vehicleId),
      vin: `1FTFW1E5XNF${String(i).padStart(6, '0')}`,
      class: 'light',
      gvwrLb: 9500,
      location: centreOf(i % towns),
    });
  }

  const servers = { firestone: world.shops, pepboys, star, local: calendars };
  return {
    world,
    pepboys,
    star,
    corner,
    managers,
    vehicles,
    patienceMs,
    setFaults(on) {
      for (const server of Object.values(servers)) server.setFaults(on ? FAULTS : '');
      corner.plan.set(on ? MAIL_FAULTS : '');
    },
    faultHits() {
      const all: Record<string, number> = {};
      const hits = [...Object.values(servers).map(({ stats }) => stats.faults), corner.plan.hits];
      for (const each of hits) for (const [kind, n] of Object.entries(each)) all[kind] = (all[kind] ?? 0) + n;
      return all;
    },
    requests() {
      const sum = (each: Readonly<Record<string, number>>): number => Object.values(each).reduce((a, b) => a + b, 0);
      const counts = NETWORKS.map((network) => [network, sum(servers[network].stats.requests)] as const);
      const found = Object.fromEntries(counts) as Record<NetworkName, number>;
      return { ...found, local: found.local + corner.mails.length };
    },
    ledger: () => [...world.shops.ledger(), ...pepboys.ledger(), ...star.ledger(), ...books.ledger()],
    async close() {
      await corner.stop();
      await world.close();
      await Promise.all([pepboys.close(), star.close(), calendars.close(), corner.close()]);
    },
  };
}

const zoneOf =
  (shops: readonly SandboxShop[]) =>
  (store: string): string =>
    shops.find(({ networkRef }) => networkRef === store)?.timeZone ?? 'UTC';
