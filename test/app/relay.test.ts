import { createLog, createMetrics } from '../../adapters/observability/index.ts';
import type { JobQueue, JobRequest } from '../../src/app/ports/jobs.ts';
import type { BookingStore, OutboxEntry } from '../../src/app/ports/store.ts';
import { createRelay, type Relay } from '../../src/app/relay.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import { createTown, openOffice, shop, type Office } from '../support/office.ts';
import { until } from '../support/waiting.ts';

const entry = (n: number): OutboxEntry => ({
  id: `B1-${n}-0`,
  kind: 'sync-cards',
  bookingId: asBookingId('B1'),
  priority: 2,
  payload: {},
});

const started: Relay[] = [];
afterEach(async () => void (await Promise.all(started.splice(0).map((relay) => relay.stop()))));

/** An outbox and a queue in memory: what matters here is the order of things, and when. */
function rig() {
  const outbox = new Map<string, OutboxEntry>();
  const jobs: JobRequest[] = [];
  const state = { down: false, enqueueMs: 0, sweeps: 0 };
  const wait = () => new Promise((go) => setTimeout(go, state.enqueueMs));
  const bookings = {
    async pendingOutbox(limit: number) {
      state.sweeps++;
      return [...outbox.values()].slice(0, limit);
    },
    outboxDepth: async () => outbox.size,
    ackOutbox: async (ids: readonly string[]) => ids.forEach((id) => outbox.delete(id)),
  } as unknown as BookingStore;
  const queue = {
    async enqueue(more: readonly JobRequest[]) {
      await wait();
      if (state.down) throw new Error('The queue is down');
      for (const job of more) if (!jobs.some(({ id }) => id === job.id)) jobs.push(job);
    },
  } as unknown as JobQueue;
  const metrics = createMetrics();
  const relay = createRelay({ bookings, queue, log: createLog({ level: 'silent' }), metrics });
  started.push(relay);
  /** As a commit does: stored first, then handed over. */
  const commit = (...entries: OutboxEntry[]) => {
    for (const one of entries) outbox.set(one.id, one);
    relay.push(entries);
  };
  return { outbox, jobs, state, relay, commit, metrics };
}

describe('The outbox becomes jobs', () => {
  test('how much waits is told whole, however much it is', async () => {
    const { relay, state, outbox, metrics } = rig();
    state.down = true;
    for (let n = 1; n <= 450; n++) outbox.set(entry(n).id, entry(n));
    relay.start();
    const depth = () => metrics.text().then((text) => /^pitcrew_outbox_depth (\d+)$/m.exec(text)?.[1]);
    await until('it is told', async () => ((await depth()) === '450' ? true : undefined), 1_000);
  });

  test('at once, each with its own id and its booking', async () => {
    const { relay, commit, jobs, outbox } = rig();
    relay.start();
    commit(entry(1), entry(2));
    await until('both are jobs', () => outbox.size === 0 || undefined, 500);
    expect(jobs).toEqual([
      { id: 'B1-1-0', name: 'sync-cards', payload: { bookingId: 'B1' }, priority: 2 },
      { id: 'B1-2-0', name: 'sync-cards', payload: { bookingId: 'B1' }, priority: 2 },
    ]);
  });

  test('also what is written while the outbox is being swept: nothing waits for the next sweep', async () => {
    const { relay, commit, jobs, outbox, state } = rig();
    outbox.set('B1-0-0', entry(0));
    relay.start();
    // The second sweep comes after two seconds; it is held up in the queue while something new is written.
    await until('the first sweep is over', () => outbox.size === 0 || undefined);
    state.enqueueMs = 300;
    outbox.set('B1-1-0', entry(1));
    await until('the second sweep began', () => state.sweeps === 2 || undefined, 4_000);
    commit(entry(2));
    const written = Date.now();
    await until('it is a job', () => jobs.find(({ id }) => id === 'B1-2-0'), 4_000);
    expect(Date.now() - written).toBeLessThan(1_500);
  }, 10_000);

  test('when the queue was down: everything, in more than one handful, as soon as it is back', async () => {
    const { relay, commit, jobs, outbox, state } = rig();
    relay.start();
    state.down = true;
    const many = Array.from({ length: 950 }, (_, n) => entry(n));
    for (const one of many) commit(one);
    await new Promise((go) => setTimeout(go, 100));
    expect([jobs.length, outbox.size]).toEqual([0, 950]);
    state.down = false;
    await until('all are jobs', () => outbox.size === 0 || undefined, 4_000);
    expect(jobs.map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort());
  }, 10_000);

  test('and at the stop, what was just written is handed over before it ends', async () => {
    const { relay, commit, jobs, state } = rig();
    relay.start();
    state.enqueueMs = 50;
    commit(entry(1));
    commit(entry(2));
    await relay.stop();
    expect(jobs.map(({ id }) => id)).toEqual(['B1-1-0', 'B1-2-0']);
  });
});

let office: Office | undefined;
afterEach(() => office?.close());

test('a queue that fails for a while loses nothing: the case goes on when it is back', async () => {
  const town = createTown();
  let down = true;
  let refused = 0;
  const opened = await openOffice(town, {
    wrapQueue: (queue) => ({
      ...queue,
      enqueue: (jobs) => (down ? (refused++, Promise.reject(new Error('The queue is down'))) : queue.enqueue(jobs)),
    }),
  });
  office = opened;
  await office.furnish([shop(1), shop(2), shop(3)]);
  const { bookingId } = await office.raise();
  await until('the relay was refused', () => refused > 0 || undefined);
  expect((await office.booking(bookingId)).offer.slots).toEqual([]);
  down = false;
  await until('slots are offered', async () => (await opened.booking(bookingId)).offer.slots.length === 3 || undefined);
});
