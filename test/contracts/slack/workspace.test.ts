import { startWorkspace, type Workspace } from '../../../adapters/demo/workspace/index.ts';
import { createSlackChannel, slackEnv } from '../../../adapters/slack/index.ts';
import type { Card } from '../../../src/app/cards/card.ts';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { Channel } from '../../../src/app/ports/channel.ts';
import { serveRoute } from '../../support/slack-api.ts';
import { SECRET, nothingLogged, nothingMeasured, openShelf } from './harness.ts';

const DANA = 'U01DANA';
const value = { bookingId: 'bk-1', version: 3 };
const slot = (n: number): Card['slots'][number] => ({
  slotId: `s${n}`,
  when: `Mon, Nov 23, ${n}:00 PM CST`,
  providerName: `Shop ${n}`,
  network: 'firestone',
  distance: '4.2 mi',
  reasons: ['nearest'],
  age: 'checked 4 min ago',
  action: { intent: 'choose-slot', label: 'Book', value: { ...value, slotId: `s${n}` } },
});
const card: Card = {
  ...value,
  state: 'offered',
  severity: 'warning',
  tone: 'warning',
  title: 'truck-17: 12 V battery at 71 %',
  status: 'Choose a time: one click books it.',
  fallbackText: 'truck-17: 12 V battery at 71 %',
  facts: [{ label: 'Vehicle', value: 'truck-17' }],
  slots: [slot(1), slot(2), slot(3)],
  moreSlots: [slot(4), slot(5)],
  fallbacks: [{ text: 'Book by hand at Shop 6', phone: '+13125550111', url: 'https://shop6.test/' }],
  actions: [
    { intent: 'more-slots', label: 'More times', value },
    { intent: 'rate', label: 'Add a comment', value },
  ],
  footer: ['Offer stands until 9:00 AM.'],
};

let workspace: Workspace;
let shelf: Awaited<ReturnType<typeof openShelf>>;
let channel: Channel;
let server: { url: string; close(): Promise<void> };
let received: Inbound[];
let ts: string;

beforeEach(async () => {
  workspace = await startWorkspace({
    botToken: 'xoxb-test-token',
    signingSecret: SECRET,
    teamId: 'T01',
    users: [{ id: DANA, name: 'Dana Reyes' }],
    channels: [{ id: 'C01', name: 'fleet' }],
  });
  received = [];
  shelf = await openShelf();
  channel = createSlackChannel({
    config: slackEnv.parse({
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_BOT_TOKEN: 'xoxb-test-token',
      SLACK_API_URL: workspace.apiUrl,
    }),
    ...shelf.parts,
    publicUrl: 'https://pitcrew.test',
    dispatch: {
      receive: async (inbound) => {
        received.push(inbound);
        return { seen: false, settled: Promise.resolve({ outcome: 'accepted', message: '' }) };
      },
    },
    log: nothingLogged,
    metrics: nothingMeasured,
    clock: { now: () => new Date(), trueNow: () => new Date() },
  });
  server = await serveRoute(channel.routes[0]!);
  workspace.setEventsUrl(server.url);
  const posted = await channel.post('slack:T01/C01', card, { retry: false });
  ts = posted.ok ? posted.value['ts']! : '';
});
afterEach(async () => {
  await channel.close();
  await server.close();
  await workspace.close();
  await shelf.close();
});

const intents = () => received.map(({ body }) => (body.kind === 'intent' ? body.intent : body.kind));

describe('in a whole workspace', () => {
  test('a card whose post was cut off after it took effect is not posted again', async () => {
    const other: Card = { ...card, bookingId: 'bk-2' };
    workspace.fail('chat.postMessage', { drop: 'after' });
    const cut = await channel.post('slack:T01/C01', other, { retry: false });
    expect(cut).toMatchObject({ error: { code: 'unreachable' } });
    const again = await channel.post('slack:T01/C01', other, { retry: true });
    expect(again).toMatchObject({ ok: true, value: { ts: workspace.messages('C01')[1]?.ts } });
    expect(workspace.messages('C01')).toHaveLength(2);
  });

  test('a second try finds the card of the first, and an edit shows in its place', async () => {
    const again = await channel.post('slack:T01/C01', card, { retry: true });
    expect(again).toMatchObject({ ok: true, value: { ts } });
    await channel.update({ teamId: 'T01', channelId: 'C01', ts }, { ...card, status: 'Booking…', slots: [] });
    const place = { teamId: 'T01', channelId: 'C01', ts };
    const line = { bookingId: card.bookingId, noteId: 'n3', text: 'Work has begun.' };
    await channel.note(place, line, { retry: false });
    // A second try finds the line that is there.
    await channel.note(place, line, { retry: true });
    expect(workspace.messages('C01')).toHaveLength(1);
    expect(JSON.stringify(workspace.messages('C01')[0]?.blocks)).toContain('Booking…');
    expect(workspace.replies('C01', ts).map(({ text }) => text)).toEqual(['Work has begun.']);
  });

  test('a slot is chosen by its button or in the menu', async () => {
    await workspace.click(DANA, 'C01', ts, 'choose-slot:2');
    const selectedOption = JSON.stringify({ ...value, slotId: 's5' });
    await workspace.click(DANA, 'C01', ts, 'choose-slot:more', { selectedOption });
    expect(intents()).toEqual([
      { intent: 'choose-slot', slotId: 's2' },
      { intent: 'choose-slot', slotId: 's5' },
    ]);
    const { body } = received[0]!;
    const told =
      body.kind === 'intent' && body.reply ? await channel.tell(body.reply, 'Somebody was faster.') : undefined;
    expect(told).toEqual({ ok: true });
    expect(workspace.state.ephemerals(DANA).map(({ text }) => text)).toEqual(['Somebody was faster.']);
  });

  test('the rating form opens, complains at the field, and is sent in', async () => {
    await workspace.click(DANA, 'C01', ts, 'rate:comment');
    await channel.close();
    expect(workspace.state.views(DANA)).toHaveLength(1);
    await workspace.submitView(DANA, { comment: 'No stars yet' });
    expect(received).toEqual([]);
    await workspace.submitView(DANA, { stars: '5', comment: 'Quick and friendly' });
    expect(intents()).toEqual([{ intent: 'rate', stars: 5, comment: 'Quick and friendly' }]);
    expect(workspace.state.views(DANA)).toHaveLength(0);
  });

  test('a form that Slack would not open leaves a sentence', async () => {
    workspace.fail('views.open', { error: 'expired_trigger_id' });
    await workspace.click(DANA, 'C01', ts, 'rate:comment');
    await channel.close();
    expect(workspace.state.ephemerals(DANA)[0]?.text).toMatch(/^The rating form could not be opened\./);
  });
});
