import { listenTo } from '../support/inbox.ts';
import type { InboxEvents } from '../support/inbox.ts';
import { tempDir } from '../support/temp.ts';
import { sentWith, until } from '../support/waiting.ts';
import { CHANNEL, DANA, isCardOf, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';

const BEN: Person = { id: 'U02BEN', name: 'Ben Holt' };
const VEHICLES = Array.from({ length: 5 }, (_, n) => `van-${n + 1}`);
let world: World;
let stream: InboxEvents;
let token: string;
beforeEach(async () => {
  world = await startWorld({
    ...{ dataDir: tempDir(), managers: [DANA, BEN], vehicles: VEHICLES, channels: [{ kind: 'inapp' }] },
  });
  const answer = await fetch(`${world.url}/v1/fleets/acme/members/${BEN.id.toLowerCase()}/sessions`, {
    method: 'POST',
    headers: { authorization: 'Bearer an-api-key-for-tests-only' },
  });
  ({ token } = (await answer.json()) as { token: string });
  stream = await listenTo(world.url, { authorization: `Bearer ${token}` });
});
afterEach(async () => {
  await stream.close();
  await world.close();
});

/** What Ben clicks in his inbox. */
async function inInbox(bookingId: string, intent: object): Promise<{ outcome: string; message: string }> {
  const answer = await fetch(`${world.url}/v1/inbox/intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bookingId, deliveryId: `ben-${sentWith()}`, ...intent }),
  });
  return (await answer.json()) as { outcome: string; message: string };
}

/** The version that each place shows: the booking itself, its card in Slack, what the inbox was told, and its record of both. */
async function shown(bookingId: string): Promise<readonly number[]> {
  const { version, cards } = await world.booking(bookingId);
  const slack = world.workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId))?.metadata;
  const told = (slack?.['event_payload'] as { version?: number } | undefined)?.version ?? 0;
  return [version, told, stream.versions()[bookingId] ?? 0, ...cards.map((card) => card.version)];
}

const equal = (bookingId: string) =>
  until(`all places show ${bookingId} alike`, async () => {
    const versions = await shown(bookingId);
    return versions.length === 5 && new Set(versions).size === 1 ? versions : undefined;
  });

test('what Dana does in Slack Ben sees in his inbox, and the other way round', async () => {
  const bookingId = await world.raise('van-1');
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await stream.until('the inbox hears of it', (all) => all.at(-1)?.data.state === 'scheduled');
  const moved = await inInbox(bookingId, { intent: 'reschedule', text: 'the day after tomorrow' });
  expect(moved.outcome).toBe('accepted');
  await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (text) => text.includes('Booked by') && text.includes('Reschedule'));
  await equal(bookingId);
  const { history } = await world.booking(bookingId);
  expect(history.map(({ actor: { channel, id }, intent }) => [intent, channel, id])).toEqual(
    expect.arrayContaining([
      ['choose-slot', 'slack', 'u01dana'],
      ['reschedule', 'inapp', 'u02ben'],
    ]),
  );
});

test('both click at the same moment, time and again: one appointment, a true answer for each, all cards equal at rest', async () => {
  for (const vehicleId of VEHICLES) {
    const bookingId = await world.raise(vehicleId);
    await world.card(bookingId);
    const { slots } = (await world.booking(bookingId)).offer;
    const [, answer] = await Promise.all([
      world.click(DANA, bookingId, 'choose-slot:1'),
      inInbox(bookingId, { intent: 'choose-slot', slotId: slots[1]?.slotId }),
    ]);
    const { history, phase } = await world.inState(bookingId, 'scheduled');
    const [won, ...others] = history.filter(({ intent }) => intent === 'choose-slot').map(({ actor }) => actor.channel);
    expect(others).toEqual([]);
    const slot = slots[won === 'inapp' ? 1 : 0];
    expect(phase).toMatchObject({ appointment: { providerId: slot?.providerId, start: slot?.start } });
    // Whoever came second reads what stands.
    if (won === 'inapp') await world.told(DANA, new RegExp(slot?.providerName ?? '?'));
    else
      expect(answer).toMatchObject({ outcome: 'refused', message: expect.stringContaining(slot?.providerName ?? '?') });
    await equal(bookingId);
  }
  expect(world.shops.ledger().filter(({ status }) => status === 'CONFIRMED')).toHaveLength(VEHICLES.length);
}, 60_000);
