import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import type { Fleet } from '../../src/domain/directory.ts';
import { asFleetId } from '../../src/domain/ids.ts';
import { bucketOf } from '../../src/domain/levels/buckets.ts';
import { dayOf, fact } from '../../src/domain/levels/facts.ts';
import type { LevelFact } from '../../src/domain/levels/facts.ts';
import { daysBefore } from '../../src/domain/levels/objectives.ts';
import { createPitcrew } from '../../src/index.ts';
import type { Pitcrew } from '../../src/index.ts';
import { axeFindings } from '../support/demo-command.ts';
import { openBrowser } from '../support/services.ts';
import { tempDir } from '../support/temp.ts';

const TOKEN = 'an-admin-token-for-tests-only';
const FLEET: Fleet = {
  fleetId: asFleetId('acme'),
  name: 'Acme Delivery',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  policy: { ...DEFAULT_POLICY, baseline: { downtimeHours: 46, inShopHours: 8 } },
  integrations: {},
  channels: [],
};
let browser: Browser;
let pitcrew: Pitcrew;
let url: string;

/** A month of two networks: one keeps its promises, the other breaks that of booking on the last two days. */
function month(): readonly LevelFact[] {
  const today = dayOf(new Date().toISOString());
  return Array.from({ length: 30 }, (_, i) => daysBefore(today, i)).flatMap((day, i) =>
    ['firestone', 'pepboys'].flatMap((network, n) => {
      const at = { fleetId: 'acme', network, providerId: `${network}-1` };
      const lost = n === 1 && i < 2 ? 8 : i % 3 === 0 ? 1 : 0;
      return [
        fact(day, 'attempt', { ...at, detail: 'booked', count: 30 - lost }),
        fact(day, 'attempt', { ...at, detail: 'declined', count: lost }),
        fact(day, 'call', { network, detail: 'book/ok', bucket: bucketOf(300 + 40 * i + 500 * n), count: 60 }),
        fact(day, 'break', { network, detail: 'slots.start', count: n }),
        fact(day, 'case', { fleetId: 'acme', detail: 'opened', count: 16 }),
        fact(day, 'booked', { ...at, detail: 'within-24h', bucket: bucketOf(120 + i), count: 15 }),
        fact(day, 'downtime', { ...at, detail: 'total', bucket: bucketOf((20 + i) * 3_600), count: 2 }),
        fact(day, 'downtime-seconds', { ...at, detail: 'total', count: 2 * (20 + i) * 3_600 }),
        fact(day, 'downtime', { ...at, detail: 'in-shop', bucket: bucketOf(5 * 3_600), count: 2 }),
        fact(day, 'downtime-seconds', { ...at, detail: 'in-shop', count: 2 * 5 * 3_600 }),
        fact(day, 'stars', { ...at, detail: String(5 - n), count: 3 }),
      ];
    }),
  );
}

beforeAll(async () => {
  browser = await openBrowser();
  pitcrew = await createPitcrew({
    env: {
      LOG_LEVEL: 'fatal',
      PITCREW_DATA: tempDir(),
      PITCREW_ADMIN_TOKEN: TOKEN,
      PUBLIC_URL: 'http://localhost:3000/fleet',
    },
  });
  await pitcrew.parts.store.levels.add(month());
  await pitcrew.parts.store.directory.putFleet(FLEET, 'an-api-key-for-tests-only');
  url = `http://127.0.0.1:${await pitcrew.listen(0, '127.0.0.1')}/fleet/ops`;
});
afterAll(async () => {
  await browser.close();
  await pitcrew.close();
});

test.each(['light', 'dark'] as const)(
  'an operator signs in and reads the service levels, in %s',
  async (theme) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));

    expect((await page.goto(url))?.status()).toBe(401);
    expect(await axeFindings(page)).toEqual([]);
    problems.length = 0; // The browser itself notes the 401.
    await page.getByLabel('Operator’s token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByText('Read at').waitFor();
    expect(await page.locator('figure canvas').count()).toBe(4);
    expect(await page.getByLabel('Objectives that are not kept').innerText()).toMatch(
      /pepboys: 73\.3 % of the requests were booked; at least 95 % are promised\./,
    );
    const networks = page.getByRole('region', { name: 'Networks' });
    expect(await networks.getByRole('row', { name: /^firestone/ }).innerText()).toMatch(/900\s+890\s+98\.9 %/);
    // 20 hours on the last day and one more on each day before: 34.5 on average, of the 46 that the fleet entered.
    const fleets = page.getByRole('region', { name: 'Fleets' });
    expect(await fleets.getByRole('row', { name: /^acme/ }).innerText()).toMatch(/34\.5 h\s+5 h\s+46 h \(25 % less\)/);
    expect(await page.getByRole('region', { name: 'Shops' }).getByRole('row').count()).toBe(3);
    // The lines are drawn: each network's colour is on the canvas.
    const painted = await page.locator('#success canvas').evaluate((node) => {
      const canvas = node as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      const colours = new Set<string>();
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] === 255) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      return [...colours];
    });
    for (const colour of theme === 'light' ? ['0,114,178', '192,74,0'] : ['86,180,233', '240,160,75'])
      expect(painted).toContain(colour);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel('Days').selectOption('7');
    await networks.getByRole('row', { name: /^firestone\s+210\s/ }).waitFor();
    await page.getByLabel('Days').selectOption('30');
    await networks.getByRole('row', { name: /^firestone\s+900\s/ }).waitFor();
    const pictures = process.env['PITCREW_PICTURES'];
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `ops-${theme}.png`), fullPage: true });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.waitForTimeout(400);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(problems).toEqual([]);
    await context.close();
  },
  60_000,
);
