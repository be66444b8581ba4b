/** A Pitcrew whose rounds can be called for: its business clock is moved on by an interval, so that every poll is due. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createPitcrew } from '../../dist/src/index.js';

const INTERVAL_MS = 900_000;

export async function startPitcrew({ url, dataDir, shops }) {
  let offsetMs = 0;
  const clock = { now: () => new Date(Date.now() + offsetMs), trueNow: () => new Date() };
  const log = { debug() {}, info() {}, warn: complain, error: complain, child: () => log };
  const pitcrew = await createPitcrew({
    clock,
    logger: log,
    env: {
      PITCREW_DATA: dataDir,
      PITCREW_ADMIN_TOKEN: 'an-admin-token-for-the-bench',
      PUBLIC_URL: 'http://localhost:3000',
      FIRESTONE_URL: url,
      FIRESTONE_CLIENT_ID: 'bench',
      FIRESTONE_CLIENT_SECRET: 'bench-secret',
      FIRESTONE_WEBHOOK_SECRET: 'bench-webhook-secret',
    },
  });
  const { app, store, queue } = pitcrew.parts;
  const providers = Array.from({ length: shops }, (_, i) => shopAt(i));
  await store.directory.putProviders(providers);
  await app.polls.plan();

  /** Whether what is stored of every shop is of this round. */
  async function isDone(since) {
    const { left } = store.handle
      .prepare('SELECT ? - count(*) AS left FROM availability WHERE as_of >= ?')
      .get(shops, since);
    return left <= 0;
  }

  return {
    store,
    /** One round; how long it took, from the first question to the last answer stored, and of that on the processor. */
    async round() {
      const since = new Date(clock.now().getTime() + INTERVAL_MS - 60_000).toISOString();
      const watched = watchPuts(store.availability, shops, since);
      offsetMs += INTERVAL_MS;
      const { startedAt, endedAt, cpuMs } = await watched;
      // A job that still ends when the clock moves on would take the next round for its own.
      while (!isIdle(await queue.counts())) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!(await isDone(since))) throw new Error('A shop was not asked in this round.');
      return { ms: endedAt - startedAt, cpuMs };
    },
    close: () => pitcrew.close(),
  };
}

const isIdle = ({ waiting, running }) => waiting === 0 && running === 0;

function complain(fields, message) {
  console.error('Pitcrew says:', message, fields);
}

/** Tells of the first request that is sent. */
function onFirstRequest(tell) {
  const listener = () => {
    unsubscribe('undici:request:create', listener);
    tell();
  };
  subscribe('undici:request:create', listener);
}

/** Resolves when the answers of this many shops are stored that are no older than this moment. */
function watchPuts(availability, wanted, since) {
  const { put, touch } = availability;
  return new Promise((resolve, reject) => {
    const stored = new Set();
    let startedAt = 0;
    let cpu;
    onFirstRequest(() => {
      startedAt = performance.now();
      cpu = process.cpuUsage();
    });
    const count = (entries) => {
      for (const { providerId, asOf } of entries) if (asOf >= since) stored.add(providerId);
      if (stored.size < wanted) return;
      Object.assign(availability, { put, touch });
      const { user, system } = process.cpuUsage(cpu);
      resolve({ startedAt, endedAt: performance.now(), cpuMs: (user + system) / 1000 });
    };
    const watched = (write) => async (entries) => {
      try {
        const gone = await write(entries);
        count(gone === undefined ? entries : entries.filter((entry) => !gone.includes(entry)));
        return gone;
      } catch (error) {
        reject(error);
        throw error;
      }
    };
    Object.assign(availability, { put: watched(put), touch: watched(touch) });
  });
}

function shopAt(i) {
  return {
    providerId: `firestone-${i}`,
    name: `Firestone ${i}`,
    network: 'firestone',
    networkRef: String(i),
    lat: 26 + (i % 100) * 0.2,
    lon: -120 + Math.floor(i / 100) * 0.5,
    timeZone: 'America/Chicago',
    phone: '+13125550100',
    services: ['BATTERY_12V'],
    certifications: ['ASE'],
  };
}
