import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeViolations } from '../support/demo-command.ts';
import { openBrowser } from '../support/services.ts';
import { tempDir } from '../support/temp.ts';
import { DANA, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

const API_KEY = 'an-api-key-for-tests-only';
let browser: Browser;
let world: World;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  problems = [];
  world = await startWorld({
    dataDir: tempDir(),
    vehicles: ['truck-17', 'truck-18', 'truck-19'],
    channels: [{ kind: 'inapp' }],
    policy: { remindAfterMinutes: 600 },
  });
});
afterEach(async () => {
  await context?.close();
  await world.close();
  expect(problems).toEqual([]);
});

/** The link that a host gives one of its people. */
async function linkFor(memberId: string): Promise<string> {
  const answer = await fetch(`${world.url}/v1/fleets/acme/members/${memberId}/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  return ((await answer.json()) as { url: string }).url;
}

async function open(memberId: string, look: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
  const { width = 360, colorScheme = 'light' } = look;
  context = await browser.newContext({
    ...{ viewport: { width, height: 780 }, colorScheme, deviceScaleFactor: 2 },
    ...{ hasTouch: true, locale: 'en-US', timezoneId: 'America/Chicago' },
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(await linkFor(memberId));
  return page;
}

const card = (vehicleId: string): Locator =>
  page.locator('article', { has: page.getByRole('heading', { name: `${vehicleId} ` }) });
const inGroup = (group: string, vehicleId: string): Locator =>
  page.getByRole('region', { name: group }).getByRole('heading', { name: `${vehicleId} ` });

/** A picture for people, where one is wanted. */
async function picture(name: string): Promise<void> {
  const folder = process.env['PITCREW_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `inbox-${name}.png`), fullPage: true });
}

const nothingSticksOut = async (): Promise<void> =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );

test.each(['light', 'dark'] as const)(
  'a manager on the road opens his link, hears of an alert, books, moves it by words, and rates the work, in %s',
  async (colorScheme) => {
    await open(DANA.id.toLowerCase(), { colorScheme });
    await page.getByText('All caught up: nothing waits for you.').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    // The proof is out of the address, so that no screenshot or history gives it away.
    expect(page.url()).toBe(`${world.url}/inbox`);
    expect(await axeViolations(page)).toEqual([]);
    await picture(`empty-${colorScheme}`);

    const bookingId = await world.raise('truck-17', { severity: 'critical' });
    const truck = card('truck-17');
    await truck
      .getByRole('button', { name: /^Book: / })
      .nth(2)
      .waitFor();
    await inGroup('Needs you', 'truck-17').waitFor();
    await page.locator('#announcer', { hasText: 'New: truck-17: 12 V battery at 71 %' }).waitFor({ state: 'attached' });
    expect(await page.title()).toBe('(1) Inbox · Acme Delivery');
    expect(await axeViolations(page)).toEqual([]);
    await nothingSticksOut();
    await picture(`offered-${colorScheme}`);

    await truck
      .getByRole('button', { name: /^Book: / })
      .nth(1)
      .click();
    await inGroup('Under way', 'truck-17').waitFor();
    await truck.getByText('Booked by Dana Reyes. The shop has the work order.').waitFor();
    const before = (await world.inState(bookingId, 'scheduled')).version;
    expect(await axeViolations(page)).toEqual([]);
    await picture(`booked-${colorScheme}`);

    await truck.getByRole('button', { name: 'Reschedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'When instead?' });
    await dialog.getByLabel('In your words').fill('purple bananas');
    await dialog.getByRole('button', { name: 'Move it' }).click();
    await dialog.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(`words-${colorScheme}`);
    await dialog.getByLabel('In your words').fill('the day after tomorrow afternoon');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const moved = await world.inState(bookingId, 'scheduled');
    expect(moved.version).toBeGreaterThan(before);
    await picture(`moved-${colorScheme}`);

    const reference = (await world.inState(bookingId, 'scheduled')).phase;
    expect(reference).toBeDefined();
    await context.close();
  },
  60_000,
);
