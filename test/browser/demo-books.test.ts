import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { axeFindings, misfits, runDemo, startDemo } from '../support/demo-command.ts';
import type { DemoCommand } from '../support/demo-command.ts';
import { openBrowser } from '../support/services.ts';

const MAP = 'https://www.google.com/maps/search/';
const BOOK = /^Book /;

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
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.route(`${MAP}**`, (route) => route.fulfill({ body: 'a map' }));
  page = await context.newPage();
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

const card = (vehicleId: string): Locator =>
  page.locator('.message-item', { has: page.getByRole('heading', { name: `${vehicleId}:` }) });
const thread = (vehicleId: string): Locator => card(vehicleId).getByLabel('Thread');
const desk = (): Locator => page.getByRole('region', { name: 'Calendar and work order' });
const order = (): Locator => desk().getByLabel('Work order');
const signIn = (name: string) => page.getByLabel('Signed in as').selectOption({ label: name });
const noteToMe = (): Locator => page.locator('.only-you');

/** "Wed, Nov 25, 9:00 – 10:00 AM CST" and "Firestone Ashburn" of a slot of a card. */
async function slot(vehicleId: string, number: number): Promise<{ when: string; shop: string }> {
  const section = card(vehicleId).locator('.b-section', { has: page.getByRole('button', { name: BOOK }) });
  const [when = '', shop = ''] = await section
    .nth(number - 1)
    .locator('strong')
    .allTextContents();
  return { when, shop };
}

test('Dana books the second time of a live alert, follows the job, and rates it', async () => {
  const truck = card('truck-17');
  const book = truck.getByRole('button', { name: BOOK });
  await book.nth(2).waitFor();
  const waited = Date.now() - demo.startedAt;
  process.stderr.write(`From the start of the demo to a card that can be booked: ${waited} ms\n`);
  expect(waited).toBeLessThan(15_000);
  const ts = await truck.getAttribute('data-ts');
  await page.evaluate(() => ((window as { sameDocument?: boolean }).sameDocument = true));
  const { when, shop } = await slot('truck-17', 2);
  expect(shop).toMatch(/^Firestone /);

  await book.nth(1).click();
  await truck.getByText('Booked by Dana Reyes. The shop has the work order.').waitFor();
  const booked = await truck.innerText();
  for (const part of [when, shop, '(edited)']) expect(booked).toContain(part);
  expect(booked).toMatch(/Address\s+\d+ .+, [A-Z][a-z ]+, IL, 60\d{3}/);
  expect(booked).toMatch(/Confirmation\s+FCAC-\d{8}/);
  const [, po = ''] = booked.match(/PO number\s+(PO-\w+)/) ?? [];
  expect(po).toMatch(/^PO-\w{8}$/);
  expect(await page.locator('.message-item').count()).toBe(1);
  expect(await truck.getAttribute('data-ts')).toBe(ts);
  const [map] = await Promise.all([
    page.context().waitForEvent('page'),
    truck.getByRole('button', { name: 'Open map' }).click(),
  ]);
  expect(map.url()).toMatch(/^https:\/\/www\.google\.com\/maps\/search\/\?api=1&query=41\.\d+,-87\.\d+$/);
  await map.close();

  await order().getByText(po).waitFor();
  expect(await order().innerText()).toMatch(/WO-\w{8}[^]*2022 Ford F-550[^]*1FDUF5GT2NDA90017 · IL 71-017/);
  expect(await desk().getByRole('button', { pressed: true }).locator('strong').innerText()).toBe('F-550');
  expect(await desk().getByLabel('Shop', { exact: true }).locator('option:checked').innerText()).toBe(`${shop} (1)`);

  await order().getByRole('button', { name: 'In progress' }).click();
  await truck
    .locator('.b-text', { hasText: `${shop} has started the work.` })
    .first()
    .waitFor();
  await order().getByRole('button', { name: 'Done' }).click();
  await truck.locator('.b-fields', { hasText: 'Invoice' }).waitFor();
  const battery = page.getByRole('slider', { name: '12 V battery health of truck-17, percent' });
  await page.waitForFunction(
    (input) => (input as HTMLInputElement | null)?.value === '100',
    await battery.elementHandle(),
  );

  await truck.getByRole('button', { name: '★★★★★', exact: true }).click();
  await truck.locator('.b-text', { hasText: /^★★★★★$/ }).waitFor();
  await truck.getByRole('button', { name: 'Edit rating' }).click();
  const modal = page.getByRole('dialog', { name: 'Rate the repair' });
  expect(await modal.getByLabel('Stars').inputValue()).toBe('5');
  await modal.getByLabel('Comment').fill('Quick and friendly.');
  await modal.getByRole('button', { name: 'Send' }).click();
  await modal.waitFor({ state: 'detached' });
  await truck.locator('blockquote', { hasText: 'Quick and friendly.' }).waitFor();

  const told = await thread('truck-17').innerText();
  expect(told).toContain(`Booked: ${when} at ${shop}, confirmation FCAC-`);
  expect(told).toContain(`${shop} has started the work.`);
  expect(told).toMatch(/has finished the work\. The invoice is \$\d{3}\.\d{2}\./);
  expect(await page.evaluate(() => (window as { sameDocument?: boolean }).sameDocument)).toBe(true);
}, 60_000);

test('a battery that is dragged under 75 % raises one alert by itself, however it wobbles', async () => {
  await card('truck-17').waitFor();
  const slider = page.getByRole('slider', { name: '12 V battery health of van-07, percent' });
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const thumb = 8;
  const at = (percent: number) => box.x + thumb + ((percent - 40) / 60) * (box.width - 2 * thumb);
  /** One pull of the mouse over these places; what the demo answered, and where the slider then stands. */
  const drag = async (...[from = 0, ...places]: number[]) => {
    const answered = page.waitForResponse(/\/demo\/battery$/);
    await page.mouse.move(at(from), box.y + box.height / 2);
    await page.mouse.down();
    for (const percent of places) await page.mouse.move(at(percent), box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const raised = (await (await answered).json()) as { status?: string };
    return { status: raised.status, percent: Math.round(Number(await slider.inputValue())) };
  };
  expect(await drag(91, 84)).toEqual({ status: undefined, percent: 84 });
  expect(await drag(84, 70, 78, 72)).toEqual({ status: 'accepted', percent: 72 });
  await card('van-07').getByRole('button', { name: BOOK }).nth(2).waitFor();
  expect(await drag(72, 78)).toEqual({ status: undefined, percent: 78 });
  expect(await drag(78, 71, 76, 70)).toEqual({ status: undefined, percent: 70 });
  expect(await card('van-07').count()).toBe(1);
  expect(await card('van-07').getByRole('heading').innerText()).toBe('van-07: 12 V battery at 72 %');
}, 60_000);

test('a viewer who clicks is told so alone; nothing is booked', async () => {
  const books = card('truck-17').getByRole('button', { name: BOOK });
  await books.nth(2).waitFor();
  await signIn('Sam Viewer (viewer)');
  await books.first().click();
  await noteToMe().getByText('Your role in this fleet does not allow that. Ask a fleet manager.').waitFor();
  await signIn('Dana Reyes (fleet manager)');
  expect(await noteToMe().count()).toBe(0);
  expect(await books.count()).toBe(3);
  expect(await thread('truck-17').count()).toBe(0);
}, 60_000);

test('a stolen time and a shop that is down: both are said, with a way forward', async () => {
  const books = (vehicleId: string) => card(vehicleId).getByRole('button', { name: BOOK });
  await books('truck-17').nth(2).waitFor();
  await page.getByRole('button', { name: 'Raise alert for van-14' }).click();
  await books('van-14').nth(2).waitFor();

  const lost = await slot('truck-17', 1);
  await page.getByRole('button', { name: 'Slot stolen' }).click();
  await page.getByText('The next time that is booked will be taken by someone else first.').waitFor();
  await books('truck-17').first().click();
  const sorry = `${lost.when} at ${lost.shop} was just taken by someone else. Next: 1) `;
  await noteToMe().getByText(sorry).waitFor();
  await thread('truck-17').getByText(sorry).waitFor();
  await books('truck-17').nth(2).waitFor();
  const next = await slot('truck-17', 1);
  expect(next).not.toEqual(lost);
  await books('truck-17').first().click();
  await thread('truck-17').getByText(`Booked: ${next.when} at ${next.shop}`).waitFor();

  const silent = await slot('van-14', 1);
  await page.getByRole('button', { name: 'Shops down 30 s' }).click();
  await page.getByRole('button', { name: /^Down, \d+ s left$/ }).waitFor();
  await books('van-14').first().click();
  await card('van-14').getByText(`${silent.shop} has not answered clearly about ${silent.when}.`).waitFor();
  const words = await card('van-14').innerText();
  expect(words).toMatch(/It is being checked, and nothing is booked twice\. You can call the shop at \+1312555\d{4}\./);
  const links = card('van-14').locator('a');
  expect(await links.first().getAttribute('href')).toMatch(/^tel:\+1312555\d{4}$/);
  expect(await links.nth(1).getAttribute('href')).toMatch(/^https:\/\/firestone\.sandbox\.test\/book\/0611\d\d$/);
}, 60_000);

test('the whole story by keyboard alone, with the focus always to be seen', async () => {
  const key = (name: string) => page.keyboard.press(name);
  const focused = (target: Locator) => target.evaluate((node) => node === document.activeElement).catch(() => false);
  const seen = () =>
    page.evaluate(() => {
      const node = document.activeElement;
      if (node === null || node === document.body) return true;
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      const { top, bottom } = node.getBoundingClientRect();
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < window.innerHeight;
    });
  /** Tab until a control has the focus: it must be reached, and every stop on the way must be seen. */
  const tabTo = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let tabs = 0; tabs < 120; tabs += 1) {
      if (await focused(target)) return;
      await key('Tab');
      if (!(await seen()))
        throw new Error(
          `The focus is not to be seen on ${await page.evaluate(() => document.activeElement?.outerHTML)}`,
        );
    }
    throw new Error(`${target} cannot be reached with Tab.`);
  };
  const truck = card('truck-17');
  await truck.getByRole('button', { name: BOOK }).nth(2).waitFor();
  await tabTo(page.getByRole('link', { name: 'Skip to Slack' }));
  await key('Enter');
  await tabTo(truck.getByRole('button', { name: BOOK }).nth(1));
  await key('Enter');
  await truck.getByText('Booked by Dana Reyes.').waitFor();
  // The button is gone; the way goes on from the card.
  expect(await truck.evaluate((node) => node.contains(document.activeElement))).toBe(true);

  for (const [step, words] of [
    ['In progress', 'has started the work.'],
    ['Done', 'has finished the work.'],
  ] as const) {
    await tabTo(order().getByRole('button', { name: step }));
    await key('Enter');
    await thread('truck-17').getByText(words).waitFor();
  }
  await tabTo(truck.getByRole('button', { name: '★★★★★', exact: true }));
  await key('Space');
  await tabTo(truck.getByRole('button', { name: 'Edit rating' }));
  await key('Enter');
  const modal = page.getByRole('dialog', { name: 'Rate the repair' });
  await modal.waitFor();
  expect(await focused(modal.getByLabel('Stars'))).toBe(true);
  await key('ArrowDown');
  expect(await modal.getByLabel('Stars').inputValue()).toBe('4');
  await tabTo(modal.getByLabel('Comment'));
  await page.keyboard.type('By keyboard.');
  await tabTo(modal.getByRole('button', { name: 'Send' }));
  await key('Enter');
  await modal.waitFor({ state: 'detached' });
  await truck.locator('.b-text', { hasText: '★★★★☆' }).getByText('By keyboard.').waitFor();
  expect(await truck.evaluate((node) => node.contains(document.activeElement))).toBe(true);

  await tabTo(page.getByRole('slider', { name: '12 V battery health of van-11, percent' }));
  for (let percent = 77; percent > 74; percent -= 1) await key('ArrowLeft');
  const menu = card('van-11').getByRole('button', { name: 'Choose another time' });
  await tabTo(card('van-11').getByRole('button', { name: 'More times' }));
  await key('Enter');
  await tabTo(menu);
  await key('Enter');
  const list = page.getByRole('listbox', { name: 'Choose another time' });
  await list.waitFor();
  await key('ArrowDown');
  const chosen = await list.getByRole('option', { selected: true }).locator('span').first().innerText();
  await key('Enter');
  await thread('van-11').getByText(`Booked: ${chosen}`).waitFor();
}, 90_000);

test('in light and dark, on a small screen: nothing is cut off, nothing serious for axe-core', async () => {
  const look = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
      for (const [width, height] of [
        [1280, 800],
        [1600, 1000],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect([state, colorScheme, width, await misfits(page)]).toEqual([state, colorScheme, width, []]);
      }
      expect([state, colorScheme, await axeFindings(page)]).toEqual([state, colorScheme, []]);
    }
  };
  const truck = card('truck-17');
  await truck.getByRole('button', { name: BOOK }).nth(2).waitFor();
  await look('offered');
  await truck.getByRole('button', { name: BOOK }).nth(1).click();
  await order().getByRole('button', { name: 'Done' }).waitFor();
  await thread('truck-17').waitFor();
  await look('booked');
  await order().getByRole('button', { name: 'Done' }).click();
  await truck.getByRole('button', { name: '★★★★★', exact: true }).waitFor();
  await look('completed');
  await truck.getByRole('button', { name: 'Add a comment' }).click();
  await page.getByRole('dialog', { name: 'Rate the repair' }).waitFor();
  await look('modal open');
}, 120_000);

test('a second demo works beside the first; on a taken port it says so, and disturbs nobody', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pitcrew-demos-'));
  const first = await startDemo(dataDir);
  const second = await startDemo(dataDir);
  try {
    const port = Number(new URL(first.url).port);
    expect(await runDemo(port, dataDir)).toEqual({
      code: 1,
      said: `Port ${port} is in use by another program. Choose another one with --port or the variable PORT.\n`,
    });
    for (const { url } of [first, second]) {
      await page.goto(url);
      await card('truck-17').getByRole('button', { name: BOOK }).nth(1).click();
      await card('truck-17').getByText('Booked by Dana Reyes.').waitFor();
      expect(existsSync(join(dataDir, `demo-${new URL(url).port}`))).toBe(true);
    }
  } finally {
    expect([await first.stop(), await second.stop()]).toEqual([0, 0]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
