import { startPepBoysWorld } from '../support/pepboys-world.ts';
import type { PepBoysWorld } from '../support/pepboys-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA } from '../support/world.ts';
import type { Person } from '../support/world.ts';

const LEE: Person = { id: 'U01LEE', name: 'Lee Okafor' };

let town: PepBoysWorld;
afterEach(() => town.close());

/** A network that can hold a time, and a fleet whose every booking is approved by Lee. */
async function chosen(faults?: string): Promise<string> {
  town = await startPepBoysWorld(tempDir(), { world: { approvers: [LEE], policy: { booking: 'approve' } } });
  const { world } = town;
  if (faults) town.pepboys.setFaults(faults);
  const bookingId = await world.raise();
  await world.card(bookingId, (text) => text.includes('choose-slot:3'));
  await world.click(DANA, bookingId, 'choose-slot:1');
  return bookingId;
}
const calls = (operation: string): number => town.pepboys.stats.requests[operation] ?? 0;

test('where the network can, the shop holds the time while it waits, and a yes takes that hold up', async () => {
  const bookingId = await chosen();
  const { world } = town;
  await world.card(bookingId, (text) => text.includes('The shop is asked to hold the time meanwhile.'));
  await until('the shop holds it', async () => {
    const { phase } = await world.booking(bookingId);
    return phase.state === 'awaiting-approval' ? phase.approval.heldUntil : undefined;
  });
  expect([calls('hold'), calls('confirm'), town.pepboys.ledger()]).toEqual([1, 0, []]);
  await world.ownCard(LEE, bookingId, (text) => text.includes('"approve"'));
  await world.clickOwn(LEE, bookingId, 'approve');
  await world.inState(bookingId, 'scheduled');
  expect([calls('hold'), calls('confirm')]).toEqual([1, 1]);
  expect(town.pepboys.ledger()).toMatchObject([{ reference: `${bookingId}-1`, status: 'BOOKED' }]);
});

test('a time that the shop has given away meanwhile is given up at once, and its chooser is told', async () => {
  const bookingId = await chosen('hold:stolen-slot=1');
  const { world } = town;
  expect(await world.told(DANA, /./)).toMatch(
    /^Mon, Jan 6, .* is gone while it waited for approval, so nothing is booked\./,
  );
  const { claims, history } = await world.inState(bookingId, 'offered');
  expect(claims).toEqual([]);
  expect(history.map(({ intent }) => intent)).toContain('slot-gone');
  expect(town.pepboys.ledger()).toEqual([]);
});
