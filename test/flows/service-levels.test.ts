import { run } from '../../src/cli/program.ts';
import { dayOf, fact } from '../../src/domain/levels/facts.ts';
import type { SlaBreachedEvent } from '../../src/index.ts';
import { createPitcrew } from '../../src/index.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const OMAR = { id: 'U_OMAR', name: 'Omar Haddad' };
const VEHICLES = ['truck-17', 'truck-18', 'truck-19', 'truck-20'];
const DAYS = ['--from', '2031-01-06', '--to', '2031-01-06'];

let world: World;
beforeEach(async () => {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    vehicles: VEHICLES,
    managers: [DANA, OMAR],
    env: { PROVIDER_TIMEOUT_MS: '2000' },
    policy: { baseline: { downtimeHours: 46 } },
  });
});
afterEach(() => world.close());

/** Runs `pitcrew report …` beside the product that runs. */
async function report(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    env: world.env,
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    onSignal: () => {},
  };
  const code = await run(['report', ...args], terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function book(vehicleId: string, faults = ''): Promise<string> {
  const bookingId = await world.raise(vehicleId);
  await world.card(bookingId);
  world.shops.setFaults(faults);
  await world.click(DANA, bookingId, 'choose-slot:1');
  return bookingId;
}

/** What the shop's network, the shop's fleet and its shops did, once its calls are written. */
const sla = async () => {
  const { code, out, err } = await report('sla', ...DAYS, '--format', 'json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};
const settled = () => new Promise((go) => setTimeout(go, 1_100));

test('a day with a stolen slot, a silent shop and a reply of a wrong type: every figure of the reports', async () => {
  // Taken at the shop, then booked at the second choice: two were sent, one was booked.
  const stolen = await book('truck-17', 'book:stolen-slot=1x1');
  await until('other slots are offered', async () =>
    (await world.booking(stolen)).history.some(({ intent }) => intent === 'slot-taken') ? true : undefined,
  );
  await until('the card shows them', async () => (await world.cardsAreCurrent()) || undefined);
  await world.click(DANA, stolen, 'choose-slot:1');
  await world.inState(stolen, 'scheduled');
  // Silent, or not understood, after it had booked: found by the look-up, and booked.
  await world.inState(await book('truck-18', 'book:timeout-after=1x1'), 'scheduled');
  await world.inState(await book('truck-19', 'book:wrong-type=1x1'), 'scheduled');
  // Nobody needed this one.
  const needless = await world.raise('truck-20');
  await world.card(needless);
  await world.click(DANA, needless, 'dismiss');
  await world.inState(needless, 'dismissed');
  // Rated 2, then 5 on second thoughts.
  world.shops.postStatus(`${stolen}-2`, 'READY');
  await world.inState(stolen, 'completed');
  await world.card(stolen, (text) => text.includes('rate:2'));
  await world.click(DANA, stolen, 'rate:2');
  const rated = (stars: number) =>
    until(`it has ${stars} stars`, async () => (await world.booking(stolen)).rating?.stars === stars || undefined);
  await rated(2);
  await world.click(DANA, stolen, 'rate:comment');
  await until('the form is open', () => world.workspace.state.views(DANA.id).at(-1));
  await world.workspace.submitView(DANA.id, { stars: '5', comment: 'They called and put it right.' });
  await rated(5);
  await settled();

  const levels = await sla();
  expect(Object.keys(levels)).toEqual(['networks', 'fleets', 'providers']);
  expect(levels.networks).toHaveLength(1);
  const [firestone] = levels.networks;
  // 4 were sent: the one that was taken and three that were booked.
  expect(firestone).toMatchObject({ network: 'firestone', attempted: 4, booked: 3, successRate: 0.75, timeouts: 1 });
  expect(Object.values(firestone.contractBreaks)).toEqual([1]);
  const { p50, p95, p99 } = firestone.responseMs;
  expect(p50).toBeGreaterThan(0);
  expect(p50).toBeLessThanOrEqual(p95);
  // The silent call had its 2 seconds.
  expect(p99).toBeGreaterThan(1_900);
  expect(levels.fleets).toEqual([
    expect.objectContaining({
      ...{ fleet: 'acme', cases: 3, bookedWithin24h: 3, bookedWithin24hRate: 1, attempted: 4, booked: 3 },
      satisfaction: { mean: 5, count: 1 },
      adoption: { acted: 1, managers: 2, rate: 0.5 },
      baseline: { downtimeHours: 46, inShopHours: null, ratio: expect.any(Number) },
    }),
  ]);
  // The one that was done, within the minutes of this test: nobody told when it came to the shop.
  expect(levels.fleets[0].downtimeHours).toMatchObject({ total: { count: 1 }, inShop: { count: 0, mean: null } });
  expect(levels.fleets[0].baseline.ratio).toBeLessThan(0.01);
  expect(levels.fleets[0].timeToBookMinutes.p95).toBeGreaterThan(0);
  expect(levels.providers.reduce((sum: number, { attempted }: { attempted: number }) => sum + attempted, 0)).toBe(4);

  const adoption = await report('adoption', ...DAYS, '--format', 'csv', '--fleet', 'acme');
  expect([adoption.code, adoption.out]).toEqual([0, 'fleet,acted,managers,rate\nacme,1,2,0.5']);
  const satisfaction = await report('satisfaction', ...DAYS);
  expect(satisfaction.out.split('\n').slice(0, 2)).toEqual(['network    stars  ratings', 'firestone      5        1']);
  const other = await report('sla', '--from', '2031-01-07', '--to', '2031-01-07');
  expect([other.code, other.out]).toEqual([0, 'Nothing was counted from 2031-01-07 to 2031-01-07.']);
}, 60_000);

test('wrong dates, a wrong format and an unknown fleet are named', async () => {
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['sla', '--from', '2031-02-30', '--to', '2031-03-01'], 2, /--from.*2031-02-30.*calendar/s],
    [['adoption', '--from', '2031-01-06', '--to', 'today'], 2, /--to.*today/s],
    [['satisfaction', '--from', '2031-01-07', '--to', '2031-01-06'], 2, /2031-01-06 lies before.*2031-01-07/],
    [['sla', '--from', '2031-01-06'], 2, /--to/],
    [['sla', ...DAYS, '--format', 'xml'], 2, /xml/],
    [['sla', ...DAYS, '--fleet', 'nobody'], 1, /no fleet "nobody"/],
  ];
  for (const [args, code, what] of cases) {
    const done = await report(...args);
    expect([args, done.code]).toEqual([args, code]);
    expect(done.err).toMatch(what);
    expect(done.out).toBe('');
  }
});

test('an objective that is not kept is told once a day, however many watch and however often they start', async () => {
  const { levels } = world.pitcrew.parts.store;
  const { clock } = world.pitcrew.parts;
  const today = () => dayOf(clock.now().toISOString());
  const requests = (detail: string, count: number) =>
    levels.add([fact(today(), 'attempt', { fleetId: 'acme', network: 'firestone', providerId: 's1', detail, count })]);
  await requests('booked', 15);
  await requests('no-answer', 5);

  const second = await createPitcrew({ env: world.env, clock, role: 'web' });
  const told: SlaBreachedEvent[] = [];
  for (const pitcrew of [world.pitcrew, second]) pitcrew.on('sla.breached', (event) => void told.push(event));
  const watch = ({ parts }: typeof second) =>
    parts.service.jobs.watchLevels({ id: 'watch-levels', attempt: 1, signal: new AbortController().signal });
  try {
    await Promise.all([watch(world.pitcrew), watch(second)]);
    await watch(second);
    expect(told).toEqual([
      expect.objectContaining({
        ...{ type: 'sla.breached', objective: 'booking-success', network: 'firestone' },
        ...{ value: 0.75, target: 0.95, sample: 20 },
      }),
    ]);
    // It still is not kept on the next day.
    world.later(24 * 3_600_000);
    await watch(world.pitcrew);
    await watch(second);
    expect(told).toHaveLength(2);
  } finally {
    await second.close();
  }
});

describe('GET /ops', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(world.url + path, { headers });
  const token = () => world.env['PITCREW_ADMIN_TOKEN'] ?? '';

  test('is for who has the operator’s token: as bearer, or once in its form', async () => {
    for (const path of ['/ops', '/ops/data']) {
      expect((await get(path)).status).toBe(401);
      expect((await get(path, { authorization: 'Bearer an-api-key-for-tests-only' })).status).toBe(401);
      expect((await get(path, { cookie: 'pitcrew_ops=99999999999.00' })).status).toBe(401);
      expect((await get(path, { authorization: `Bearer ${token()}` })).status).toBe(200);
    }
    const signIn = (text: string) =>
      fetch(`${world.url}/ops/session`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token: text }),
      });
    const wrong = await signIn('a-guess-that-is-long-enough');
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await wrong.text()).toContain('not the operator’s token');
    const right = await signIn(token());
    expect([right.status, right.headers.get('location')]).toEqual([303, '/ops']);
    const cookie = right.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain(token());
    const session = cookie.split(';')[0] ?? '';
    const page = await get('/ops', { cookie: session });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(await page.text()).not.toMatch(/https?:\/\//);
    // A day longer than it holds, forged.
    const [name, value = ''] = session.split('=');
    const [until = '', mac] = value.split('.');
    const longer = `${name}=${Number(until) + 86_400}.${mac}`;
    expect((await get('/ops/data', { cookie: longer })).status).toBe(401);
  });

  test('its data are the levels of the last days, and a wrong number of days is refused', async () => {
    const headers = { authorization: `Bearer ${token()}` };
    const bookingId = await book('truck-17');
    await world.inState(bookingId, 'scheduled');
    const data = JSON.parse(await (await get('/ops/data?days=7', headers)).text());
    expect(data.days).toHaveLength(7);
    expect(data.days.at(-1)).toBe('2031-01-06');
    expect(data.networks).toMatchObject([{ network: 'firestone', attempted: 1, booked: 1, successRate: 1 }]);
    expect(data.daily.networks[0].successRate).toEqual([null, null, null, null, null, null, 1]);
    for (const days of ['0', '367', 'x', '1.5'])
      expect((await get(`/ops/data?days=${days}`, headers)).status).toBe(400);
    for (const file of ['ops.js', 'charts.js', 'tables.js', 'ops.css', 'uplot.js', 'uplot.css'])
      expect((await get(`/ops/assets/${file}`)).status).toBe(200);
    expect((await get('/ops/assets/..%2Findex.ts')).status).toBe(404);
  });
});
