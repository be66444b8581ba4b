import { createLevelDefinitions } from '../../jobs/level-definitions.ts';
import type { LevelJobs } from '../../src/app/ports/index.ts';
import type { JobContext } from '../../src/app/ports/jobs.ts';

const context: JobContext = { id: 'j1', attempt: 1, signal: new AbortController().signal };
const calls: unknown[] = [];
const services = new Proxy({} as LevelJobs, {
  get:
    (_, method) =>
    async (...args: unknown[]) =>
      void calls.push([method, ...args]),
});
const definitions = new Map(createLevelDefinitions(services).map((one) => [one.name, one]));
beforeEach(() => void calls.splice(0));

const breach = { objective: 'booking-success', network: 'star', value: 0.5, target: 0.95, sample: 20 };
const days = { from: '2031-01-05', to: '2031-01-06' };
const told = { day: '2031-01-06', place: 'operator-mail', breaches: JSON.stringify([{ ...breach, ...days }]) };

test('each hands its payload to its service', async () => {
  await definitions.get('tell-operator')?.handle(told, context);
  await definitions
    .get('weekly-digest')
    ?.handle({ monday: '2031-01-06', to: 'slack:T01/C01', fleetId: 'acme' }, context);
  await definitions.get('weekly-digest')?.handle({ monday: '2031-01-06', to: 'operator-mail' }, context);
  await definitions.get('watch-levels')?.handle({}, context);
  await definitions.get('plan-digests')?.handle({}, context);
  expect(calls).toEqual([
    ['tellOperator', { ...told, breaches: [{ ...breach, ...days }] }, context],
    ['weeklyDigest', { monday: '2031-01-06', to: 'slack:T01/C01', fleetId: 'acme' }, context],
    ['weeklyDigest', { monday: '2031-01-06', to: 'operator-mail' }, context],
    ['watchLevels', context],
    ['planDigests', context],
  ]);
});

test('a message is tried for a day, a look only until the next one', () => {
  const retries = Object.fromEntries([...definitions].map(([name, { retry }]) => [name, retry]));
  const aDay = { attempts: 300, backoffMs: 1_000, maxBackoffMs: 300_000 };
  const soon = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 10_000 };
  expect(retries).toEqual({
    'watch-levels': soon,
    'plan-digests': soon,
    'tell-operator': aDay,
    'weekly-digest': aDay,
  });
});

test.each([
  ['tell-operator', { ...told, day: 'today' }, 'day'],
  ['tell-operator', { ...told, breaches: '[{}]' }, 'breaches'],
  ['weekly-digest', { monday: '2031-01-06' }, 'to'],
])('%s refuses %j and names the field', async (name, payload, field) => {
  await expect(definitions.get(name)?.handle(payload, context)).rejects.toMatchObject({
    issues: expect.arrayContaining([expect.objectContaining({ path: expect.arrayContaining([field]) })]),
  });
  expect(calls).toEqual([]);
});
