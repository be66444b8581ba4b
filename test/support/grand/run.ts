import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock, createLog } from '../../../adapters/observability/index.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import { readConfig } from '../../../src/config.ts';
import { openStores, ringOf, type Stores } from '../../../src/stores.ts';
import { findServer, startMongo } from '../mongodb.mjs';
import { runCommand } from '../product.ts';
import { createRandom } from '../random.ts';
import { startRedis } from '../redis.ts';
import { CHANNEL, DANA, STRANGER, createOperator, shopsInARow, startStage, type Person } from '../stage.ts';
import { until } from '../waiting.ts';
import { audit, type Findings } from './audit.ts';
import { clickByHost, clickInSlack, type Click } from './clickers.ts';
import { createCrew } from './crew.ts';
import { startFront } from './front.ts';

export interface GrandOptions {
  readonly seed: number;
  readonly clicks: number;
  /** Cases that compete for the slots. */
  readonly vehicles: number;
  /** Over so long the clicks and the kills are spread. */
  readonly seconds: number;
  readonly store: 'sqlite' | 'mongodb';
  /** A process is killed about so often. */
  readonly killEverySeconds: number;
  /** Redis and MongoDB are each killed about so often. */
  readonly serverEverySeconds: number;
  readonly webs: number;
  readonly workers: number;
  /** Told now and then how far it is. */
  readonly onProgress?: (text: string) => void;
}

export interface GrandResult {
  readonly findings: Findings;
  readonly exitCodes: readonly (number | null)[];
  readonly rows: readonly (readonly [string, string])[];
}

/** 30 % of the requests to the shops go wrong, half of them after they had their effect. */
const FAULTS =
  'error500=0.05,drop-before=0.04,drop-after=0.06,timeout-before=0.02,timeout-after=0.04,malformed=0.04,rate-limit=0.03,stolen-slot=0.02';
const BAYS = 1;
/** A run ends where nothing has come on for so long, not after a time of its own: how fast a store is, is not judged here. */
const STALL_MS = 120_000;
/** Clicks that wait for their answer at once: people and hosts, not a flood. */
const AT_ONCE = 48;
const TELL_MS = 15_000;
const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const WAITING = ['requested', 'moving', 'awaiting-approval'];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Several web processes and workers over one store and one Redis, clicked on while all of them are killed again and again. */
export async function runGrandChaos(options: GrandOptions): Promise<GrandResult> {
  const folder = mkdtempSync(join(tmpdir(), 'pitcrew-chaos-'));
  const random = createRandom(options.seed);
  const [ofPeople, ofKills, ofServers] = [random, random, random].map((next) => createRandom(next() * 2 ** 32));
  const crew = await createCrew(options.webs, options.workers);
  const front = await startFront(crew.webPorts);
  const redis = await startRedis(mkdtempSync(join(folder, 'redis-')));
  const mongo = options.store === 'mongodb' ? await startDurableMongo(mkdtempSync(join(folder, 'mongo-'))) : undefined;
  const people: Person[] = Array.from({ length: 10 }, (_, n) => ({ id: `U0M${n}`, name: `Manager ${n}` }));
  const stage = await startStage({
    dataDir: mkdtempSync(join(folder, 'data-')),
    // Three hours a day at each shop: there are fewer free times than cases.
    shops: shopsInARow(3, { bays: BAYS, openingHours: 'Mo-Su 08:00-11:00' }),
    people: [DANA, STRANGER, ...people],
    sandbox: { seed: options.seed, bays: BAYS },
  });
  stage.workspace.setEventsUrl(`${front.url}/slack/events`);
  const env = {
    ...stage.env,
    LOG_LEVEL: 'error',
    PITCREW_KEYS: KEYS,
    PUBLIC_URL: front.url,
    REDIS_URL: redis.url,
    PROVIDER_TIMEOUT_MS: '1000',
    ...(mongo ? { MONGODB_URI: mongo.uri } : {}),
  };
  const operator = createOperator(front);
  const clicks: Click[] = [];
  const restarts = { redis: 0, mongodb: 0 };
  const end = { troubleMs: 0, recoveryMs: 0 };
  let over = false;
  const tell = createTeller(options.onProgress);
  let store: Stores | undefined;

  /** Until the trouble is over: does it again and again, about every so many seconds. */
  async function again(seconds: number, next: () => number, work: () => Promise<void>): Promise<void> {
    while (!over) {
      await pause(seconds * 1000 * (0.5 + next()));
      if (!over) await work();
    }
  }

  async function clickOn(bookings: readonly string[]): Promise<void> {
    const began = performance.now();
    const inHand = new Set<Promise<void>>();
    const watch = createWatch();
    // Not every card has something to click at each moment: it is tried until there were enough.
    for (let n = 0; clicks.length + inHand.size < options.clicks && !watch.isStalled(clicks.length); n++) {
      const sent = clicks.length + inHand.size;
      tell(`${clicks.length} clicks`);
      await pause(Math.max(5, began + (sent * options.seconds * 1000) / options.clicks - performance.now()));
      while (inHand.size >= AT_ONCE) await Promise.race(inHand);
      const bookingId = bookings[Math.floor(ofPeople!() * bookings.length)] ?? '';
      const byHost = ofPeople!() < 0.2;
      const click = byHost
        ? clickByHost(operator, bookingId, n, ofPeople!)
        : clickInSlack(stage.workspace, people, bookingId, ofPeople!);
      const noted = click
        .then((one) => void (one && clicks.push(one)))
        .catch(() => {})
        .finally(() => inHand.delete(noted));
      inHand.add(noted);
    }
    await Promise.all(inHand);
  }

  try {
    await crew.start(env);
    const vehicles = Array.from({ length: options.vehicles }, (_, n) => `truck-${n}`);
    await operator.seed(vehicles, () => runCommand(env, ['import', 'providers', '--network', 'firestone']));
    for (const person of people) await operator.hire(person);
    const ids: string[] = [];
    for (const vehicleId of vehicles) ids.push(await operator.raise(vehicleId));
    await until('some cards are there', () => stage.workspace.messages(CHANNEL).length > 0 || undefined, STALL_MS);

    stage.shops.setFaults(FAULTS);
    const began = performance.now();
    const troubles = [
      again(options.killEverySeconds, ofKills!, () => crew.killOne(ofKills!)),
      again(options.serverEverySeconds, ofServers!, async () => {
        await redis.kill();
        await pause(500 + 2_500 * ofServers!());
        await redis.restart();
        restarts.redis += 1;
      }),
      ...(mongo
        ? [
            again(options.serverEverySeconds, ofServers!, async () => {
              await mongo.restart();
              restarts.mongodb += 1;
            }),
          ]
        : []),
    ];
    await clickOn(ids);
    over = true;
    await Promise.all(troubles);
    stage.shops.setFaults('');
    end.troubleMs = performance.now() - began;

    const config = readConfig(env);
    if (!config.ok) throw new Error('The configuration of the run is wrong.');
    const { value } = config;
    const opened = await openStores(value, {
      keys: ringOf(value),
      clock: createClock(0),
      log: createLog({ level: 'silent' }),
    });
    store = opened;
    const healed = performance.now();
    const load = async (): Promise<Booking[]> => {
      const found: Booking[] = [];
      for (const id of ids) {
        const booking = await opened.bookings.get(asBookingId(id));
        if (booking) found.push(booking);
      }
      return found;
    };
    const unsettled = new Set(clicks.filter((click) => click.acknowledged).map(({ deliveryId }) => deliveryId));
    await settle(load, opened, unsettled, tell);
    let n = 0;
    for (const { bookingId, phase } of await load()) {
      if (phase.state !== 'offered') continue;
      const why = { intent: 'dismiss', reason: 'not-needed', memberId: 'dana', deliveryId: `end-${(n += 1)}` };
      await until('the case is closed', () => operator.intend(bookingId, why).catch(() => undefined), STALL_MS);
    }
    await settle(load, opened, unsettled, tell);
    await pause(1_500);
    end.recoveryMs = performance.now() - healed;

    const bookings = await load();
    const ledger = stage.shops.ledger();
    const whispers = (userId: string) => stage.workspace.state.ephemerals(userId).map(({ text }) => text);
    const findings = await audit({ clicks, bookings, ledger, deliveries: opened.deliveries, whispers, bays: BAYS });
    const { codes, longestMs } = await crew.stop();
    const acknowledged = clicks.filter((click) => click.acknowledged);
    const rows: (readonly [string, string])[] = [
      ['seed · store', `${options.seed} · ${options.store}, Redis`],
      ['processes', `${options.webs} web, ${options.workers} workers`],
      ['cases', `${bookings.length}: ${tally(bookings.map(({ phase }) => phase.state))}`],
      ['clicks', `${clicks.length}, ${acknowledged.length} acknowledged: ${tally(clicks.map(({ via }) => via))}`],
      ['pressed', tally(clicks.map(({ what }) => what))],
      ['killed (kill -9)', `${crew.kills.web} web, ${crew.kills.worker} workers`],
      ['restarted', `Redis ${restarts.redis}, MongoDB ${restarts.mongodb} (killed each time)`],
      ['shop faults', '30 % of all requests'],
      ['ledger', tally(ledger.map(({ status }) => status))],
      ['time', `${seconds(end.troubleMs)} of trouble, ${seconds(end.recoveryMs)} of recovery`],
      ['SIGTERM', `exit codes ${codes.join(' ')}, the longest ${seconds(longestMs)}`],
      ...Object.entries(findings).map(([name, found]) => [name, String(found.length)] as const),
    ];
    return { findings, exitCodes: codes, rows };
  } finally {
    over = true;
    await store?.close();
    await crew.killAll();
    await front.close();
    await stage.close();
    await redis.stop();
    await mongo?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Waits until nothing is under way any more: no case waits for a shop, no entry for a job, no click for its end; as long as
 * there is less and less of it. What is left then is for the audit to say.
 */
async function settle(
  load: () => Promise<Booking[]>,
  { bookings, deliveries }: Stores,
  unsettled: Set<string>,
  tell: (text: string) => void,
): Promise<void> {
  const watch = createWatch();
  for (;;) {
    const open = (await load()).filter(({ phase, outcomes }) => isUnderWay(phase) || outcomes.some(isPending)).length;
    const outbox = (await bookings.pendingOutbox(200)).length;
    for (const deliveryId of unsettled) {
      const delivery = await deliveries.get(deliveryId);
      if (!delivery?.settled) break;
      unsettled.delete(deliveryId);
    }
    tell(`${open} cases, ${outbox} entries and ${unsettled.size} clicks to be settled`);
    if (open + outbox + unsettled.size === 0 || watch.isStalled(`${open}/${outbox}/${unsettled.size}`)) return;
    await pause(300);
  }
}

/** Whether a figure has stayed what it is for too long. */
function createWatch() {
  let last: unknown;
  let since = performance.now();
  return {
    isStalled(figure: unknown): boolean {
      if (figure !== last) since = performance.now();
      last = figure;
      return performance.now() - since > STALL_MS;
    },
  };
}

/** Tells how far it is, not more often than one wants to read. */
function createTeller(onProgress: GrandOptions['onProgress']): (text: string) => void {
  let told = performance.now();
  const began = told;
  return (text) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    onProgress?.(`${seconds(told - began)}: ${text}`);
  };
}

const isUnderWay = (phase: Booking['phase']): boolean =>
  WAITING.includes(phase.state) || (phase.state === 'scheduled' && phase.cancelling?.stage === 'asking');

const isPending = ({ result, intent }: Booking['outcomes'][number]): boolean =>
  result === 'pending' && intent !== 'cancel';

async function startDurableMongo(folder: string) {
  const command = await findServer(process.env, true);
  if (!command) throw new Error('The grand chaos run on MongoDB needs a server: see test/support/services.mjs.');
  let server = await startMongo(command, { folder });
  const { port } = server;
  return {
    uri: `mongodb://127.0.0.1:${port}/pitcrew?directConnection=true`,
    async restart() {
      await server.stop('SIGKILL');
      await pause(1_000);
      server = await startMongo(command, { folder, port });
    },
    stop: () => server.stop('SIGKILL'),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function tally(of: readonly string[] | Readonly<Record<string, number>>): string {
  const counts: Record<string, number> = {};
  if (Array.isArray(of)) for (const name of of as string[]) counts[name] = (counts[name] ?? 0) + 1;
  else Object.assign(counts, of);
  const entries = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, n]) => `${name} ${n}`).join(', ') || 'none';
}

/** The table that a run prints. */
export function tableOf({ rows }: GrandResult): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n')}\n\n`;
}
