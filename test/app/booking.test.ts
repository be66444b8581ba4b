import { createTown, freeHours, openOffice, shop, type Office, type Town } from '../support/office.ts';
import { until } from '../support/waiting.ts';

let office: Office;
let town: Town;
beforeEach(async () => {
  town = createTown();
  office = await openOffice(town);
});
afterEach(() => office.close());

const THREE = [shop(1), shop(2), shop(3)];
const settled = async (received: Promise<{ settled: Promise<{ outcome: string; message: string }> }>) =>
  (await received).settled;

test('from the alert to the rating', async () => {
  await office.furnish(THREE);
  const { network, channel } = office;
  const booking = await office.offer();
  const { bookingId } = booking;
  expect(booking.offer.slots.map(({ providerName }) => providerName).sort()).toEqual(['Shop 1', 'Shop 2', 'Shop 3']);
  const card = await until('the card is posted', () => channel.cardsOf(bookingId)[0]);
  expect(card.pictures[0]?.card.slots).toHaveLength(3);

  const chosen = booking.offer.slots[1]!;
  const click = await office.click(bookingId, { intent: 'choose-slot', slotId: chosen.slotId }, { id: 'one' });
  expect(await click.settled).toMatchObject({ outcome: 'accepted', message: expect.stringMatching(/^Asking Shop/) });
  const booked = await office.inState(bookingId, 'scheduled');
  expect(network.calls).toEqual([`book ${bookingId}-1`]);
  const row = network.ledger.get(`${bookingId}-1`)!;
  expect(booked.phase).toMatchObject({ appointment: { confirmation: row.confirmation, start: chosen.start } });
  expect(await office.outcome(bookingId, 'one')).toMatchObject({
    result: 'done',
    message: expect.stringMatching(/^Booked: /),
  });
  // The bay is counted by the shop itself now; the vehicle is still held.
  expect(booked.claims.every((claim) => claim.startsWith('veh:acme/truck-17/'))).toBe(true);

  expect(await office.status(row.confirmation, 'checked-in')).toMatchObject({ outcome: 'accepted' });
  await office.status(row.confirmation, 'in-progress');
  expect((await office.booking(bookingId)).phase.state).toBe('in-progress');
  expect(await settled(office.click(bookingId, { intent: 'cancel', reason: 'not-needed' }))).toMatchObject({
    outcome: 'refused',
    message: expect.stringContaining('can no longer be changed'),
  });
  await office.status(row.confirmation, 'completed', { invoice: { amount: 20_000, currency: 'USD' } });
  await settled(office.click(bookingId, { intent: 'rate', stars: 5, comment: 'Quick and friendly' }));
  const done = await office.booking(bookingId);
  expect(done.phase.state).toBe('completed');
  expect(done.rating).toMatchObject({ stars: 5, comment: 'Quick and friendly', by: { id: 'dana' } });
  expect([done.claims, done.cost]).toEqual([[], { amount: 20_000, currency: 'USD' }]);

  // One card, edited to the present version; its thread tells the story once.
  await until('the card is up to date', () => card.pictures.at(-1)?.card.version === done.version || undefined);
  expect(channel.cardsOf(bookingId)).toHaveLength(1);
  await until('the thread is complete', () => card.notes.length === 4 || undefined);
  expect([...card.notes].sort().map((note) => note.split(' ').slice(0, 3).join(' '))).toEqual([
    expect.stringMatching(/^Booked: /),
    expect.stringMatching(/^Shop \d has/),
    expect.stringMatching(/^Shop \d has/),
    'The vehicle has',
  ]);
  expect(channel.told.map(({ to }) => to)).toEqual(['dana']);
});

test('the same click ten times at once is one booking, and everyone gets the same answer', async () => {
  await office.furnish(THREE);
  const { bookingId, offer } = await office.offer();
  const intent = { intent: 'choose-slot', slotId: offer.slots[0]!.slotId } as const;
  const clicks = await Promise.all(Array.from({ length: 10 }, () => office.click(bookingId, intent, { id: 'same' })));
  expect(clicks.filter(({ seen }) => !seen)).toHaveLength(1);
  const answers = await Promise.all(clicks.map((click) => click.settled));
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
  await office.inState(bookingId, 'scheduled');
  const late = await office.click(bookingId, intent, { id: 'same' });
  expect([late.seen, (await late.settled).outcome]).toEqual([true, 'accepted']);
  expect(office.network.calls).toEqual([`book ${bookingId}-1`]);
  expect((await office.booking(bookingId)).history.filter(({ intent: name }) => name === 'choose-slot')).toHaveLength(
    1,
  );
});

test('fifty people on one case: one is accepted, forty-nine are told what stands', async () => {
  await office.furnish(THREE);
  const people = Array.from({ length: 50 }, (_, i) => `p${i}`);
  for (const id of people) await office.hire(id, 'manager');
  const { bookingId, offer } = await office.offer();
  office.network.bookMs = 150;
  const answers = await Promise.all(
    people.map(async (who, i) =>
      settled(office.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[i % 3]!.slotId }, { who })),
    ),
  );
  expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  // The same slot again is absorbed, another one refused; both in words that name the shop and the time.
  const others = answers.filter(({ outcome }) => outcome !== 'accepted');
  expect(others.every(({ message }) => /is (already )?being asked for .*M C[SD]T|already booked: /.test(message))).toBe(
    true,
  );
  await office.inState(bookingId, 'scheduled');
  expect(office.network.calls).toEqual([`book ${bookingId}-1`]);
  const told = await until('49 are told', () => (office.channel.told.length >= 49 ? office.channel.told : undefined));
  expect(told).toHaveLength(49);
  expect(new Set(told.map(({ to }) => to)).size).toBe(49);
  const winner = answers.findIndex(({ outcome }) => outcome === 'accepted');
  expect(told.map(({ to }) => to)).not.toContain(`p${winner}`);
  const done = (await office.booking(bookingId)).outcomes.find(({ result }) => result === 'done');
  expect(done).toMatchObject({ intent: 'choose-slot', message: expect.stringMatching(/^Booked: /) });
});

test('fifty cases with one last place: one is booked, forty-nine read so with the next three slots', async () => {
  const last = freeHours(1)[0]!;
  const later = freeHours(8, 60).slice(2);
  town.network.slotsOf = ({ networkRef }) => (networkRef === '000001' ? [last] : later);
  const vehicles = Array.from({ length: 50 }, (_, i) => `v${i}`);
  await office.furnish([...THREE, shop(4)], vehicles);
  const cases = await Promise.all(vehicles.map((vehicleId) => office.offer({ vehicleId })));
  const wanted = cases.map(({ offer }) => offer.slots.find(({ providerName }) => providerName === 'Shop 1')!);
  expect(new Set(wanted.map(({ start }) => start))).toEqual(new Set([last.start]));
  const answers = await Promise.all(
    cases.map(async ({ bookingId }, i) =>
      settled(office.click(bookingId, { intent: 'choose-slot', slotId: wanted[i]!.slotId }, { id: `last-${i}` })),
    ),
  );
  // Who comes after the shop's answer is told by the shop, who comes before it by our own claims.
  await until('one is booked', () => town.network.ledger.size === 1 || undefined);
  const won = cases.findIndex(({ bookingId }) => town.network.ledger.has(`${bookingId}-1`));
  expect(answers[won]).toMatchObject({ outcome: 'accepted' });
  await office.inState(cases[won]!.bookingId, 'scheduled');
  const losers = cases.filter((_, i) => i !== won);
  const messages = await Promise.all(
    losers.map(({ bookingId }) =>
      until('the loser is told', async () => {
        const { phase, outcomes, offer } = await office.booking(bookingId);
        const row = outcomes[0];
        const told =
          phase.state === 'offered' && row && ['refused', 'failed'].includes(row.result) && offer.slots.length === 3;
        return told ? row.message : undefined;
      }),
    ),
  );
  for (const message of messages)
    expect(message).toMatch(/at Shop 1 was just taken by someone else\. Next: 1\) .*; 2\) .*; 3\) .*\.$/);
  await until('49 are told in words', () => office.channel.told.length >= 49 || undefined);
  expect(office.channel.told).toHaveLength(49);
  expect([...office.network.ledger.values()]).toHaveLength(1);
  for (const { bookingId } of losers) {
    const { offer, claims } = await office.booking(bookingId);
    expect([offer.slots.some(({ networkRef }) => networkRef === '000001'), claims]).toEqual([false, []]);
  }
}, 30_000);

test('two bays of one shop take two vehicles, and not a third', async () => {
  town.network.slotsOf = () => freeHours(1, 2);
  // While the shop takes its time, our own claims decide.
  town.network.bookMs = 500;
  await office.furnish([shop(1)], ['v1', 'v2', 'v3']);
  const cases = await Promise.all(['v1', 'v2', 'v3'].map((vehicleId) => office.offer({ vehicleId })));
  const answers = await Promise.all(
    cases.map(async ({ bookingId, offer }) =>
      settled(office.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId })),
    ),
  );
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'accepted', 'refused']);
  await until('two are booked', () => office.network.ledger.size === 2 || undefined);
});

test('one vehicle is not in two shops at one time', async () => {
  await office.furnish(THREE);
  const battery = await office.offer();
  const brakes = await office.offer({ system: 'brakes' });
  const first = battery.offer.slots[0]!;
  const second = brakes.offer.slots.find(
    ({ start, providerId }) => start === first.start && providerId !== first.providerId,
  )!;
  await settled(office.click(battery.bookingId, { intent: 'choose-slot', slotId: first.slotId }));
  expect(await settled(office.click(brakes.bookingId, { intent: 'choose-slot', slotId: second.slotId }))).toMatchObject(
    {
      outcome: 'refused',
      message: expect.stringMatching(/^The vehicle already has another appointment at /),
    },
  );
  expect((await office.booking(brakes.bookingId)).phase.state).toBe('offered');
});

test('a click that lost its slot while somebody else chose another one reads what stands', async () => {
  await office.furnish(THREE, ['v1', 'v2']);
  const [one, two] = [await office.offer({ vehicleId: 'v1' }), await office.offer({ vehicleId: 'v2' })];
  const last = one.offer.slots[0]!;
  office.network.bookMs = 300;
  await settled(office.click(one.bookingId, { intent: 'choose-slot', slotId: last.slotId }));
  // The second case's slots are searched slowly, and meanwhile another of them is chosen.
  const { recommender } = office.app.core;
  const recommend = recommender.recommend.bind(recommender);
  let chosen: Promise<unknown> | undefined;
  recommender.recommend = async (request) => {
    chosen ??= settled(
      office.click(two.bookingId, { intent: 'choose-slot', slotId: two.offer.slots[1]!.slotId }, { id: 'other' }),
    );
    await chosen;
    return recommend(request);
  };
  const lost = await settled(
    office.click(two.bookingId, { intent: 'choose-slot', slotId: last.slotId }, { id: 'lost' }),
  );
  expect(lost).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/being asked for .* right now/) });
});

describe('Who may', () => {
  test.each([
    ['a viewer', { who: 'sam' }, /Your role in this fleet does not allow that/],
    ['a stranger', { who: 'nobody' }, /You are not a member of this fleet/],
    ['a member’s id from another workspace', { who: 'dana', team: 'T02' }, /You are not a member of this fleet/],
  ])('%s is told alone, and nothing changes', async (_, click, words) => {
    await office.furnish(THREE);
    const before = await office.offer();
    const { bookingId, offer } = before;
    expect(
      await settled(office.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId }, click)),
    ).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(words),
    });
    await until('he is told', () => office.channel.told.length > 0 || undefined);
    expect(office.channel.told).toEqual([{ to: click.who, text: expect.stringMatching(words) }]);
    const after = await office.booking(bookingId);
    expect([after.version, after.phase, after.outcomes]).toEqual([before.version, before.phase, []]);
    expect(office.network.calls).toEqual([]);
  });

  test('an approver may book, too', async () => {
    await office.furnish(THREE);
    const { bookingId, offer } = await office.offer();
    await office.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId }, { who: 'omar' });
    expect((await office.inState(bookingId, 'scheduled')).phase).toMatchObject({ appointment: { by: { id: 'omar' } } });
  });

  test('a case that does not exist is answered in words', async () => {
    await office.furnish(THREE);
    expect(await settled(office.click('nothing', { intent: 'more-slots' }))).toMatchObject({
      outcome: 'refused',
      message: 'This case does not exist (any more).',
    });
    await until('the clicker is told', () => office.channel.told.length > 0 || undefined);
  });
});

describe('Alerts', () => {
  test('twenty at once of one vehicle and system make one case that has them all', async () => {
    await office.furnish(THREE);
    const raised = await Promise.all(Array.from({ length: 20 }, (_, i) => office.raise({ alertId: `same-${i}` })));
    expect(new Set(raised.map(({ bookingId }) => bookingId)).size).toBe(1);
    expect(raised.map(({ status }) => status).sort()).toEqual(['accepted', ...Array<string>(19).fill('merged')]);
    const { alerts } = await office.booking(raised[0]!.bookingId);
    expect(alerts.map(({ alertId }) => alertId).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `same-${i}`).sort(),
    );
  });

  test('the same alert twenty times at once is one alert, also after its case was closed', async () => {
    await office.furnish(THREE);
    const raised = await Promise.all(Array.from({ length: 20 }, () => office.raise({ alertId: 'sf-991' })));
    expect(raised.map(({ status }) => status).sort()).toEqual(['accepted', ...Array<string>(19).fill('duplicate')]);
    const { bookingId } = raised[0]!;
    expect((await office.booking(bookingId)).alerts).toHaveLength(1);
    await settled(office.click(bookingId, { intent: 'dismiss', reason: 'not-needed' }));
    expect(await office.raise({ alertId: 'sf-991' })).toMatchObject({ bookingId, status: 'duplicate' });
    const fresh = await office.raise();
    expect(fresh.status).toBe('accepted');
    expect(fresh.bookingId).not.toBe(bookingId);
  });

  test('a closed case is not opened again beside a newer one', async () => {
    await office.furnish(THREE);
    const old = await office.offer();
    await settled(office.click(old.bookingId, { intent: 'cancel', reason: 'not-needed' }));
    await office.offer();
    expect(await settled(office.click(old.bookingId, { intent: 'more-slots' }))).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/^There is a newer open case/),
    });
    expect((await office.booking(old.bookingId)).phase.state).toBe('cancelled');
  });
});
