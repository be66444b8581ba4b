import { SITUATIONS, offered } from '../../support/cases.ts';
import { APP_ID, OTHER_TENANT, TENANT, activityFrom, pressed } from '../../support/bot-framework.ts';
import { DANA, LEE, ROOM, SAM, STRANGER, startTeams } from './harness.ts';
import type { Teams } from './harness.ts';
import { cardViolations, partsOf, verbsOf } from './judges.ts';

let teams: Teams;
beforeEach(async () => {
  teams = await startTeams();
  teams.bookings.set('B1', offered());
});
afterEach(() => teams.close());

const CARD = 'application/vnd.microsoft.card.adaptive';
const WORDS = 'application/vnd.microsoft.activity.message';
const book = pressed('choose-slot', { bookingId: 'B1', version: 1, slotId: 's2' });
const settledAs = (outcome: 'accepted' | 'absorbed' | 'refused', message: string) =>
  void (teams.state.settled = Promise.resolve({ outcome, message }));

describe('a click', () => {
  test('is stored under the activity’s id, as an intent of the person in his tenant, and answered with the newest card', async () => {
    const activity = activityFrom(DANA, teams.service.serviceUrl, book);
    const { status, body } = await teams.service.send(teams.url, activity);
    expect([status, body.statusCode, body.type]).toEqual([200, 200, CARD]);
    expect(cardViolations(body.value)).toEqual([]);
    expect(body.value.refresh.action.data).toEqual({ bookingId: 'B1', version: 1 });
    expect(teams.received).toMatchObject([
      {
        id: `teams:${activity.id}`,
        channel: 'teams',
        body: {
          kind: 'intent',
          bookingId: 'B1',
          version: 1,
          intent: { intent: 'choose-slot', slotId: 's2' },
          actor: { kind: 'teams', tenantId: TENANT, userId: 'aad-dana' },
        },
      },
    ]);
  });

  test('that changes nothing is answered with its words to him alone, and the same words are not told again', async () => {
    settledAs('refused', 'Somebody was faster.');
    const { body } = await teams.send(DANA, book);
    expect(body).toEqual({ statusCode: 200, type: WORDS, value: 'Somebody was faster.' });
    const reply = teams.received[0]?.body.kind === 'intent' ? teams.received[0].body.reply : undefined;
    expect(await teams.channel.tell(reply!, 'Somebody was faster.')).toEqual({ ok: true });
    expect(teams.service.posted).toEqual([]);
    expect(teams.memory.kept.size).toBe(0);
    // What comes later is news, and is told in his own chat.
    expect(await teams.channel.tell(reply!, 'The shop has no time then.')).toEqual({ ok: true });
    expect(teams.service.in('a:aad-dana')).toMatchObject([{ activity: { text: 'The shop has no time then.' } }]);
  });

  test('whose time the shop gives away in this moment is answered with that, by the one reply', async () => {
    const activity = activityFrom(DANA, teams.service.serviceUrl, book);
    const row = { intent: 'choose-slot', deliveryId: `teams:${activity.id}`, at: '2026-11-22T15:04:00.000Z' };
    const requested = SITUATIONS.requested();
    teams.bookings.set('B1', { ...requested, outcomes: [{ ...row, result: 'pending', message: 'Booking…' }] });
    const answer = teams.service.send(teams.url, activity);
    await new Promise((go) => setTimeout(go, 300));
    teams.bookings.set('B1', { ...offered(), outcomes: [{ ...row, result: 'failed', message: 'That time is gone.' }] });
    expect((await answer).body).toEqual({ statusCode: 200, type: WORDS, value: 'That time is gone.' });
    const reply = teams.received[0]?.body.kind === 'intent' ? teams.received[0].body.reply : undefined;
    expect(await teams.channel.tell(reply!, 'That time is gone.')).toEqual({ ok: true });
    expect(teams.service.posted).toEqual([]);
  });

  test('is answered in time, whatever takes long', async () => {
    teams.state.settled = new Promise(() => {});
    const began = Date.now();
    const { body } = await teams.send(DANA, book);
    expect([body.type, Date.now() - began < 3_000]).toEqual([CARD, true]);
  });

  test('that cannot be stored is never acknowledged', async () => {
    teams.state.writable = false;
    expect(await teams.send(DANA, book)).toMatchObject({ status: 503 });
  });

  test('of a stranger’s, or from another tenant, leads to no card', async () => {
    settledAs('refused', 'You are not a member of this fleet in Pitcrew.');
    for (const [person, more] of [
      [STRANGER, {}],
      [DANA, { tenantId: OTHER_TENANT }],
    ] as const) {
      const { status, body } = await teams.send(person, { ...book, ...more });
      expect([status, body.type]).toEqual([200, WORDS]);
    }
  });

  test.each([
    [
      'a menu in which nothing was chosen',
      pressed('choose-slot', { bookingId: 'B1', version: 1 }),
      'Please choose a time first.',
    ],
    [
      'a form that was left empty',
      pressed('reschedule', { bookingId: 'B1', version: 1, text: '', date: '' }),
      'Please choose a time, a day, or say when.',
    ],
    [
      'a verb of nobody’s',
      pressed('explode', { bookingId: 'B1', version: 1 }),
      'That button does nothing any more. Please use the newest card of this booking.',
    ],
  ])('on %s is answered in words, and nothing is stored', async (_what, more, said) => {
    expect((await teams.send(DANA, more)).body).toEqual({ statusCode: 200, type: WORDS, value: said });
    expect(teams.received).toEqual([]);
  });

  test.each([
    ['no action', { name: 'adaptiveCard/action', value: {} }],
    ['no value', { name: 'adaptiveCard/action' }],
    ['no booking', pressed('approve', {})],
    ['no id', { ...book, id: undefined }],
    ['no sender', { ...book, from: undefined }],
    ['a dialog of nobody’s', { name: 'task/fetch', value: { data: { bookingId: 'B1', verb: 'explode' } } }],
  ])('with %s is a 400, and nothing is stored', async (_what, more) => {
    expect((await teams.send(DANA, more)).status).toBe(400);
    expect(teams.received).toEqual([]);
  });
});

describe('a refresh', () => {
  const refresh = pressed('refresh', { bookingId: 'B1', version: 1 }, 'automatic');

  test('shows each his own view, and stores nothing', async () => {
    teams.bookings.set('B1', SITUATIONS['awaiting-approval']());
    const seen = async (person: typeof DANA) => {
      const { body } = await teams.send(person, refresh);
      return body.type === CARD ? verbsOf(body.value) : body.value;
    };
    expect(await seen(LEE)).toEqual(['approve', 'reject']);
    expect(await seen(DANA)).toEqual(['escalate', 'cancel']);
    expect(await seen(SAM)).toEqual(['escalate', 'cancel']);
    expect(await seen(STRANGER)).toMatch(/^You are not a member of this fleet/);
    expect((await teams.send(LEE, { ...refresh, tenantId: OTHER_TENANT })).body.type).toBe(WORDS);
    expect(teams.received).toEqual([]);
  });
});

describe('a dialog', () => {
  const open = (verb: string) => ({
    name: 'task/fetch',
    value: {
      data: { msteams: { type: 'task/fetch' }, verb, bookingId: 'B1', version: 4 },
      context: { theme: 'default' },
    },
  });
  const submit = (verb: string, typed: object) => ({
    name: 'task/submit',
    value: { data: { verb, bookingId: 'B1', version: 4, ...typed } },
  });

  test.each([
    ['reschedule', ['slotId', 'date', 'text']],
    ['rate', ['stars', 'comment']],
    ['book-manually', ['providerName', 'start', 'time', 'confirmation']],
  ])('to %s asks for the fields of its intent', async (verb, ids) => {
    teams.bookings.set('B1', SITUATIONS.completed());
    const { body } = await teams.send(DANA, open(verb));
    const { content, contentType } = body.task.value.card;
    expect([body.task.type, contentType]).toEqual(['continue', CARD]);
    expect(cardViolations(content)).toEqual([]);
    const inputs = ['Input.ChoiceSet', 'Input.Text', 'Input.Date', 'Input.Time'].flatMap((type) =>
      partsOf(content, type),
    );
    expect(inputs.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(partsOf(content, 'Action.Submit')).toMatchObject([{ data: { verb, bookingId: 'B1' } }]);
  });

  test('that is sent in is a click like any other', async () => {
    settledAs('accepted', 'Thank you.');
    const { body } = await teams.send(DANA, submit('rate', { stars: '4', comment: 'Quick' }));
    expect(body).toEqual({ task: { type: 'message', value: 'Done. The card shows how it stands.' } });
    expect(teams.received[0]?.body).toMatchObject({
      intent: { intent: 'rate', stars: 4, comment: 'Quick' },
      version: 4,
    });
  });

  test('for what was booked by hand reads the day and the time by the fleet’s clock', async () => {
    const typed = { providerName: 'Hal’s Garage', start: '2026-11-24', time: '09:30', confirmation: '' };
    await teams.send(DANA, submit('book-manually', typed));
    // Half past nine in Chicago, six hours behind Greenwich.
    expect(teams.received[0]?.body).toMatchObject({
      intent: { intent: 'book-manually', providerName: 'Hal’s Garage', start: '2026-11-24T15:30:00.000Z' },
    });
  });

  test('that lacks something stays open and says what', async () => {
    const { body } = await teams.send(DANA, submit('rate', { comment: 'Quick' }));
    expect(body.task.type).toBe('continue');
    expect(JSON.stringify(body.task.value.card.content)).toContain('Please choose 1 to 5 stars.');
    expect(teams.received).toEqual([]);
  });

  test('is refused in words to whom it is not for', async () => {
    for (const [person, verb] of [
      [SAM, 'rate'],
      [STRANGER, 'rate'],
      [DANA, 'reject'],
    ] as const) {
      const { body } = await teams.send(person, open(verb));
      expect(body.task).toEqual({ type: 'message', value: expect.stringMatching(/^(Your role|You are not a member)/) });
    }
  });
});

describe('being added and removed', () => {
  const bot = { id: `28:${APP_ID}` };
  const chat = { conversationId: 'a:chat-of-dana' };
  const room = (more: object) => ({ type: 'conversationUpdate', id: undefined, ...more });

  test('a person’s chat is remembered for what is told him, until he removes the app', async () => {
    const install = { type: 'installationUpdate', id: undefined, ...chat };
    expect((await teams.send(DANA, { ...install, action: 'add' })).status).toBe(200);
    expect((await teams.channel.post('teams:person/acme/dana', ...ONE)).ok).toBe(true);
    expect(teams.service.in('a:chat-of-dana')).toHaveLength(1);
    expect(teams.service.created).toEqual([]);
    await teams.send(DANA, { ...install, action: 'remove' });
    expect((await teams.channel.post('teams:person/acme/dana', ...ONE)).ok).toBe(true);
    expect(teams.service.created).toHaveLength(1);
  });

  test('a channel is remembered, however often Teams says so', async () => {
    const added = room({ conversationId: '19:new@thread.tacv2', membersAdded: [bot, { id: '29:x' }] });
    await Promise.all([teams.send(DANA, added), teams.send(DANA, added)]);
    expect((await teams.channel.post(`teams:room/${TENANT}/19:new@thread.tacv2`, ...ONE)).ok).toBe(true);
    await teams.send(DANA, room({ conversationId: '19:new@thread.tacv2', membersRemoved: [bot] }));
    expect(await teams.channel.post(`teams:room/${TENANT}/19:new@thread.tacv2`, ...ONE)).toMatchObject({
      error: { code: 'rejected', reason: 'The conversation in Teams is not known.' },
    });
  });

  test('who writes to the app is answered where he wrote, and nothing else comes of it', async () => {
    const more = { type: 'message', id: '1700000000001', text: 'approve everything', ...chat };
    expect((await teams.send(DANA, more)).status).toBe(200);
    expect(teams.service.in('a:chat-of-dana')).toMatchObject([
      { replyToId: '1700000000001', activity: { text: expect.stringContaining('There is nothing to type.') } },
    ]);
    teams.service.order('reply', { status: 500 });
    expect((await teams.send(DANA, more)).status).toBe(200);
    expect(teams.received).toEqual([]);
  });

  test('somebody else who comes or goes changes nothing', async () => {
    await teams.send(DANA, room({ conversationId: ROOM, membersAdded: [{ id: '29:somebody' }] }));
    expect(teams.memory.kept.size).toBe(0);
  });
});

const ONE = [
  {
    bookingId: 'B1',
    version: 1,
    state: 'offered',
    severity: 'warning',
    tone: 'warning',
    title: 'truck-17',
    status: 'Choose a time.',
    fallbackText: 'truck-17',
    facts: [],
    slots: [],
    moreSlots: [],
    fallbacks: [],
    actions: [],
    footer: [],
  },
  { retry: false },
] as const;
