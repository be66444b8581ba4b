import type { Core } from '../../src/app/core.ts';
import type { Inbound } from '../../src/app/intents/dispatch.ts';
import type { Repeat } from '../../src/app/ports/jobs.ts';
import type { PolledStatuses, ProviderNetwork, StatusUpdate } from '../../src/app/ports/network.ts';
import { pollStatuses, scheduleStatusPolls } from '../../src/app/usecases/poll-statuses.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { createFakeNetwork } from '../support/fake-network.ts';

const clock = { now: () => new Date('2026-11-23T15:00:00Z') };

const update = (eventId: string): StatusUpdate => ({
  eventId,
  confirmation: 'PB-1',
  status: 'checked-in',
  at: '2026-11-23T15:00:00.000Z',
});

/** One network that is polled, with what is stored and what it was asked. */
function polled(answer: PolledStatuses | 'down') {
  const cursors = new Map<string, string>();
  const asked: (string | undefined)[] = [];
  const stored: Inbound[] = [];
  const network: ProviderNetwork = {
    ...createFakeNetwork(() => [], clock, { status: 'poll' }),
    name: 'polly',
    async pollStatus(since) {
      asked.push(since);
      return answer === 'down' ? fail({ kind: 'unavailable', why: 'refused' }) : ok(answer);
    },
  };
  const core = {
    networks: new Map([[network.name, network]]),
    cursors: {
      get: async (name: string) => cursors.get(name),
      put: async (name: string, at: string) => void cursors.set(name, at),
    },
    log: { warn: () => undefined },
  } as unknown as Core;
  const settled = Promise.resolve({ outcome: 'accepted', message: '' } as const);
  const receive = async (inbound: Inbound) => (stored.push(inbound), { seen: false, settled });
  return { core, cursors, asked, stored, receive };
}

test('each change goes the way of a posted status, and the next poll goes on from there', async () => {
  const { core, asked, stored, receive } = polled({ updates: [update('e-1'), update('e-2')], next: '17' });
  await pollStatuses(core, { receive }, 'polly');
  expect(stored).toEqual([
    { id: 'polly:e-1', channel: 'polly', body: { kind: 'status', network: 'polly', update: update('e-1') } },
    { id: 'polly:e-2', channel: 'polly', body: { kind: 'status', network: 'polly', update: update('e-2') } },
  ]);
  await pollStatuses(core, { receive }, 'polly');
  expect(asked).toEqual([undefined, '17']);
});

test('a change that cannot be stored keeps the place where it is, and is tried again', async () => {
  const { core, cursors, stored, receive } = polled({ updates: [update('e-1'), update('e-2')], next: '17' });
  const full = async (inbound: Inbound) => {
    if (inbound.id === 'polly:e-2') throw new Error('The disk is full.');
    return receive(inbound);
  };
  await expect(pollStatuses(core, { receive: full }, 'polly')).rejects.toThrow('The disk is full.');
  expect(cursors.size).toBe(0);
  await pollStatuses(core, { receive }, 'polly');
  expect(stored.map(({ id }) => id)).toEqual(['polly:e-1', 'polly:e-1', 'polly:e-2']);
});

test('a network that is down or off changes nothing', async () => {
  const { core, cursors, receive } = polled('down');
  await pollStatuses(core, { receive }, 'polly');
  await pollStatuses(core, { receive }, 'somebody-else');
  expect(cursors.size).toBe(0);
});

test.each([
  [900, 60_000],
  [5, 5_000],
])('with availability every %d s each network that is polled is asked every %d ms', async (seconds, everyMs) => {
  const { core } = polled('down');
  const networks = new Map([...core.networks, ['posty', createFakeNetwork(() => [], clock) as ProviderNetwork]]);
  const repeats: Repeat[] = [];
  const queue = { ...core.queue, schedule: async (all: readonly Repeat[]) => void repeats.push(...all) };
  await scheduleStatusPolls({ networks, queue }, seconds);
  expect(repeats).toMatchObject([
    { id: 'statuses-polly', name: 'poll-statuses', payload: { network: 'polly' }, everyMs },
  ]);
  expect(repeats[0]!.offsetMs).toBeLessThan(everyMs);
});
