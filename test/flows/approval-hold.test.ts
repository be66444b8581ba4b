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
async function chosen(faults?: string, holdSeconds?: number): Promise<string> {
  // How long a hold lasts is told on the true clock, so where that matters it is everybody's.
  const short = holdSeconds === undefined ? {} : { holdSeconds, now: () => new Date() };
  town = await startPepBoysWorld(tempDir(), {
    sandbox: short,
    world: {
      approvers: [LEE],
      policy: { booking: 'approve' },
      ...(holdSeconds === undefined ? {} : { startsAt: new Date().toISOString() }),
    },
  });
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

test('a hold that runs out is renewed again and again, and the yes takes up the one that stands', async () => {
  const bookingId = await chosen(undefined, 1);
  const { world } = town;
  const heldUntil = await until('it is held for the third time', async () => {
    const { phase } = await world.booking(bookingId);
    return calls('hold') >= 3 && phase.state === 'awaiting-approval' ? phase.approval.heldUntil : undefined;
  });
  expect(Date.parse(heldUntil)).toBeGreaterThan(Date.now() - 1_000);
  expect([calls('confirm'), town.pepboys.ledger()]).toEqual([0, []]);
  await world.ownCard(LEE, bookingId, (text) => text.includes('"approve"'));
  await world.clickOwn(LEE, bookingId, 'approve');
  await world.inState(bookingId, 'scheduled');
  expect(town.pepboys.ledger()).toMatchObject([{ reference: `${bookingId}-1`, status: 'BOOKED' }]);
  // Nothing is held any more for a time that is booked.
  const held = calls('hold');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(calls('hold')).toBe(held);
});

test('a time that somebody takes in the moment between two holds is given up, and its chooser is told', async () => {
  const bookingId = await chosen(undefined, 1);
  const { world } = town;
  await until('the shop holds it', () => calls('hold') > 0 || undefined);
  town.pepboys.setFaults('hold:stolen-slot=1');
  expect(await world.told(DANA, /is gone while it waited for approval, so nothing is booked\./)).toBeTruthy();
  const { claims, offer } = await world.inState(bookingId, 'offered');
  expect([claims, town.pepboys.ledger()]).toEqual([[], []]);
  expect(offer.slots.length).toBeGreaterThan(0);
});
