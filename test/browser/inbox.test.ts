import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import { axeViolations } from '../support/demo-command.ts';
import { openBrowser } from '../support/services.ts';
import { tempDir } from '../support/temp.ts';
import { DANA, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';
import { until } from '../support/waiting.ts';

const LEE: Person = { id: 'U01LEE', name: 'Lee Okafor' };
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

    // The shop does the work, and the card follows without a touch.
    world.shops.postStatus(`${bookingId}-1`, 'IN_SERVICE');
    await truck.getByText('In the shop').waitFor();
    world.shops.postStatus(`${bookingId}-1`, 'READY');
    await inGroup('Closed lately', 'truck-17').waitFor();
    await page.getByText('All caught up: nothing waits for you.').waitFor();
    await truck.getByRole('group', { name: 'How was the work?' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(`done-${colorScheme}`);
    await truck.getByRole('button', { name: '4 stars' }).click();
    await truck.getByRole('img', { name: '4 of 5 stars' }).waitFor();
    await truck.getByRole('button', { name: 'Edit rating' }).click();
    const rating = page.getByRole('dialog', { name: 'How was the work?' });
    // By keyboard alone: the star that is there has the focus.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Quick and friendly');
    expect(await axeViolations(page)).toEqual([]);
    await picture(`rating-${colorScheme}`);
    await rating.getByRole('button', { name: 'Send' }).click();
    await truck.getByRole('img', { name: '5 of 5 stars' }).waitFor();
    await truck.getByText('Quick and friendly').waitFor();
    expect((await world.booking(bookingId)).rating).toMatchObject({
      ...{ stars: 5, comment: 'Quick and friendly', by: { id: 'u01dana', channel: 'inapp' } },
    });
    await truck.getByText(/^What happened/).click();
    await truck.getByText('Vehicle and issue').click();
    expect(await axeViolations(page)).toEqual([]);
    await nothingSticksOut();
    await picture(`rated-${colorScheme}`);
  },
  60_000,
);

test('she asks for more times, moves to one, and cancels with a reason; the card in Slack says the same', async () => {
  await open(DANA.id.toLowerCase(), { width: 1280 });
  const bookingId = await world.raise('truck-18');
  const truck = card('truck-18');
  await truck
    .getByRole('button', { name: /^Book: / })
    .first()
    .click();
  await world.inState(bookingId, 'scheduled');
  await truck.getByRole('button', { name: 'More times' }).click();
  const more = truck.getByLabel(/^\d+ more times$/);
  await more.waitFor();
  expect(await truck.getByRole('button', { name: /^Move here: \w{3}, / }).count()).toBe(3);
  expect(await axeViolations(page)).toEqual([]);
  await picture('more-times');
  // The last is days away: no fee is due for cancelling it.
  const wanted = (await more.locator('option').last().innerText()).split(' · ')[0] ?? '';
  await more.selectOption({ label: await more.locator('option').last().innerText() });
  await truck.getByRole('button', { name: 'Move here: the time that is chosen above' }).click();
  await truck.locator('.outcome', { hasText: /^Moved/ }).waitFor();
  await world.inState(bookingId, 'scheduled');
  await truck.locator('.appointment', { hasText: wanted }).waitFor();

  await truck.getByRole('button', { name: 'Cancel appointment' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel the appointment?' });
  await dialog.getByLabel('Something else').check();
  await dialog.getByRole('button', { name: 'Cancel appointment' }).click();
  await dialog.getByText('Please say why in a few words.').waitFor();
  await dialog.getByLabel('It was a false alarm').check();
  expect(await axeViolations(page)).toEqual([]);
  await picture('cancel');
  await dialog.getByRole('button', { name: 'Cancel appointment' }).click();
  const { phase } = await world.inState(bookingId, 'cancelled');
  expect(phase).toMatchObject({ cancellation: { reason: 'false-positive', by: { id: 'u01dana', channel: 'inapp' } } });
  await inGroup('Closed lately', 'truck-18').waitFor();
  await world.card(bookingId, (text) => text.includes('Cancelled'));
  await until('every card shows it', async () => {
    const { version, cards } = await world.booking(bookingId);
    return cards.length === 2 && cards.every((each) => each.version === version) ? true : undefined;
  });
  expect(await truck.getAttribute('data-version')).toBe(String((await world.booking(bookingId)).version));
  expect(await world.cardsAreCurrent()).toBe(true);
}, 60_000);

test('an approver decides in his inbox, and nobody else can; a viewer reads', async () => {
  await world.close();
  world = await startWorld({
    ...{ dataDir: tempDir(), channels: [{ kind: 'inapp' }], approvers: [LEE] },
    policy: { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } },
  });
  await open(LEE.id.toLowerCase());
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  const truck = card('truck-17');
  await truck.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  await inGroup('Needs you', 'truck-17').waitFor();
  await picture('approval');
  expect(await axeViolations(page)).toEqual([]);

  const others = await Promise.all(
    [DANA.id.toLowerCase(), 'sam'].map(async (member) => {
      const token = new URL(await linkFor(member)).searchParams.get('session');
      const answer = await fetch(`${world.url}/v1/inbox/bookings`, { headers: { authorization: `Bearer ${token}` } });
      const { items } = (await answer.json()) as { items: { card: { actions: { intent: string }[] } }[] };
      return items[0]?.card.actions.map(({ intent }) => intent);
    }),
  );
  expect(others).toEqual([['escalate', 'cancel'], []]);

  await truck.getByRole('button', { name: 'Approve', exact: true }).click();
  await truck.getByText('Booked by Dana Reyes, approved by Lee Okafor.').waitFor();
  expect((await world.inState(bookingId, 'scheduled')).phase).toMatchObject({ appointment: { approvedBy: LEE.name } });
  await context.close();

  await open('sam');
  await card('truck-17').getByText('Booked by Dana Reyes, approved by Lee Okafor.').waitFor();
  await page.getByText('Sam Viewer (reads only)').waitFor();
  expect(await card('truck-17').getByRole('button').count()).toBe(0);
}, 60_000);

test('a host’s page shows it by one script tag, under a policy of its own; a page that was not named may not', async () => {
  const pages = new Map<string, string>();
  const host = createServer((request, response) => {
    const html = pages.get(request.url ?? '');
    response.writeHead(html === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src ${world.url}; frame-src ${world.url}`,
    });
    response.end(html);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  try {
    for (const [ancestors, shown] of [
      [hostUrl, true],
      ['', false],
    ] as const) {
      await world.close();
      world = await startWorld({ dataDir: tempDir(), env: { INBOX_FRAME_ANCESTORS: ancestors } });
      await world.raise('truck-17');
      context = await browser.newContext({ viewport: { width: 1000, height: 820 } });
      page = await context.newPage();
      const link = await linkFor(DANA.id.toLowerCase());
      const tag = `<script async src="${world.url}/inbox/embed.js" data-session-url="${link}"></script>`;
      pages.set('/fleet', `<!doctype html><html lang="en"><title>Host</title><h1>SparkFleet</h1>${tag}</html>`);
      await page.goto(`${hostUrl}/fleet`);
      const frame = page.frameLocator('iframe[title="Maintenance inbox"]');
      await page.locator('iframe').waitFor();
      if (shown) {
        await frame
          .getByRole('button', { name: /^Book: / })
          .first()
          .click();
        await frame.getByText('Booked by Dana Reyes. The shop has the work order.').waitFor();
        await picture('embedded');
      } else {
        await page.waitForTimeout(500);
        expect(await frame.getByText('Acme Delivery').count()).toBe(0);
      }
      await context.close();
    }
  } finally {
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
  }
}, 60_000);

test('a session that ends while the page is open is said, and the page does not ask on and on', async () => {
  await open(DANA.id.toLowerCase());
  await page.getByText('Live', { exact: true }).waitFor();
  await world.raise('truck-17');
  await card('truck-17').getByRole('button', { name: 'Dismiss' }).waitFor();
  await world.pitcrew.parts.store.directory.deleteMember(asFleetId('acme'), asMemberId(DANA.id.toLowerCase()));
  await card('truck-17').getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Dismiss it' }).click();
  await page.getByRole('heading', { name: 'This session is over' }).waitFor();
  problems = problems.filter((line) => !line.includes('401'));
  expect(await axeViolations(page)).toEqual([]);
  await page.reload();
  await page.getByRole('heading', { name: 'This link is over' }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await picture('over');
  problems = problems.filter((line) => !line.includes('401'));
});
