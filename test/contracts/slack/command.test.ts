import type { Wire } from '../../support/slack-api.ts';
import { violations } from './block-kit.ts';
import { startSlack, type Slack } from './harness.ts';
import { putCase, putFleet, putMember } from './stock.ts';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
  await putFleet(slack.shelf, 'acme', 'Acme Delivery');
  await putMember(slack.shelf, 'acme', 'U01', ['viewer']);
});
afterEach(() => slack.close());

/** Types a command as Slack sends it. */
async function type(text: string, changes: Record<string, string> = {}): Promise<Wire> {
  const form = new URLSearchParams({
    token: 'deprecated',
    team_id: 'T01',
    team_domain: 'acme',
    channel_id: 'C09',
    channel_name: 'random',
    user_id: 'U01',
    user_name: 'dana',
    command: '/pitcrew',
    text,
    api_app_id: 'A01',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T01/1/x',
    trigger_id: `13345224609.${text.length}.command`,
    ...changes,
  });
  const answer = await slack.send(form.toString());
  expect(answer.status).toBe(200);
  const reply = JSON.parse(answer.text) as Wire;
  expect(reply.response_type).toBe('ephemeral');
  if (reply.blocks) expect(violations('message', reply.blocks)).toEqual([]);
  return reply;
}
const shown = (reply: Wire): string => JSON.stringify(reply.blocks ?? reply.text);
const buttons = ({ blocks }: Wire): Wire[] => blocks.flatMap(({ elements = [] }: Wire) => elements).filter(isButton);
const isButton = ({ type: kind }: Wire): boolean => kind === 'button';

describe('/pitcrew status', () => {
  test('shows everything under way to a member, the most urgent first, and what is over not', async () => {
    await putCase(slack.shelf, 'acme', 'truck-1');
    await putCase(slack.shelf, 'acme', 'truck-2', 'scheduled', { severity: 'critical' });
    await putCase(slack.shelf, 'acme', 'truck-3', 'dismissed');
    const reply = await type('status');
    expect(shown(reply)).toContain('*Acme Delivery* – 2 cases under way');
    expect(reply.text.split('\n')).toEqual([
      'Acme Delivery: 2 cases under way.',
      expect.stringMatching(/^• truck-2: 12 V battery at 71 % – Booked/),
      '• truck-1: 12 V battery at 71 % – Choose a time: one click books it.',
    ]);
    expect(shown(reply)).toContain('Mon, Nov 23, 9:00 – 10:30 AM CST · Shop 1 · +13125550101');
    expect(shown(reply)).not.toContain('truck-3');
    expect(buttons(reply)).toEqual([]);
  });

  test('shows each fleet of this workspace that he is a member of by its name, and no other', async () => {
    await putFleet(slack.shelf, 'beta', 'Beta Freight');
    await putFleet(slack.shelf, 'gamma', 'Gamma Lines', 'T99');
    await putFleet(slack.shelf, 'delta', 'Delta Post');
    for (const fleet of ['beta', 'gamma']) await putMember(slack.shelf, fleet, 'U01');
    await putMember(slack.shelf, 'delta', 'U77');
    for (const fleet of ['acme', 'beta', 'gamma', 'delta']) await putCase(slack.shelf, fleet, `van-of-${fleet}`);
    const text = shown(await type('status'));
    for (const there of ['Acme Delivery', 'van-of-acme', 'Beta Freight', 'van-of-beta']) expect(text).toContain(there);
    for (const other of ['Gamma', 'gamma', 'Delta', 'delta']) expect(text).not.toContain(other);
  });

  test('says so when nothing is under way', async () => {
    expect(shown(await type('status'))).toContain('*Acme Delivery* – nothing is under way');
  });

  test('keeps Slack’s limits with more cases than fit, and counts the rest', async () => {
    await putFleet(slack.shelf, 'beta', 'B'.repeat(200));
    await putMember(slack.shelf, 'beta', 'U01');
    for (let n = 0; n < 40; n += 1) await putCase(slack.shelf, n % 2 ? 'beta' : 'acme', `${'v'.repeat(60)}-${n}`);
    for (const word of ['status', 'open']) expect(shown(await type(word))).toMatch(/\d+ more: their cards are in/);
  });
});

describe('/pitcrew open', () => {
  test('shows what waits for a choice with its times, and a click there books', async () => {
    const bookingId = await putCase(slack.shelf, 'acme', 'truck-1');
    await putCase(slack.shelf, 'acme', 'truck-2', 'scheduled');
    const reply = await type('open');
    expect(shown(reply)).toContain('1 case waits for a choice');
    expect(shown(reply)).not.toContain('truck-2');
    const [first] = buttons(reply);
    expect(first).toMatchObject({ action_id: 'choose-slot:1' });
    expect(first.text.text).toMatch(/^Book Mon, Nov 23, 9:00/);
    expect(JSON.parse(first.value)).toEqual({ bookingId, version: 1, slotId: 's1' });
  });
});

describe('/pitcrew', () => {
  test.each(['', 'help', '  HELP  me '])('“%s” lists the words', async (text) => {
    const { text: said } = await type(text);
    for (const word of ['status', 'open', 'bulk', 'help']) expect(said).toContain(`\`/pitcrew ${word}\``);
  });

  test('with an unknown word says so, whatever it is, and lists the words', async () => {
    expect((await type('<!channel> & co')).text).toMatch(
      /^There is no “&lt;!channel&gt; &amp; co”\.\n`\/pitcrew status`/,
    );
  });

  test('bulk says in a sentence that it is not there yet', async () => {
    expect((await type('bulk')).text).toMatch(/^Scheduling many vehicles at once is not available here yet\./);
  });

  test.each(['status', 'open', 'bulk', 'help'])('%s tells a stranger nothing but that he is one', async (word) => {
    await putCase(slack.shelf, 'acme', 'truck-1');
    const strangers = [{ user_id: 'U66' }, { team_id: 'T99' }, { user_id: 'U66', team_id: 'T99' }];
    for (const stranger of strangers)
      expect(await type(word, stranger)).toEqual({
        response_type: 'ephemeral',
        text: 'You are not a member of a fleet that posts into this Slack workspace. Ask your fleet’s administrator to add you.',
      });
  });

  test('is refused without a good signature, and in words of 400 where it is not whole', async () => {
    const forged = await slack.send('command=%2Fpitcrew&text=status&team_id=T01&user_id=U01&trigger_id=1', {
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    });
    expect(forged.status).toBe(401);
    expect(await slack.send('command=%2Fpitcrew&text=status')).toMatchObject({ status: 400 });
  });
});
