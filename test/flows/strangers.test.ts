import { CHANNEL, DANA, MONDAY, SAM, STRANGER, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
let bookingId: string;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  bookingId = await world.raise();
  await world.card(bookingId);
  await until('the booking knows where its card is', async () => {
    const { cards, version } = await world.booking(bookingId);
    return cards[0]?.version === version || undefined;
  });
});
afterEach(() => world.close());

/** A click as it is sent, before it is signed. */
async function payloadOf(person: Person, actionId: string): Promise<Record<string, unknown>> {
  const card = await world.card(bookingId);
  const { body } = world.workspace.clickRequest(person.id, CHANNEL, card.ts, actionId);
  return JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as Record<string, unknown>;
}

async function unchanged(work: () => Promise<void>): Promise<void> {
  const before = await world.booking(bookingId);
  await work();
  const after = await world.booking(bookingId);
  expect(after).toEqual(before);
  expect(world.shops.ledger()).toEqual([]);
  expect(world.whispers(DANA)).toEqual([]);
}

test.each(['choose-slot:1', 'more-slots', 'dismiss'])(
  'a viewer who clicks %s is told that his role does not allow it',
  (actionId) =>
    unchanged(async () => {
      expect(await world.click(SAM, bookingId, actionId)).toBe(200);
      expect(await world.told(SAM, /./)).toBe('Your role in this fleet does not allow that. Ask a fleet manager.');
    }),
);

test('someone who is no member is told so alone', () =>
  unchanged(async () => {
    expect(await world.click(STRANGER, bookingId, 'choose-slot:1')).toBe(200);
    expect(await world.told(STRANGER, /./)).toBe(
      'You are not a member of this fleet in Pitcrew. Ask your fleet’s administrator to add you.',
    );
    expect(world.whispers(SAM)).toEqual([]);
  }));

test('a user of another workspace is a stranger, also with the id of a manager', () =>
  unchanged(async () => {
    const payload = await payloadOf(DANA, 'choose-slot:1');
    const elsewhere = { ...payload, user: { ...(payload['user'] as object), team_id: 'T99OTHER' } };
    delete (elsewhere as { response_url?: unknown }).response_url;
    expect((await world.workspace.send(world.workspace.sign(elsewhere))).status).toBe(200);
    // He clicked as U01DANA in a shared channel: what he alone sees goes to that id.
    await until('he is told', () => world.workspace.calls.find(({ method }) => method === 'chat.postEphemeral'));
    const told = world.workspace.calls.find(({ method }) => method === 'chat.postEphemeral');
    expect(told?.args['text']).toMatch(/^You are not a member of this fleet/);
    world.workspace.state.ephemerals(DANA.id).forEach(({ ts }) => world.workspace.state.deleteEphemeral(DANA.id, ts));
  }));

test('a button that names a case of nobody, or holds no value of ours, is answered in words', () =>
  unchanged(async () => {
    const payload = await payloadOf(SAM, 'more-slots');
    const [action] = payload['actions'] as object[];
    const forged = {
      ...payload,
      trigger_id: 'forged-1',
      actions: [{ ...action, value: '{"bookingId":"no-such-case"}' }],
    };
    expect((await world.workspace.send(world.workspace.sign(forged))).status).toBe(200);
    await world.told(SAM, /^This case does not exist/);
    const empty = { ...payload, trigger_id: 'forged-2', actions: [{ ...action, value: 'not JSON' }] };
    expect((await world.workspace.send(world.workspace.sign(empty))).status).toBe(200);
    await world.told(SAM, /^That button does nothing any more/);
  }));

test('a wrong signature, an old one and one from the future are refused and never stored', () =>
  unchanged(async () => {
    const payload = await payloadOf(DANA, 'choose-slot:1');
    const now = Math.floor(Date.now() / 1000);
    for (const at of [now - 301, now + 301]) {
      expect((await world.workspace.send(world.workspace.sign(payload, at))).status).toBe(401);
    }
    const good = world.workspace.sign(payload);
    const forged = { ...good, body: good.body.replace('U01DANA', 'U01DANE') };
    expect((await world.workspace.send(forged)).status).toBe(401);
  }));
