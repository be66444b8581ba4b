import { appointmentOf } from '../../src/domain/booking.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import type { OfferedSlot } from '../../src/domain/slot.ts';
import { act } from '../support/intents.ts';
import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { Person, World, WorldOptions } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const LEE: Person = { id: 'U01LEE', name: 'Lee Okafor' };
const IDA: Person = { id: 'U01IDA', name: 'Ida Stern' };
const MINUTE_MS = 60_000;

let world: World;
afterEach(() => world.close());

/** Dana chose the first slot, which costs more than a dollar. */
async function waiting(options: Partial<WorldOptions> = {}): Promise<string> {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    approvers: [LEE],
    ...options,
    policy: { booking: 'approve', approveOver: { amount: 100, currency: 'USD' }, ...options.policy },
  });
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'awaiting-approval');
  return bookingId;
}
const historyOf = async (bookingId: string) => (await world.booking(bookingId)).history.map(({ intent }) => intent);
const dmLines = (person: Person): readonly string[] =>
  world.workspace.state.messages(world.workspace.state.directMessage(person.id).id).map(({ text }) => text);

test('what is over the limit waits for an approver, who gets it in person with both buttons; his yes books it', async () => {
  const bookingId = await waiting();
  const own = await world.ownCard(LEE, bookingId, (text) => text.includes('"approve"'));
  expect(JSON.stringify(own.blocks)).toContain('"reject"');
  expect(JSON.stringify(own.blocks)).toMatch(/Waiting for Lee Okafor to approve it, until Mon, Jan 6, 9:\d\d AM CST/);
  const shared = await world.card(bookingId, (text) => text.includes('Waiting for Lee Okafor'));
  expect(JSON.stringify(shared.blocks)).not.toMatch(/"(approve|reject)"/);
  expect(JSON.stringify(shared.blocks)).toContain('The time is not promised: the shop is asked once it is approved.');
  const { claims, cost } = await world.booking(bookingId);
  expect([claims.length > 0, cost !== undefined, world.shops.ledger()]).toEqual([true, true, []]);

  expect(await world.clickOwn(LEE, bookingId, 'approve')).toBe(200);
  const { phase } = await world.inState(bookingId, 'scheduled');
  expect(phase).toMatchObject({ appointment: { by: { name: DANA.name }, approvedBy: LEE.name } });
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CONFIRMED']);
  await world.card(bookingId, (text) => text.includes('Booked by Dana Reyes, approved by Lee Okafor.'));
  await world.ownCard(LEE, bookingId, (text) => text.includes('Booked by Dana Reyes') && !text.includes('"approve"'));
  expect(await historyOf(bookingId)).toEqual(['alert', 'offer', 'choose-slot', 'approve', 'confirmed']);
  expect((await world.booking(bookingId)).outcomes.map(({ intent, result }) => [intent, result])).toEqual([
    ['choose-slot', 'done'],
    ['approve', 'done'],
  ]);
});

test('his no frees the time, and its chooser reads his words', async () => {
  const bookingId = await waiting();
  await world.ownCard(LEE, bookingId, (text) => text.includes('"reject"'));
  await world.clickOwn(LEE, bookingId, 'reject');
  await until('the form is open', () => world.workspace.state.views(LEE.id)[0]);
  await world.workspace.submitView(LEE.id, { comment: 'Too dear; try the dealer.' });
  const offered = await world.inState(bookingId, 'offered');
  expect([offered.claims, offered.cost, world.shops.ledger()]).toEqual([[], undefined, []]);
  expect(await world.told(DANA, /./)).toMatch(
    /^Mon, Jan 6, .* was not approved by Lee Okafor: “Too dear; try the dealer\.”\. Other times are on the card\.$/,
  );
  await world.card(bookingId, (text) => text.includes('choose-slot:1'));
  expect(offered.approvals).toMatchObject([{ by: { name: LEE.name }, decision: 'rejected' }]);
});

test('a silent approver is reminded, then the next one is asked; when his time is over too, the time is free again', async () => {
  const bookingId = await waiting({ approvers: [IDA, LEE], policy: { approvalMinutes: 10 } });
  await world.ownCard(IDA, bookingId, (text) => text.includes('"approve"'));
  expect(dmLines(LEE)).toEqual([]);
  world.later(6 * MINUTE_MS);
  await until('Ida is reminded', () => dmLines(IDA).find((text) => text.startsWith('Reminder: Mon, Jan 6')));
  world.later(5 * MINUTE_MS);
  await world.ownCard(LEE, bookingId, (text) => text.includes('Waiting for Lee Okafor'));
  expect((await world.booking(bookingId)).claims.length).toBeGreaterThan(0);
  world.later(11 * MINUTE_MS);
  await world.inState(bookingId, 'offered');
  expect(await historyOf(bookingId)).toEqual(
    expect.arrayContaining(['choose-slot', 'approval-timeout', 'approval-timeout']),
  );
  expect(await world.told(DANA, /./)).toMatch(/^Nobody has approved Mon, Jan 6, .* so nothing is booked\./);
  // A yes that comes too late is told so, to him alone.
  await world.workspace.send(lateYes(bookingId));
  expect(await world.told(LEE, /./)).toBe('Nothing waits for approval here.');
});

function lateYes(bookingId: string) {
  const { directMessage } = world.workspace.state;
  return world.workspace.sign({
    type: 'block_actions',
    trigger_id: 'late.1',
    user: { id: LEE.id, team_id: 'T01TEST' },
    team: { id: 'T01TEST' },
    channel: { id: directMessage(LEE.id).id },
    actions: [
      { type: 'button', action_id: 'approve', block_id: 'b', value: JSON.stringify({ bookingId, version: 1 }) },
    ],
  });
}

test('nobody approves what he asked for himself, nor without the role; unless the policy lets him', async () => {
  const bookingId = await waiting({ approvers: [DANA, LEE] });
  await world.ownCard(LEE, bookingId, (text) => text.includes('Waiting for Lee Okafor'));
  const card = await world.card(bookingId);
  const press = (person: Person) =>
    world.workspace.send(
      world.workspace.sign({
        type: 'block_actions',
        trigger_id: `own.${person.id}.${Date.now()}`,
        user: { id: person.id, team_id: 'T01TEST' },
        team: { id: 'T01TEST' },
        channel: { id: CHANNEL },
        message: { ts: card.ts },
        actions: [
          { type: 'button', action_id: 'approve', block_id: 'b', value: JSON.stringify({ bookingId, version: 1 }) },
        ],
      }),
    );
  await press(DANA);
  expect(await world.told(DANA, /./)).toBe('You asked for this yourself, so somebody else has to decide.');
  expect((await world.booking(bookingId)).phase.state).toBe('awaiting-approval');
  await world.setPolicy({ booking: 'approve', selfApproval: true });
  await press(DANA);
  await world.inState(bookingId, 'scheduled');
});

test('an approved appointment is moved at its price by anybody; a dearer shop needs approval, and the old time stands', async () => {
  const bookingId = await waiting();
  await world.ownCard(LEE, bookingId, (text) => text.includes('"approve"'));
  await world.clickOwn(LEE, bookingId, 'approve');
  const first = appointmentOf(await world.inState(bookingId, 'scheduled'))!;
  expect((await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' })).outcome).toBe(
    'accepted',
  );
  const second = await until('it is moved', async () => {
    const { phase } = await world.booking(bookingId);
    return phase.state === 'scheduled' && phase.appointment.start !== first.start ? phase.appointment : undefined;
  });

  await act(world, DANA, bookingId, { intent: 'more-slots' });
  const elsewhere = await until('there are more times', async () =>
    (await world.booking(bookingId)).offer.slots.find(({ providerId }) => providerId !== second.providerId),
  );
  const dearer = (slot: OfferedSlot) => ({ ...slot, estimate: { amount: 99_900, currency: 'USD' } });
  await world.pitcrew.parts.app.core.engine.amend(asBookingId(bookingId), (present) => ({
    ...present,
    offer: { ...present.offer, slots: present.offer.slots.map(dearer) },
  }));
  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', slotId: elsewhere.slotId });
  expect(answer).toMatchObject({ outcome: 'refused' });
  expect(answer.message).toMatch(/ needs approval, .* Fri, Jan 10, 3:00 .* stands\. Cancel it first/);
  expect(appointmentOf(await world.booking(bookingId))).toEqual(second);
});
