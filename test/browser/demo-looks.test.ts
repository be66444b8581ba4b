import type { Browser, Locator, Page } from 'playwright-core';
import { axeFindings, misfits, startDemo } from '../support/demo-command.ts';
import type { DemoCommand } from '../support/demo-command.ts';
import { openBrowser } from '../support/services.ts';

let browser: Browser;
let demo: DemoCommand;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  problems = [];
  demo = await startDemo();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(demo.url);
});
afterEach(async () => {
  await page.context().close();
  expect(await demo.stop()).toBe(0);
  expect(demo.errors()).toBe('');
  expect(problems).toEqual([]);
}, 30_000);

const tab = (name: string): Locator => page.getByRole('tab', { name });
const slackCard = (): Locator =>
  page.locator('.message-item', { has: page.getByRole('heading', { name: 'truck-17:' }) });

/** In both themes: nothing serious for axe-core, nothing cut off. */
async function look(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    expect([colorScheme, await axeFindings(page), await misfits(page)]).toEqual([colorScheme, [], []]);
  }
}

test('Rosa books the first time by text, by keyboard alone; Slack shows it; she rates the repair by text', async () => {
  await slackCard().waitFor();
  await tab('Slack').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Tab');
  const texts = page.getByRole('region', { name: 'Text messages' });
  const [, when = '', shop = ''] =
    (await texts.getByText(/^truck-17: /).innerText()).match(/^1\) (.+?), (Firestone [^,]+), /m) ?? [];
  expect(when).toMatch(/^[A-Z][a-z]{2}, [A-Z][a-z]{2} \d/);
  const line = page.getByRole('textbox', { name: 'Text message' });
  await line.focus();
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  const booked = texts.getByText(/^truck-17 is booked: /);
  await booked.waitFor();
  await tab('Slack').click();
  await slackCard().getByText('Booked by Rosa Medina.').waitFor();
  await tab('SMS').click();
  expect(await booked.innerText()).toContain(shop);
  expect(await booked.getByRole('link').getAttribute('href')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\//);
  expect(await line.inputValue()).toBe('');
  await look();

  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await texts.getByText(/RATE/).last().waitFor();
  await line.fill('RATE 5 quick');
  await line.press('Enter');
  await tab('Slack').click();
  await slackCard().locator('blockquote', { hasText: 'quick' }).waitFor();
  expect(await slackCard().innerText()).toContain(shop);
  await page.reload();
  await page.getByRole('tab', { name: 'Slack', selected: true }).waitFor();
}, 60_000);

test('Noa books by Teams, and Slack shows it; what costs more waits there for Lee, who approves it on his own card', async () => {
  await tab('Teams').click();
  const room = page.getByRole('region', { name: 'Messages in Teams' });
  const card = (vehicleId: string) => room.getByRole('listitem').filter({ hasText: `${vehicleId}: ` });
  const book = (vehicleId: string) => card(vehicleId).getByRole('button', { name: 'Book', exact: true });
  await book('truck-17').nth(2).waitFor();
  await look();
  await book('truck-17').nth(1).click();
  await card('truck-17').getByText('Booked by Noa Lind.').waitFor();
  await card('truck-17')
    .getByLabel('Replies')
    .getByText(/Booked: /)
    .waitFor();
  await look();
  await tab('Slack').click();
  await slackCard().getByText('Booked by Noa Lind.').waitFor();

  await tab('Teams').click();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await card('truck-17').getByRole('button', { name: 'Add a comment' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rate the repair' });
  await dialog.getByLabel(/Very good/).check();
  await dialog.getByLabel('Comment').fill('Friendly.');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.waitFor({ state: 'detached' });
  await card('truck-17').getByText('Friendly.').waitFor();

  await page.getByLabel('System of van-03').selectOption('brakes');
  await page.getByRole('button', { name: 'Raise alert for van-03' }).click();
  await book('van-03').first().click();
  const approve = card('van-03').getByRole('button', { name: 'Approve', exact: true });
  await card('van-03')
    .getByText(/Lee Okafor/)
    .first()
    .waitFor();
  expect(await approve.count()).toBe(0);
  await page.getByLabel('Signed in to Teams as').selectOption({ label: 'Lee Okafor (approver)' });
  await approve.click();
  await card('van-03').getByText('approved by Lee Okafor').first().waitFor();
  expect(await approve.count()).toBe(0);
}, 90_000);
