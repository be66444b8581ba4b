import { setTimeout as wait } from 'node:timers/promises';
import { bucketOf } from '../../src/domain/levels/buckets.ts';
import { dayOf, fact } from '../../src/domain/levels/facts.ts';
import type { LevelJobs } from '../../src/app/ports/index.ts';
import { createPitcrew } from '../../src/index.ts';
import type { Pitcrew } from '../../src/index.ts';
import { violations } from '../contracts/slack/block-kit.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { MailServer } from '../support/mail-server.ts';
import { CHANNEL } from '../support/stage.ts';
import { tempDir } from '../support/temp.ts';
import { freePort, until } from '../support/waiting.ts';
import { MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

const DAY_MS = 86_400_000;
const TO = 'ops@pitcrew.test';
let world: World;
let port: number;
let post: MailServer | undefined;
const begin = async (env: Readonly<Record<string, string>>, startsAt = MONDAY) => {
  port = await freePort();
  world = await startWorld({
    dataDir: tempDir(),
    startsAt,
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Pitcrew <service@fleet.test>', ...env },
    policy: { baseline: { downtimeHours: 40 } },
  });
};
const openMail = async (): Promise<MailServer> => (post = await startMailServer({ port }));
afterEach(async () => {
  await world.close();
  await post?.close();
  post = undefined;
});

const look = (job: 'watchLevels' | 'planDigests', { parts }: Pitcrew = world.pitcrew) =>
  (parts.service.jobs satisfies LevelJobs)[job]({ id: job, attempt: 1, signal: new AbortController().signal });
const today = () => dayOf(world.pitcrew.parts.clock.now().toISOString());
/** Of 20 requests to a network, so many ended well. */
const requests = (network: string, booked: number) =>
  world.pitcrew.parts.store.levels.add([
    fact(today(), 'attempt', { fleetId: 'acme', network, providerId: 's1', detail: 'booked', count: booked }),
    fact(today(), 'attempt', { fleetId: 'acme', network, providerId: 's1', detail: 'declined', count: 20 - booked }),
  ]);
const notices = () =>
  world.workspace.messages(CHANNEL).filter(({ metadata }) => metadata?.['event_type'] === 'pitcrew_notice');
const mails = () => (post?.mails ?? []).map(({ to, subject }) => `${to}: ${subject}`);
const quiet = () => wait(700);

test('several objectives that are not kept are one mail and one message, once a day, however many look', async () => {
  await begin({ OPERATOR_EMAIL: TO, OPERATOR_SLACK_CHANNEL: CHANNEL });
  await openMail();
  await requests('firestone', 15);
  await requests('pepboys', 10);
  const second = await createPitcrew({ env: world.env, clock: world.pitcrew.parts.clock });
  try {
    await Promise.all([look('watchLevels'), look('watchLevels', second)]);
    await until('the operator has a mail', () => mails()[0]);
    await until('Slack has a message', () => notices()[0]);
    await look('watchLevels', second);
    await quiet();
    expect(mails()).toEqual([`${TO}: 2 service-level objectives are not kept`]);
    expect(post?.mails[0]?.text).toMatch(/Network firestone: 75% .*\n• Network pepboys: 50% .*[^]*\/ops/);
    expect(post?.mails[0]?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(notices()).toHaveLength(1);
    expect(violations('message', notices()[0]?.blocks ?? [])).toEqual([]);
    expect(JSON.stringify(notices()[0]?.blocks)).toContain('pepboys');

    // Another objective on the same day is a message of its own; the day after, all that still are not kept are one again.
    await requests('star', 5);
    await look('watchLevels');
    await until('a second mail', () => mails()[1]);
    expect(mails()[1]).toBe(`${TO}: A service-level objective is not kept`);
    world.later(DAY_MS);
    await look('watchLevels');
    await until('a third mail', () => mails()[2]);
    expect(mails()[2]).toBe(`${TO}: 3 service-level objectives are not kept`);
  } finally {
    await second.close();
  }
}, 30_000);

test('a mail server that is down then, and a restart meanwhile, lose nothing and repeat nothing', async () => {
  await begin({ OPERATOR_EMAIL: TO, OPERATOR_SLACK_CHANNEL: CHANNEL });
  await requests('firestone', 15);
  await look('watchLevels');
  await until('Slack has a message', () => notices()[0]);
  await quiet();
  await world.pitcrew.close();
  await openMail();
  // It is kept again meanwhile: the message that was found before comes nevertheless.
  const again = await createPitcrew({ env: world.env, clock: world.pitcrew.parts.clock });
  try {
    await until('the operator has a mail', () => mails()[0], 15_000);
    await look('watchLevels', again);
    await quiet();
    expect(mails()).toEqual([`${TO}: A service-level objective is not kept`]);
    expect(notices()).toHaveLength(1);
  } finally {
    await again.close();
  }
}, 30_000);

test('without a place for it, the event is told all the same', async () => {
  await begin({});
  const told: unknown[] = [];
  world.pitcrew.on('sla.breached', ({ network }) => void told.push(network));
  await requests('firestone', 15);
  await look('watchLevels');
  expect(told).toEqual(['firestone']);
});

test('each week comes once, on Monday from 8 o’clock in the fleet’s zone: to its channel, and to the operator', async () => {
  // Monday, 7:55 in Chicago, where it is 13:55 in UTC.
  await begin({ OPERATOR_EMAIL: TO }, '2031-01-06T13:55:00.000Z');
  await openMail();
  const { levels } = world.pitcrew.parts.store;
  const at = { fleetId: 'acme', network: 'firestone', providerId: 's1' };
  const week = (day: string) =>
    levels.add([
      fact(day, 'case', { fleetId: 'acme', detail: 'opened', count: 4 }),
      fact(day, 'booked', { ...at, detail: 'within-24h', bucket: bucketOf(300), count: 3 }),
      fact(day, 'attempt', { ...at, detail: 'booked', count: 3 }),
      fact(day, 'downtime', { ...at, detail: 'total', bucket: bucketOf(108_000), count: 3 }),
      fact(day, 'downtime-seconds', { ...at, detail: 'total', count: 3 * 108_000 }),
      fact(day, 'acted', { fleetId: 'acme', detail: 'u_dana' }),
    ]);
  await week('2031-01-05');
  await look('planDigests');
  await until('the operator has a mail', () => mails()[0]);
  expect(mails()).toEqual([`${TO}: Pitcrew: the week Mon, Dec 30 – Sun, Jan 5`]);
  expect(post?.mails[0]?.text).toMatch(/acme: 75% of 4 cases booked within 24 h, downtime 30 h/);
  await quiet();
  expect(notices()).toEqual([]);

  world.later(5 * 60_000);
  const second = await createPitcrew({ env: world.env, clock: world.pitcrew.parts.clock });
  try {
    await Promise.all([look('planDigests'), look('planDigests', second), look('planDigests')]);
    const [message] = await until('the fleet has its digest', () => (notices().length > 0 ? notices() : undefined));
    expect(violations('message', message?.blocks ?? [])).toEqual([]);
    const said = JSON.stringify(message?.blocks);
    expect(said).toContain('Acme Delivery: the week Mon, Dec 30 – Sun, Jan 5');
    expect(said).toContain('30 h on average (3 vehicles), 25% less than the 40 h before');
    world.later(3 * DAY_MS);
    await look('planDigests', second);
    await quiet();
    expect([notices().length, mails().length]).toEqual([1, 1]);

    // The next week nothing happened: nobody is bothered. The one after is told again.
    world.later(4 * DAY_MS);
    await look('planDigests');
    await quiet();
    expect([notices().length, mails().length]).toEqual([1, 1]);
    await week('2031-01-15');
    world.later(7 * DAY_MS);
    await look('planDigests');
    await until('the second digest', () => (notices().length === 2 && mails().length === 2) || undefined);
  } finally {
    await second.close();
  }
}, 30_000);

test.each([
  [{ OPERATOR_EMAIL: 'ops' }, /OPERATOR_EMAIL must be one e-mail address/],
  [{ OPERATOR_EMAIL: 'ops@a.test' }, /OPERATOR_EMAIL needs a mail server: set SMTP_URL/],
  [{ OPERATOR_SLACK_CHANNEL: '#ops' }, /OPERATOR_SLACK_CHANNEL must be a channel's id/],
  [{ OPERATOR_SLACK_CHANNEL: 'C01' }, /OPERATOR_SLACK_CHANNEL needs Slack/],
])('%j stops the start in words', async (env, what) => {
  await expect(createPitcrew({ env: { ...env, PITCREW_DATA: tempDir() } })).rejects.toThrow(what);
  world = { close: async () => undefined } as World;
});
