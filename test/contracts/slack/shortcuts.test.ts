import { renderCard } from '../../../adapters/slack/index.ts';
import { bookingFor } from '../../../src/app/intents/find-member.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import { SITUATIONS, type Situation } from '../../support/cases.ts';
import type { Wire } from '../../support/slack-api.ts';
import { violations } from './block-kit.ts';
import { startSlack, type Slack } from './harness.ts';
import { putCase, putFleet, putMember } from './stock.ts';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack({ resolveBooking: (id, by) => bookingFor(slack.shelf, id, by) });
  await putFleet(slack.shelf, 'acme', 'Acme Delivery');
  await putMember(slack.shelf, 'acme', 'U01');
});
afterEach(() => slack.close());

const cardMessage = async (bookingId: string) => {
  const { blocks, metadata } = renderCard(cardOf((await slack.shelf.bookings.get(asBookingId(bookingId)))!));
  return { type: 'message', ts: '1.1', text: 'a card', bot_id: 'B01', blocks, metadata };
};
async function use(callback: string, message?: object, changes: object = {}) {
  const shortcut = {
    type: message ? 'message_action' : 'shortcut',
    callback_id: callback,
    trigger_id: '1.2.shortcut',
    user: { id: 'U01', team_id: 'T01', username: 'dana' },
    team: { id: 'T01', domain: 'acme' },
    ...(message
      ? { message, message_ts: '1.1', channel: { id: 'C01', name: 'fleet' }, response_url: slack.api.origin }
      : {}),
    ...changes,
  };
  expect(await slack.sendPayload(shortcut)).toMatchObject({ status: 200, text: '' });
  await slack.settle();
}
const opened = (): Wire => slack.api.of('views.open').map(({ view }) => view);
const told = () => slack.api.hooks.map(({ body }) => body.text);

describe('the shortcut on a card', () => {
  test.each(Object.keys(SITUATIONS) as Situation[])('opens the case with its history: %s', async (situation) => {
    const bookingId = await putCase(slack.shelf, 'acme', 'truck-1', situation);
    await use('open-case', await cardMessage(bookingId));
    const [view] = opened();
    expect(violations('modal', view.blocks)).toEqual([]);
    expect(view.title.text).toBe('Case of truck-1');
    const text = JSON.stringify(view.blocks);
    expect(text).toContain('*truck-1: 12 V battery at 71 %*');
    expect(text).toContain('Sun, Nov 22, 9:04 AM CST · the host · alert → offered');
  });

  test('finds the case also where Slack leaves the metadata out', async () => {
    const message = await cardMessage(await putCase(slack.shelf, 'acme', 'truck-1'));
    await use('open-case', { ...message, metadata: undefined });
    expect(opened()).toHaveLength(1);
  });

  test('on any other message says so alone', async () => {
    await use('open-case', { type: 'message', ts: '1.1', text: 'hello', user: 'U02' });
    expect(told()).toEqual([expect.stringMatching(/^That message is no card of Pitcrew\./)]);
    expect(opened()).toEqual([]);
  });

  test('shows nobody a case that is not his fleet’s, whatever the message claims', async () => {
    await putFleet(slack.shelf, 'beta', 'Beta Freight');
    const theirs = await cardMessage(await putCase(slack.shelf, 'beta', 'van-1'));
    const ours = await cardMessage(await putCase(slack.shelf, 'acme', 'truck-1'));
    await use('open-case', theirs);
    await use('open-case', ours, { user: { id: 'U66', team_id: 'T01' } });
    await use('open-case', ours, { user: { id: 'U01', team_id: 'T99' } });
    expect(told()).toEqual(Array(3).fill(expect.stringMatching(/^There is no such case in your fleets\./)));
    expect(opened()).toEqual([]);
  });

  test('that Slack would not open leaves a sentence', async () => {
    slack.api.order('views.open', { body: { ok: false, error: 'expired_trigger_id' } });
    await use('open-case', await cardMessage(await putCase(slack.shelf, 'acme', 'truck-1')));
    expect(told()).toEqual(['The case could not be opened. Please try again.']);
  });
});

describe('the shortcut from anywhere', () => {
  test('opens everything under way in his fleets, and tells a stranger that he is one', async () => {
    await putCase(slack.shelf, 'acme', 'truck-1');
    await use('open-cases');
    await use('open-cases', undefined, { user: { id: 'U66', team_id: 'T01' } });
    const [mine, theirs] = opened();
    expect(violations('modal', mine.blocks)).toEqual([]);
    expect(JSON.stringify(mine.blocks)).toContain('*Acme Delivery* – 1 case under way');
    expect(JSON.stringify(theirs.blocks)).toContain('You are not a member of a fleet');
  });

  test('that nobody knows is acknowledged', async () => {
    await use('self-destruct');
    expect(slack.api.calls).toEqual([]);
  });
});
