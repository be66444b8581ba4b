import fc from 'fast-check';
import { signed, type Wire } from '../../support/slack-api.ts';
import { NOW, SECRET, click, form, startSlack, submission, type Slack } from './harness.ts';

let slack: Slack;
beforeEach(async () => void (slack = await startSlack()));
afterEach(() => slack.close());

const value = { bookingId: 'bk-1', version: 4, slotId: 's2' };
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('a click in Slack', () => {
  test('on slot 2 becomes the intent choose-slot, is stored, and is acknowledged', async () => {
    const answer = await slack.sendPayload(
      click('choose-slot:2', value, { response_url: 'https://hooks.slack.com/actions/T01/1/x' }),
    );
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(slack.received).toEqual([
      {
        id: 'slack:13345224609.738474920.8088930838d88f008e0',
        channel: 'slack',
        body: {
          kind: 'intent',
          bookingId: 'bk-1',
          version: 4,
          intent: { intent: 'choose-slot', slotId: 's2' },
          actor: { kind: 'slack', teamId: 'T01', userId: 'U01' },
          reply: {
            channel: 'slack',
            ref: {
              teamId: 'T01',
              userId: 'U01',
              channelId: 'C01',
              messageTs: '1700000001.000100',
              responseUrl: 'https://hooks.slack.com/actions/T01/1/x',
            },
          },
        },
      },
    ]);
    expect(slack.acks).toHaveLength(1);
    expect(slack.acks[0]).toBeLessThan(1);
    expect(slack.api.calls).toEqual([]);
  });

  test('on an entry of the menu counts as the chosen entry', async () => {
    const menu = click('choose-slot:more', '');
    Object.assign(menu.actions[0]!, { type: 'static_select', selected_option: { value: JSON.stringify(value) } });
    Reflect.deleteProperty(menu.actions[0]!, 'value');
    expect((await slack.sendPayload(menu)).status).toBe(200);
    expect(slack.received[0]?.body).toMatchObject({ intent: { intent: 'choose-slot', slotId: 's2' } });
  });

  test.each([
    ['more-slots', {}, { intent: 'more-slots' }],
    ['dismiss', {}, { intent: 'dismiss', reason: 'not-needed' }],
    ['cancel', {}, { intent: 'cancel', reason: 'not-needed' }],
    ['confirm-cancel', {}, { intent: 'confirm-cancel' }],
    ['rate:4', { stars: 4 }, { intent: 'rate', stars: 4 }],
  ])('on %s becomes that intent', async (actionId, extra, intent) => {
    await slack.sendPayload(click(actionId, { bookingId: 'bk-1', version: 4, ...extra }));
    expect(slack.received[0]?.body).toMatchObject({ bookingId: 'bk-1', intent });
  });

  test('sent ten times at once is handed on with the same id each time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => slack.sendPayload(click('more-slots', value))));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(slack.received).toHaveLength(10);
    expect(new Set(slack.received.map(({ id }) => id)).size).toBe(1);
  });

  test('by somebody of a connected workspace counts in his own team', async () => {
    await slack.sendPayload(click('more-slots', value, { user: { id: 'U77', team_id: 'T99' } }));
    expect(slack.received[0]?.body).toMatchObject({ actor: { teamId: 'T99', userId: 'U77' } });
  });

  test('inside a thread is answered there, on a card that heads a thread it is not', async () => {
    await slack.sendPayload(click('more-slots', value, { message: { ts: '2.2', thread_ts: '1.1' } }));
    await slack.sendPayload(click('more-slots', value, { message: { ts: '1.1', thread_ts: '1.1' } }));
    const refs = slack.received.map(({ body }) => body.kind === 'intent' && body.reply?.ref['threadTs']);
    expect(refs).toEqual(['1.1', undefined]);
  });

  test('is not acknowledged while the store cannot be written', async () => {
    slack.store.writable = false;
    const answer = await slack.sendPayload(click('choose-slot:1', value));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(slack.acks).toEqual([]);
    slack.store.writable = true;
    expect((await slack.sendPayload(click('choose-slot:1', value))).status).toBe(200);
  });

  test('on a button that only opens a link does nothing', async () => {
    expect((await slack.sendPayload(click('open-map', ''))).status).toBe(200);
    await slack.settle();
    expect(slack.received).toEqual([]);
    expect(slack.api.calls).toEqual([]);
  });
});

describe('a button that is not known', () => {
  test.each([
    ['an unknown intent', 'self-destruct', value],
    ['a name of every object', 'constructor', value],
    ['a value that is no JSON', 'choose-slot:1', '{"bookingId"'],
    ['no slot', 'choose-slot:1', { bookingId: 'bk-1', version: 1 }],
    ['a booking that is no text', 'more-slots', { bookingId: { $ne: null }, version: 1 }],
    ['a prototype key', 'more-slots', '{"__proto__":{"bookingId":"bk-1"}}'],
    ['six stars', 'rate:6', { bookingId: 'bk-1', version: 1, stars: 6 }],
  ])('(%s) is acknowledged without effect, and its clicker alone reads why', async (_what, actionId, wrong) => {
    const responseUrl = `${slack.api.origin}/hooks/1`;
    const answer = await slack.sendPayload(click(actionId, wrong, { response_url: responseUrl }));
    expect(answer).toMatchObject({ status: 200, text: '' });
    await slack.settle();
    expect(slack.received).toEqual([]);
    expect(slack.api.hooks).toEqual([
      {
        path: '/hooks/1',
        body: {
          response_type: 'ephemeral',
          replace_original: false,
          text: 'That button does nothing any more. Please use the newest card of this booking.',
        },
      },
    ]);
  });
});

describe('the proof', () => {
  const body = form(click('choose-slot:2', value));

  test.each([
    ['299 s old', -299, 200],
    ['301 s old', -301, 401],
    ['299 s ahead', 299, 200],
    ['an hour ahead', 3600, 401],
  ])('with a timestamp %s', async (_what, seconds, status) => {
    expect((await slack.send(body, signed(SECRET, body, inSeconds(seconds)))).status).toBe(status);
    expect(slack.received).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each([
    ['made with another secret', signed('another-secret', body, NOW)],
    ['of another body', signed(SECRET, `${body} `, NOW)],
    [
      'of another time',
      { ...signed(SECRET, body, NOW), 'x-slack-request-timestamp': String(NOW.getTime() / 1000 + 1) },
    ],
    ['of another length', { ...signed(SECRET, body, NOW), 'x-slack-signature': 'v0=00' }],
    ['of another scheme', { ...signed(SECRET, body, NOW), 'x-slack-signature': `v1=${'0'.repeat(64)}` }],
    ['with a timestamp that is no number', { ...signed(SECRET, body, NOW), 'x-slack-request-timestamp': 'NaN' }],
  ])('%s is refused', async (_what, headers) => {
    expect((await slack.send(body, headers)).status).toBe(401);
    expect(slack.received).toEqual([]);
  });

  test('that is missing is refused, but Slack may check the certificate without one', async () => {
    const unsigned = (text: string) =>
      fetch(slack.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: text,
      });
    expect((await unsigned(body)).status).toBe(401);
    expect((await unsigned('ssl_check=1&token=x')).status).toBe(200);
    expect((await unsigned(`ssl_check=1&${body}`)).status).toBe(401);
    expect(slack.received).toEqual([]);
  });
});

describe('the body', () => {
  test.each(['application/x-www-form-urlencoded; charset=utf-8', 'Application/X-WWW-Form-Urlencoded;charset=UTF-8'])(
    'may come as %s',
    async (type) => {
      expect((await slack.sendPayload(click('more-slots', value), { 'content-type': type })).status).toBe(200);
      expect(slack.received).toHaveLength(1);
    },
  );

  test.each([
    ['empty', ''],
    ['not encoded rightly', 'payload=%E0%A4%A'],
    ['no JSON', 'payload={"type":'],
    ['no object', 'payload=null'],
    ['without a type', 'payload={}'],
    ['without a user', form({ ...click('more-slots', value), user: undefined })],
    ['without a team', form({ ...click('more-slots', value), team: null, user: { id: 'U01' } })],
    ['without an action', form({ ...click('more-slots', value), actions: [] })],
    ['with an action that is none', form({ ...click('more-slots', value), actions: [null] })],
    ['without a trigger', form({ ...click('more-slots', value), trigger_id: undefined })],
    ['with a trigger of wrong kind', form({ ...click('more-slots', value), trigger_id: ['x'] })],
    ['deeply nested', `payload=${'['.repeat(200_000)}`],
  ])('%s is a 400', async (_what, body) => {
    const answer = await slack.send(body);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/^[A-Z].*\.$/);
    expect(slack.received).toEqual([]);
  });

  test('of another content type is a 400', async () => {
    const answer = await slack.sendPayload(click('more-slots', value), { 'content-type': 'text/xml' });
    expect(answer.status).toBe(400);
  });

  test('may be what Pitcrew has no use for: acknowledged', async () => {
    for (const type of ['view_closed', 'interactive_message', 'something_new']) {
      expect((await slack.sendPayload({ type, user: { id: 'U01' }, team: { id: 'T01' } })).status).toBe(200);
    }
  });

  test('of the Events API: the challenge is answered, events are acknowledged', async () => {
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const challenge = await slack.send('{"type":"url_verification","challenge":"c-123","token":"x"}', json);
    expect(challenge).toMatchObject({ status: 200, text: '{"challenge":"c-123"}' });
    for (const type of ['app_home_opened', 'function_executed', 'message', 'app_uninstalled']) {
      const event = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: 'T01', event: { type } });
      expect((await slack.send(event, json)).status).toBe(200);
    }
    expect(slack.errors).toEqual([]);
  });

  test('whatever it holds, nothing crashes and nothing is a 5xx', async () => {
    const junk = fc.oneof(
      fc.json({ maxDepth: 5 }),
      fc
        .object({ maxDepth: 3, withNullPrototype: true })
        .map((extra) => JSON.stringify({ ...click('cancel', value), ...extra })),
      fc
        .tuple(fc.constantFrom(...Object.keys(click('cancel', value))), fc.anything({ maxDepth: 2, withBigInt: false }))
        .map(([key, thing]) => JSON.stringify({ ...click('cancel', value), [key]: thing }) ?? 'null'),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '{"__proto__":{"type":"block_actions"}}',
        '{"type":"block_actions","constructor":{"prototype":1}}',
      ),
    );
    await fc.assert(
      fc.asyncProperty(junk, fc.boolean(), async (text, asForm) => {
        const body = asForm ? new URLSearchParams({ payload: text }).toString() : text;
        const type = asForm ? 'application/x-www-form-urlencoded' : 'application/json';
        const answer = await slack.send(Buffer.from(body), { 'content-type': type });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
    expect(slack.errors).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('type');
  });
});

describe('the rating form', () => {
  test('opens at the click on Comment, after the acknowledgement', async () => {
    const answer = await slack.sendPayload(click('rate:comment', { bookingId: 'bk-1', version: 7 }));
    expect(answer.status).toBe(200);
    await slack.settle();
    expect(slack.received).toEqual([]);
    const [opened] = slack.api.of('views.open');
    expect(opened).toMatchObject({
      trigger_id: '13345224609.738474920.8088930838d88f008e0',
      view: { type: 'modal', callback_id: 'rate' },
    });
    expect(JSON.parse(opened!['view'].private_metadata)).toEqual({
      bookingId: 'bk-1',
      version: 7,
      channelId: 'C01',
      messageTs: '1700000001.000100',
    });
    const inputs = opened!['view'].blocks.filter((block: { type: string }) => block.type === 'input');
    expect(inputs.map((block: Wire) => [block.block_id, block.element.action_id])).toEqual([
      ['stars', 'stars'],
      ['comment', 'comment'],
    ]);
  });

  test('shows what was said before, but only in a team that has the card', async () => {
    await slack.close();
    const booking = {
      vehicleId: 'truck-17',
      rating: { stars: 4, comment: 'Quick & friendly' },
      cards: [{ channel: 'slack', ref: { teamId: 'T01', channelId: 'C01', ts: '1.1' } }],
    };
    slack = await startSlack({ resolveBooking: async (id) => (id === 'bk-1' ? (booking as never) : undefined) });
    await slack.sendPayload(click('rate', { bookingId: 'bk-1', version: 7 }));
    await slack.sendPayload(click('rate', { bookingId: 'bk-1', version: 7 }, { team: { id: 'T02' } }));
    await slack.settle();
    const views = slack.api.of('views.open').map(({ view }) => JSON.stringify(view));
    expect(views.filter((view) => view.includes('"initial_value":"Quick & friendly"'))).toHaveLength(1);
    expect(views.filter((view) => view.includes('"initial_option"'))).toHaveLength(1);
  });

  test('that Slack does not open is told to the clicker', async () => {
    slack.api.order('views.open', { body: { ok: false, error: 'expired_trigger_id' } });
    await slack.sendPayload(click('rate', { bookingId: 'bk-1', version: 7 }));
    await slack.settle();
    expect(slack.api.of('chat.postEphemeral')).toMatchObject([
      { channel: 'C01', user: 'U01', text: expect.stringMatching(/^The rating form could not be opened\./) },
    ]);
  });

  test('sent in becomes the intent rate', async () => {
    const answer = await slack.sendPayload(
      submission({ stars: { selected_option: { value: '5' } }, comment: { value: ' Quick and friendly \n' } }),
    );
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(slack.received).toEqual([
      {
        id: 'slack:9.9.modal',
        channel: 'slack',
        body: {
          kind: 'intent',
          bookingId: 'bk-1',
          version: 7,
          intent: { intent: 'rate', stars: 5, comment: 'Quick and friendly' },
          actor: { kind: 'slack', teamId: 'T01', userId: 'U01' },
          reply: {
            channel: 'slack',
            ref: { teamId: 'T01', userId: 'U01', channelId: 'C01', messageTs: '1700000001.000100' },
          },
        },
      },
    ]);
  });

  test('sent in without words has no comment', async () => {
    await slack.sendPayload(submission({ stars: { selected_option: { value: '2' } }, comment: { value: null } }));
    expect(slack.received[0]?.body).toMatchObject({ intent: { intent: 'rate', stars: 2 } });
    expect(slack.received[0]?.body).not.toHaveProperty('intent.comment');
  });

  test.each([
    ['no stars', { comment: { value: 'x' } }, ['stars']],
    ['six stars', { stars: { selected_option: { value: '6' } } }, ['stars']],
    [
      'too many words',
      { stars: { selected_option: { value: '1' } }, comment: { value: 'x'.repeat(2001) } },
      ['comment'],
    ],
    ['both', { stars: { value: '1.5' }, comment: { value: 'x'.repeat(2001) } }, ['comment', 'stars']],
  ])('with %s stays open and says so at the field', async (_what, values, blocks) => {
    const answer = await slack.sendPayload(submission(values));
    expect(answer.status).toBe(200);
    const { response_action: action, errors } = JSON.parse(answer.text);
    expect(action).toBe('errors');
    expect(Object.keys(errors).sort()).toEqual(blocks);
    expect(slack.received).toEqual([]);
  });

  test('whose memory is not ours is refused in words', async () => {
    const view = { private_metadata: '{"bookingId":7}', state: { values: {} } };
    const answer = await slack.sendPayload(submission({}, { view }));
    expect(JSON.parse(answer.text)).toMatchObject({ response_action: 'errors', errors: { stars: expect.any(String) } });
  });

  test('is not acknowledged while the store cannot be written', async () => {
    slack.store.writable = false;
    expect((await slack.sendPayload(submission({ stars: { selected_option: { value: '5' } } }))).status).toBe(503);
  });
});
