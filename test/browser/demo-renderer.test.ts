import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { createDemo, startWorkspace } from '../../adapters/demo/index.ts';
import type { Demo, Workspace } from '../../adapters/demo/index.ts';
import { createHttpHandler } from '../../adapters/http/handler.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Route } from '../../src/app/ports/http.ts';
import { openBrowser } from '../support/services.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => log };
const CHANNEL = 'C01FLEET';
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (value: string) => ({ text: plain(`Time ${value}`), value });

let browser: Browser;
let page: Page;
let workspace: Workspace;
let demo: Demo;
let server: Server;
let clicks: { action: string; value: string | undefined; user: string; trigger: string }[];
let submissions: unknown[];
let problems: string[];

// The bot of this test: it notes what comes and answers 200.
const bot: Route = {
  method: 'POST',
  path: '/slack/events',
  async handle({ body }) {
    const payload = JSON.parse(new URLSearchParams(new TextDecoder().decode(body)).get('payload') ?? '{}');
    const [action] = payload.actions ?? [];
    if (action) {
      const value = action.value ?? action.selected_option?.value;
      clicks.push({ action: action.action_id, value, user: payload.user.id, trigger: payload.trigger_id });
    } else if (payload.type === 'view_submission') submissions.push(payload.view.state.values);
    return { status: 200 };
  },
};

const call = async (method: string, body: object): Promise<{ ok: boolean; ts: string }> => {
  const answer = await fetch(workspace.apiUrl + method, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = (await answer.json()) as { ok: boolean; ts: string };
  expect(reply).toMatchObject({ ok: true });
  return reply;
};
const post = (blocks: object[], more = {}) =>
  call('chat.postMessage', { channel: CHANNEL, text: 'card', blocks, ...more });

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  clicks = [];
  submissions = [];
  problems = [];
  workspace = await startWorkspace({
    botToken: 't',
    signingSecret: 's',
    users: [
      { id: 'U01DANA', name: 'Dana Reyes', title: 'Fleet manager' },
      { id: 'U01SAM', name: 'Sam Viewer' },
    ],
    channels: [{ id: CHANNEL, name: 'fleet-maintenance' }],
  });
  const nowhere = 'http://127.0.0.1:9';
  demo = createDemo({ workspace, selfUrl: nowhere, firestoneUrl: nowhere, fleetId: 'acme', fleetApiKey: 'k' });
  server = createServer(createHttpHandler({ routes: [...demo.routes, bot], log }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  workspace.setEventsUrl(`${url}/slack/events`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && /Policy/.test(line.text()) && problems.push(line.text()));
  await page.goto(`${url}/demo`);
  await page.getByText('No message yet').waitFor();
});
afterEach(async () => {
  await page.context().close();
  await demo.close();
  await workspace.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(problems).toEqual([]);
});

test('mrkdwn is shown as Slack does, and nothing in it becomes HTML', async () => {
  const text =
    '*bold* _it_ ~gone~ `a*b*` 2*3*4 <https://x.test/?a=1&amp;b=2|a link> <javascript:alert(1)|no link> ' +
    ':wrench: &lt;img src=x onerror=alert(1)&gt; <img src=x onerror=alert(1)>\n>quoted';
  await post([{ type: 'section', text: mrkdwn(text) }]);
  const body = page.locator('.b-text');
  await body.waitFor();
  expect(await body.evaluate((node) => node.innerHTML)).toBe(
    '<strong>bold</strong> <em>it</em> <s>gone</s> <code>a*b*</code> 2*3*4 ' +
      '<a href="https://x.test/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a link</a> no link ' +
      '🔧 &lt;img src=x onerror=alert(1)&gt; img src=x onerror=alert(1)<blockquote>quoted</blockquote>',
  );
});

test('a card appears live, is edited in place, and its replies lie under it', async () => {
  const { ts } = await post([{ type: 'header', text: plain('truck-17: 12 V battery') }]);
  await page.getByRole('heading', { name: 'truck-17: 12 V battery' }).waitFor();
  await call('chat.update', {
    channel: CHANNEL,
    ts,
    text: 'Booked',
    blocks: [{ type: 'header', text: plain('Booked') }],
  });
  await page.getByRole('heading', { name: 'Booked' }).waitFor();
  await call('chat.postMessage', { channel: CHANNEL, thread_ts: ts, text: 'Work has begun.' });
  await page.getByLabel('Thread').getByText('Work has begun.').waitFor();
  expect(await page.locator('.message-item').count()).toBe(1);
  expect(await page.locator('#announcer').textContent()).toContain('Card updated: Booked');
});

test('a button with a question acts only after the second yes; Escape is no, and the focus comes back', async () => {
  const confirm = {
    title: plain('Cancel?'),
    text: plain('The shop will be told.'),
    confirm: plain('Cancel it'),
    deny: plain('Keep it'),
  };
  await post([
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'cancel', text: plain('Cancel'), value: 'v1', confirm }],
    },
  ]);
  await page.getByRole('button', { name: 'Cancel', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Cancel?' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
  expect(clicks).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await eventually(() => clicks.length === 1);
  expect(clicks[0]).toMatchObject({ action: 'cancel', value: 'v1', user: 'U01DANA' });
});

test('in a menu of times the arrows only pass by; Enter chooses', async () => {
  const groups = [
    { label: plain('Bridgeport'), options: [option('s1'), option('s2')] },
    { label: plain('Cicero'), options: [option('s3')] },
  ];
  const menu = {
    type: 'static_select',
    action_id: 'choose-slot:more',
    placeholder: plain('More times'),
    option_groups: groups,
  };
  await post([{ type: 'section', text: mrkdwn('More'), accessory: menu }]);
  await page.getByRole('button', { name: 'More times' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  expect(await page.getByRole('listbox').getByRole('option', { selected: true }).textContent()).toBe('Time s3');
  await page.keyboard.press('Escape');
  expect(clicks).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await eventually(() => clicks.length === 1);
  expect(clicks[0]).toMatchObject({ action: 'choose-slot:more', value: 's2' });
});

test('a modal takes what is typed, asks for what is missing, and closes', async () => {
  await post([{ type: 'actions', elements: [{ type: 'button', action_id: 'rate', text: plain('Rate') }] }]);
  await page.getByRole('button', { name: 'Rate' }).click();
  await eventually(() => clicks.length === 1);
  const input = (id: string, label: string, element: object, optional = false) => ({
    type: 'input',
    block_id: id,
    optional,
    label: plain(label),
    element: { action_id: id, ...element },
  });
  const blocks = [
    input('stars', 'Stars', { type: 'static_select', options: [option('4'), option('5')] }),
    input('comment', 'Comment', { type: 'plain_text_input', multiline: true }, true),
  ];
  const view = { type: 'modal', callback_id: 'rate', title: plain('Rate the repair'), submit: plain('Send'), blocks };
  await call('views.open', { trigger_id: clicks[0]?.trigger, view });
  const modal = page.getByRole('dialog', { name: 'Rate the repair' });
  await modal.getByLabel('Comment').fill('quick & <b>friendly</b>');
  await modal.getByRole('button', { name: 'Send' }).click();
  await modal.getByText('Please fill in this field.').waitFor();
  expect(submissions).toEqual([]);
  await modal.getByLabel('Stars').selectOption('5');
  await modal.getByRole('button', { name: 'Send' }).click();
  await modal.waitFor({ state: 'detached' });
  expect(submissions).toMatchObject([
    {
      stars: { stars: { selected_option: { value: '5' } } },
      comment: { comment: { value: 'quick & <b>friendly</b>' } },
    },
  ]);
});

test('keys pressed on a battery count from what is seen, however late the answers come', async () => {
  const told: number[] = [];
  let answerFirst = (): void => undefined;
  const mayGo = new Promise<void>((resolve) => (answerFirst = resolve));
  await page.route('**/demo/battery', async (route) => {
    const first = told.push((route.request().postDataJSON() as { percent: number }).percent) === 1;
    if (first) await mayGo;
    await route.continue();
  });
  const slider = page.getByRole('slider', { name: '12 V battery health of van-07, percent' });
  await slider.focus();
  const from = Number(await slider.inputValue());
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const echoed = page.waitForResponse(/\/demo\/battery$/);
  answerFirst();
  await echoed;
  await page.keyboard.press('ArrowLeft');
  await eventually(() => told.at(-1) === from - 3);
  await page.waitForLoadState();
  await page.waitForTimeout(100);
  expect(Number(await slider.inputValue())).toBe(from - 3);
  expect(told).toEqual([...told].sort((a, b) => b - a));
});

test('what is for one person alone is shown to him alone, until he dismisses it', async () => {
  await post([{ type: 'section', text: mrkdwn('card') }]);
  await call('chat.postEphemeral', { channel: CHANNEL, user: 'U01SAM', text: 'You may only read.' });
  const note = page.getByText('You may only read.', { exact: true }).locator('visible=true');
  await page.locator('.message-item').waitFor();
  expect(await page.locator('.only-you').count()).toBe(0);
  await page.getByLabel('Signed in as').selectOption('U01SAM');
  await page.locator('.only-you', { has: note }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.locator('.only-you').waitFor({ state: 'detached' });
  expect(workspace.state.ephemerals('U01SAM')).toEqual([]);
});

test.each(['light', 'dark'] as const)('nothing serious for axe-core in %s colours', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await post([
    { type: 'header', text: plain('truck-17') },
    { type: 'section', text: mrkdwn('*bold* `code` <https://x.test|link>') },
    {
      type: 'actions',
      elements: (['primary', 'danger'] as const).map((style) => ({
        type: 'button',
        action_id: style,
        style,
        text: plain(style),
      })),
    },
    { type: 'context', elements: [mrkdwn('small print')] },
  ]);
  await page.getByText('small print').waitFor();
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } };
    return (await axe.run()).violations.map(({ id, impact }) => `${impact}: ${id}`);
  });
  expect(found.filter((line) => /^(serious|critical)/.test(line))).toEqual([]);
});

/** Waits until something holds, at most 3 s. */
async function eventually(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 3000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}
