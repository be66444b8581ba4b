import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openDatabase } from '../../adapters/stores/sqlite/database.ts';
import { createEmbeddedJobs } from '../../jobs/embedded/index.ts';
import type { JobQueue } from '../../src/app/ports/jobs.ts';
import { createClock, createLog } from '../../adapters/observability/index.ts';
import { appointmentOf } from '../../src/domain/booking.ts';
import { createPitcrew } from '../../src/index.ts';
import { act } from '../support/intents.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { describeWith } from '../support/services.ts';
import { tempDir, tempDirForFile } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';

const LEE: Person = { id: 'U01LEE', name: 'Lee Okafor' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TRUCKS = ['booked', 'silent', 'waiting'];
const LIMIT = { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } } as const;

let world: World;

/** A day with something that waits in each way: an appointment on Wednesday at 10, an offer, a choice that needs approval. */
async function aDayBegins(options: { readonly env?: Record<string, string>; readonly jobs?: JobQueue }) {
  const { jobs, env = {} } = options;
  world = await startWorld({
    ...{ dataDir: tempDir(), startsAt: MONDAY, vehicles: TRUCKS, approvers: [LEE], env },
    policy: { offerHours: 20, approvalMinutes: 90 },
    ...(jobs ? { pitcrew: { jobs } } : {}),
  });
  const booked = await world.raise('booked');
  await world.card(booked);
  await act(world, DANA, booked, { intent: 'reschedule', text: 'Wednesday after 10' });
  await world.inState(booked, 'scheduled');
  const silent = await world.raise('silent', { severity: 'critical' });
  await world.card(silent);
  await world.setPolicy({ ...LIMIT, offerHours: 20, approvalMinutes: 90, remindAfterMinutes: 30 });
  const waiting = await world.raise('waiting');
  await world.card(waiting);
  await world.click(DANA, waiting, 'choose-slot:1');
  await world.inState(waiting, 'awaiting-approval');
  await until('nothing is left to be handed over', async () => {
    return (await world.pitcrew.parts.store.bookings.pendingOutbox(1)).length === 0 || undefined;
  });
  return { booked, silent, waiting };
}

const said = (bookingId: string, what: RegExp) =>
  until(`the thread says ${String(what)}`, () => world.thread(bookingId).find((line) => what.test(line)), 20_000);

/** What was to happen at its time happens, once. */
async function allGoesOn({ booked, silent, waiting }: Awaited<ReturnType<typeof aDayBegins>>): Promise<void> {
  world.later(92 * MINUTE_MS);
  await said(silent, /Nobody has answered since/);
  expect((await world.inState(waiting, 'offered', 20_000)).history.at(-1)?.intent).toBe('approval-timeout');
  // Tuesday 10:07: a day before the appointment, and more than 20 hours after the offers.
  world.later(24.5 * HOUR_MS);
  expect(await said(booked, /^Reminder: /)).toMatch(/Wed, Jan 8, 10:00/);
  await world.inState(silent, 'expired', 20_000);
  expect(appointmentOf(await world.booking(booked))?.start).toBe('2031-01-08T16:00:00.000Z');
  expect(world.shops.ledger()).toHaveLength(1);
  expect(world.thread(booked).filter((line) => /^Reminder: /.test(line))).toHaveLength(1);
}

afterEach(() => world.close());

describeWith('redis', 'Redis has lost what it held', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis(tempDirForFile())));
  afterAll(() => redis.stop());

  const keys = async (): Promise<number> => {
    const client = new Redis(redis.url);
    const count = await client.dbsize();
    client.disconnect();
    return count;
  };

  test('FLUSHALL in the middle of the day: reminders, the offer’s end, the approver’s time and polls go on', async () => {
    const day = await aDayBegins({ env: { REDIS_URL: redis.url } });
    const client = new Redis(redis.url);
    const plans = async () => (await client.hkeys('pitcrew:repeat-plans')).sort();
    await until('the polls are planned', async () => (await plans()).some((id) => id.startsWith('poll-')) || undefined);
    const before = await plans();
    await client.flushall();
    expect(await client.dbsize()).toBe(0);
    await until('it is noted', async () => (await client.exists('pitcrew:memory')) === 1 || undefined);
    expect(await plans()).toEqual(before);
    client.disconnect();
    await allGoesOn(day);
    expect(await keys()).toBeGreaterThan(0);
  }, 90_000);

  test('a new, empty Redis at the next start: the case that nobody answered is told of', async () => {
    const ahead = Date.parse(MONDAY) - Date.now();
    const day = await aDayBegins({ env: { REDIS_URL: redis.url } });
    await world.pitcrew.close();
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    let later = 0;
    world.later = (ms) => void (later += ms);
    const clock = { now: () => new Date(Date.now() + ahead + later), trueNow: () => new Date() };
    world.pitcrew = await createPitcrew({ env: world.env, clock });
    await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
    world.later(92 * MINUTE_MS);
    await said(day.silent, /Nobody has answered since/);
  }, 90_000);
});

test('embedded jobs in a file that is gone: everything that is due is queued anew from the store', async () => {
  const dir = tempDir();
  const open: { close(): Promise<void> }[] = [];
  const jobsIn = (name: string, clock = createClock(0)): JobQueue => {
    const db = openDatabase({ file: join(dir, name) });
    open.push(db);
    const owner = `here/${process.pid}/${name}`;
    return createEmbeddedJobs({ db, clock, owner, log: createLog({ level: 'silent' }) });
  };
  let later = 0;
  const ahead = Date.parse(MONDAY) - Date.now();
  const clock = { now: () => new Date(Date.now() + ahead + later), trueNow: () => new Date() };
  const day = await aDayBegins({ jobs: jobsIn('first.db', clock) });
  await world.pitcrew.close();
  world.later = (ms) => void (later += ms);
  world.pitcrew = await createPitcrew({ env: world.env, clock, jobs: jobsIn('second.db', clock) });
  await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
  await allGoesOn(day);
  await world.pitcrew.close();
  for (const db of open) await db.close();
}, 90_000);
