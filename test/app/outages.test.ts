import type { JobQueue } from '../../src/app/ports/jobs.ts';
import { createTown, freeHours, openOffice, shop, type Office, type Town } from '../support/office.ts';
import { until } from '../support/waiting.ts';

const THREE = [shop(1), shop(2), shop(3)];
const never = new Promise<never>(() => {});
const opened: Office[] = [];
const open = async (...args: Parameters<typeof openOffice>): Promise<Office> => {
  const office = await openOffice(...args);
  opened.push(office);
  return office;
};
let town: Town;
beforeEach(() => void (town = createTown()));
afterEach(async () => void (await Promise.all(opened.splice(0).map((office) => office.close()))));

/** Clicks on the first slot of a new case. */
async function chooseFirst(office: Office, id = 'one') {
  const { bookingId, offer } = await office.offer();
  const chosen = offer.slots[0]!;
  await (
    await office.click(bookingId, { intent: 'choose-slot', slotId: chosen.slotId }, { id })
  ).settled;
  return { bookingId, chosen };
}

describe('A shop that does not answer clearly', () => {
  test.each([
    ['had booked it', 'unknown-done', ['book', 'lookup']],
    ['had not booked it', 'unknown', ['book', 'lookup', 'book']],
  ] as const)('and %s is looked up first, then asked with the same key', async (_, ending, calls) => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push(ending);
    const { bookingId } = await chooseFirst(office);
    await office.inState(bookingId, 'scheduled');
    expect(town.network.calls).toEqual(calls.map((call) => `${call} ${bookingId}-1`));
    expect(town.network.ledger.size).toBe(1);
    const { history, outcomes } = await office.booking(bookingId);
    expect(history.map(({ intent }) => intent)).toEqual(['alert', 'offer', 'choose-slot', 'unknown', 'confirmed']);
    expect(outcomes[0]).toMatchObject({ deliveryId: 'slack:one', result: 'done' });
  });

  test('nothing else is tried while the look-up fails as well; the card says what happens and whom to call', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('unknown-done');
    town.network.next.lookup.push('unavailable', 'unavailable');
    const { bookingId, chosen } = await chooseFirst(office);
    const waiting = await until('it is unknown', async () => {
      const present = await office.booking(bookingId);
      return present.phase.state === 'requested' && present.phase.request.unknownSince ? present : undefined;
    });
    expect(waiting.claims).toHaveLength(24);
    const card = await until('the card says so', () =>
      town.channel.cardsOf(bookingId)[0]?.pictures.find(({ card }) => card.status.includes('not answered clearly')),
    );
    expect(card.card.status).toMatch(/nothing is booked twice\. You can call the shop at \+1/);
    expect(card.card.fallbacks[0]?.text).toBe(`Book by hand at ${chosen.providerName}`);
    await office.inState(bookingId, 'scheduled');
    expect(town.network.calls.map((call) => call.split(' ')[0])).toEqual(['book', 'lookup', 'lookup', 'lookup']);
    expect(town.network.ledger.size).toBe(1);
  });

  test('a cancellation meanwhile is done when the outcome is known', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('unknown-done');
    const { bookingId } = await chooseFirst(office);
    await (
      await office.click(bookingId, { intent: 'cancel', reason: 'not-needed' }, { id: 'c' })
    ).settled;
    await office.inState(bookingId, 'cancelled');
    expect([...town.network.ledger.values()].map(({ status }) => status)).toEqual(['cancelled']);
    expect(await office.outcome(bookingId, 'c')).toMatchObject({ result: 'done', message: 'Cancelled.' });
  });

  test('its cancellation is asked again until it is known, and the appointment stands till then', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    const { bookingId } = await chooseFirst(office);
    const booked = await office.inState(bookingId, 'scheduled');
    town.network.next.cancel.push('unavailable', 'unknown-done');
    await (
      await office.click(bookingId, { intent: 'cancel', reason: 'false-positive' })
    ).settled;
    const during = await office.booking(bookingId);
    expect([during.phase.state, during.claims]).toEqual(['scheduled', booked.claims]);
    await office.inState(bookingId, 'cancelled');
    expect(town.network.calls.filter((call) => call.startsWith('cancel'))).toHaveLength(3);
  });
});

describe('A shop that refuses', () => {
  test('taken: it is asked live again, the next slots come without that one, the clicker is told', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('slot-taken');
    const { bookingId, chosen } = await chooseFirst(office);
    const told = await until('the clicker is told', () => town.channel.told[0]);
    expect(told).toMatchObject({
      to: 'dana',
      text: expect.stringMatching(/was just taken by someone else\. Next: 1\)/),
    });
    const { phase, offer, claims } = await office.booking(bookingId);
    expect([phase.state, offer.slots.length, claims]).toEqual(['offered', 3, []]);
    expect(offer.slots.map(({ slotId }) => slotId)).not.toContain(chosen.slotId);
  });

  test('for good: the case ends with the reason and the phone', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('invalid-vin');
    const { bookingId } = await chooseFirst(office);
    const failed = await office.inState(bookingId, 'failed');
    expect(failed.phase).toMatchObject({ reason: 'The VIN is not valid', phone: expect.stringMatching(/^\+1/) });
    const told = await until('the clicker is told', () => town.channel.told[0]);
    expect(told.text).toMatch(/cannot book this: The VIN is not valid\. You can call the shop at \+1/);
  });

  test('down: the shop’s phone, other shops’ slots, and nothing held', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('unavailable');
    const { bookingId, chosen } = await chooseFirst(office);
    const { text } = await until('the clicker is told', () => town.channel.told[0]);
    expect(text).toMatch(/could not be reached, so .* is not booked\. You can call the shop at \+1.* Next: 1\)/);
    const { offer, claims, phase } = await office.booking(bookingId);
    expect([phase.state, claims]).toEqual(['offered', []]);
    expect(offer.fallbacks[0]).toMatchObject({ providerName: chosen.providerName, phone: chosen.phone });
    expect(offer.slots.map(({ providerId }) => providerId)).not.toContain(chosen.providerId);
  });

  test('a network that is down from the start: the nearest shops with their phones, and a reason', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.down = true;
    const { bookingId } = await office.raise();
    const { offer } = await until('the offer says why', async () => {
      const present = await office.booking(bookingId);
      return present.offer.fallbacks.length > 0 ? present : undefined;
    });
    expect(offer.slots).toEqual([]);
    expect(offer.reason).toMatch(/\.$/);
    expect(offer.fallbacks.map(({ phone }) => phone)).toEqual(['+13125550101', '+13125550102', '+13125550103']);
  });
});

describe('Statuses', () => {
  test('that come before the confirmation wait for it, in the shop’s order', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('unknown-done');
    town.network.next.lookup.push('unavailable');
    const { bookingId } = await chooseFirst(office);
    const { confirmation } = await until('the shop booked it', () => town.network.ledger.get(`${bookingId}-1`));
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const done = { at: at(3), invoice: { amount: 20_000, currency: 'USD' } };
    expect(await office.status(confirmation, 'completed', done)).toMatchObject({ outcome: 'accepted' });
    expect(await office.status(confirmation, 'in-progress', { at: at(1) })).toMatchObject({ outcome: 'accepted' });
    expect((await office.booking(bookingId)).phase.state).toBe('requested');
    const completed = await office.inState(bookingId, 'completed');
    expect(completed.history.map(({ intent }) => intent).slice(-3)).toEqual([
      'confirmed',
      'status-in-progress',
      'status-completed',
    ]);
    expect(completed.cost).toEqual(done.invoice);
  });

  test('for nobody are taken once, and forgotten when a day is over', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    const event = { eventId: 'foreign' };
    expect(await office.status('FC-999', 'in-progress', event)).toMatchObject({ outcome: 'accepted' });
    expect(await office.status('FC-999', 'in-progress', event)).toMatchObject({ outcome: 'accepted' });
    expect((await office.stores.deliveries.parked('appt:firestone/FC-999')).map(({ id }) => id)).toEqual([
      'firestone:foreign',
    ]);
    town.clock.advance(25 * 3_600_000);
    await until('it is answered for good', async () => {
      const delivery = await office.stores.deliveries.get('firestone:foreign');
      return delivery?.settled?.outcome === 'absorbed' || undefined;
    });
    expect(await office.stores.deliveries.parked('appt:firestone/FC-999')).toEqual([]);
  });
});

describe('A process that dies', () => {
  test('after it stored the click: another one does it', async () => {
    const first = await open(town);
    await first.furnish(THREE);
    const { bookingId, offer } = await first.offer();
    await first.close();
    const dying = await open(town, { works: false });
    const intent = { intent: 'choose-slot', slotId: offer.slots[0]!.slotId } as const;
    await dying.stores.deliveries.put({
      id: 'slack:one',
      channel: 'slack',
      receivedAt: new Date().toISOString(),
      body: { kind: 'intent', bookingId, intent, actor: { kind: 'slack', teamId: 'T01', userId: 'U-dana' } },
    });
    const second = await open(town);
    await second.inState(bookingId, 'scheduled');
    expect(town.network.calls).toEqual([`book ${bookingId}-1`]);
  });

  test('after it wrote the choice, before that became a job', async () => {
    const first = await open(town);
    await first.furnish(THREE);
    const { bookingId, offer } = await first.offer();
    await first.close();
    const deaf = (queue: JobQueue): JobQueue => ({ ...queue, enqueue: () => Promise.reject(new Error('gone')) });
    const dying = await open(town, { works: false, wrapQueue: deaf });
    await (
      await dying.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId })
    ).settled;
    expect((await dying.booking(bookingId)).phase.state).toBe('requested');
    expect(await dying.stores.bookings.pendingOutbox(10)).toHaveLength(2);
    const second = await open(town);
    await second.inState(bookingId, 'scheduled');
    expect(town.network.ledger.size).toBe(1);
  });

  test.each([
    ['while the shop was asked, which booked', 'hang-done', ['book', 'lookup']],
    ['while the shop was asked, which had not heard', 'hang', ['book', 'lookup', 'book']],
  ] as const)('%s: it is looked up before anything else', async (_, ending, calls) => {
    const first = await open(town);
    await first.furnish(THREE);
    const { bookingId, offer } = await first.offer();
    await first.close();
    const dying = await open(town, { works: false });
    await (
      await dying.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId })
    ).settled;
    town.network.next.book.push(ending);
    const { jobs } = dying.app;
    const context = { id: 'job', attempt: 1, signal: new AbortController().signal };
    void Promise.race([jobs.bookAtShop(offer && (await dying.booking(bookingId)).bookingId, 1, context), never]);
    await until('the shop is asked', () => town.network.calls.length === 1 || undefined);
    const second = await open(town);
    await second.inState(bookingId, 'scheduled');
    expect(town.network.calls).toEqual(calls.map((call) => `${call} ${bookingId}-1`));
    expect(town.network.ledger.size).toBe(1);
  });
});

describe('A network that is switched off', () => {
  test('while an outcome is unknown: nothing is concluded, it is settled when the network is back', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    town.network.next.book.push('unknown-done');
    town.network.next.lookup.push('unavailable');
    const { bookingId } = await chooseFirst(office);
    await until('it is unknown', async () => {
      const { phase } = await office.booking(bookingId);
      return (phase.state === 'requested' && phase.request.unknownSince) || undefined;
    });
    const networks = office.app.core.networks as Map<string, Town['network']>;
    networks.clear();
    const context = { id: 'job', attempt: 1, signal: new AbortController().signal };
    const again = await office.app.jobs.bookAtShop((await office.booking(bookingId)).bookingId, 1, context);
    expect(again).toMatchObject({ againInMs: expect.any(Number) });
    expect((await office.booking(bookingId)).phase.state).toBe('requested');
    networks.set('firestone', town.network);
    await office.inState(bookingId, 'scheduled');
  });

  test('while a cancellation is under way: it is asked when the network is back', async () => {
    const office = await open(town);
    await office.furnish(THREE);
    const { bookingId } = await chooseFirst(office);
    await office.inState(bookingId, 'scheduled');
    town.network.down = true;
    await (
      await office.click(bookingId, { intent: 'cancel', reason: 'not-needed' })
    ).settled;
    const networks = office.app.core.networks as Map<string, Town['network']>;
    networks.clear();
    const context = { id: 'job', attempt: 1, signal: new AbortController().signal };
    const present = await office.booking(bookingId);
    expect(await office.app.jobs.cancelAtShop(present.bookingId, `${bookingId}-1`, context)).toMatchObject({
      againInMs: expect.any(Number),
    });
    town.network.down = false;
    networks.set('firestone', town.network);
    await office.inState(bookingId, 'cancelled');
  });
});

test('a confirmation that another case has already is tried again, not swallowed', async () => {
  const office = await open(town);
  town.network.slotsOf = () => freeHours(6, 5);
  await office.furnish(THREE, ['v1', 'v2']);
  const [one, two] = [await office.offer({ vehicleId: 'v1' }), await office.offer({ vehicleId: 'v2' })];
  await office.click(one.bookingId, { intent: 'choose-slot', slotId: one.offer.slots[0]!.slotId });
  const first = await office.inState(one.bookingId, 'scheduled');
  const book = town.network.book.bind(town.network);
  town.network.book = async (order) => {
    const answer = await book(order);
    const { appointment } = first.phase as { appointment: { confirmation: string } };
    if (answer.ok) town.network.book = book;
    return answer.ok ? { ok: true, value: { ...answer.value, confirmation: appointment.confirmation } } : answer;
  };
  await office.click(two.bookingId, { intent: 'choose-slot', slotId: two.offer.slots[0]!.slotId });
  const second = await office.inState(two.bookingId, 'scheduled');
  expect(second.phase).toMatchObject({ appointment: { reference: `${two.bookingId}-1` } });
});

test('a shop that goes on giving another case’s confirmation ends in words: people have to call', async () => {
  const office = await open(town);
  town.network.slotsOf = () => freeHours(6, 5);
  await office.furnish(THREE, ['v1', 'v2']);
  const [one, two] = [await office.offer({ vehicleId: 'v1' }), await office.offer({ vehicleId: 'v2' })];
  await office.click(one.bookingId, { intent: 'choose-slot', slotId: one.offer.slots[0]!.slotId });
  const first = await office.inState(one.bookingId, 'scheduled');
  const { confirmation } = (first.phase as { appointment: { confirmation: string } }).appointment;
  const same = { ok: true as const, value: { confirmation, start: one.offer.slots[0]!.start } };
  town.network.book = async () => {
    town.clock.advance(61_000);
    return same;
  };
  await office.click(two.bookingId, { intent: 'choose-slot', slotId: two.offer.slots[0]!.slotId });
  const second = await office.inState(two.bookingId, 'failed');
  expect(second.outcomes[0]).toMatchObject({
    result: 'failed',
    message: expect.stringContaining('confirmation number'),
  });
  expect(second.claims).toEqual([]);
});

test('a click that cannot be worked on is answered in words in the end', async () => {
  const office = await open(town);
  await office.furnish(THREE);
  const { bookingId } = await office.offer();
  const { bookings } = office.app.core;
  const commit = bookings.commit.bind(bookings);
  let failures = 0;
  bookings.commit = async (write) => {
    if (write.deliveryId !== 'slack:bad') return commit(write);
    failures++;
    throw new Error('A bug');
  };
  await (
    await office.click(bookingId, { intent: 'more-slots' }, { id: 'bad' })
  ).settled;
  // Its lease ends after 15 s each time; that is not waited for here.
  for (let times = 2; times <= 5; times++) {
    await office.stores.handle.write((db) =>
      db.prepare('UPDATE deliveries SET lease_until = 0 WHERE id = ?').run('slack:bad'),
    );
    await until(`it is tried ${times} times`, () => failures >= times || undefined);
  }
  const { text } = await until('the clicker is told', () => town.channel.told[0]);
  expect(text).toMatch(/could not be done because of an error on our side/);
});
