import { createPitcrew } from '../../src/index.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import { CHANNEL, DANA, MONDAY, isCardOf, startWorld } from '../support/world.ts';
import type { Person, World, WorldOptions } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const OMAR: Person = { id: 'U01OMAR', name: 'Omar Haddad' };
const MINUTE_MS = 60_000;

let world: World;
afterEach(() => world.close());

const start = async (options: Partial<WorldOptions> = {}) => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, managers: [DANA, OMAR], ...options });
};
const lines = (bookingId: string) => world.thread(bookingId).join('\n');
const said = (bookingId: string, what: RegExp) =>
  until(`the thread says ${String(what)}`, () => what.exec(lines(bookingId)) ?? undefined).catch((error: unknown) => {
    throw new Error(`${String(error)} It says: ${lines(bookingId)}`);
  });
const rotaOf = (...people: readonly Person[]) =>
  people.map(({ id }) => ({ days: 'Mo-Su', from: '00:00', to: '00:00', memberId: asMemberId(id.toLowerCase()) }));

test('nobody answers an urgent alert: it is said, and the person on call gets it himself; then the next one', async () => {
  await start({ policy: { rota: rotaOf(OMAR, DANA), remindAfterMinutes: 10 } });
  const bookingId = await world.raise('truck-17', { severity: 'critical' });
  await world.card(bookingId);
  world.later(9 * MINUTE_MS);
  expect(lines(bookingId)).toBe('');
  world.later(2 * MINUTE_MS);
  await said(bookingId, /Nobody has answered since Mon, Jan 6, 8:05 AM CST\. Omar Haddad is asked now\./);
  await world.ownCard(OMAR, bookingId, (text) => text.includes('choose-slot:1'));
  world.later(11 * MINUTE_MS);
  await said(bookingId, /Dana Reyes is asked now\./);
  await world.ownCard(DANA, bookingId);

  // Whoever has it can book from his own card; all cards follow, and it is quiet from then on.
  await world.clickOwn(OMAR, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  await world.ownCard(DANA, bookingId, (text) => text.includes('Booked by Omar Haddad'));
});

test('an answer, or an alert that is not urgent, is not reminded of; “Remind me later” is kept', async () => {
  await start({ policy: { remindAfterMinutes: 30 } });
  const answered = await world.raise('truck-17', { severity: 'critical' });
  await world.card(answered);
  await world.click(DANA, answered, 'more-slots');
  const calm = await world.raise('truck-17', {
    system: 'brakes',
    severity: 'warning',
    value: undefined,
    unit: undefined,
  });
  const { ts } = await world.card(calm, (text) => text.includes('"snooze"'));
  const { version } = await world.booking(calm);
  const selectedOption = JSON.stringify({ bookingId: calm, version, minutes: 60 });
  await world.workspace.click(DANA.id, CHANNEL, ts, 'snooze', { selectedOption });
  await until('it is put off', async () => (await world.booking(calm)).watch?.snoozedUntil);
  world.later(31 * MINUTE_MS);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect([lines(answered), lines(calm)]).toEqual(['', '']);
  world.later(30 * MINUTE_MS);
  await said(calm, /Nobody has answered since .*\. Please choose a time, or dismiss the alert\./);
  expect((await world.booking(calm)).phase.state).toBe('offered');
});

test('a person can pass it on at once; when everybody has it, he is told', async () => {
  await start();
  const bookingId = await world.raise('truck-17', { severity: 'critical' });
  await world.card(bookingId, (text) => text.includes('"escalate"'));
  await world.click(DANA, bookingId, 'escalate');
  await said(bookingId, /Passed on to Omar Haddad by Dana Reyes\./);
  await world.ownCard(OMAR, bookingId);
  await world.click(DANA, bookingId, 'escalate');
  expect(await world.told(DANA, /./)).toBe('Everybody who could be asked has been asked already.');
});

test('an appointment is reminded of a day and two hours before, also by a Pitcrew that was started anew', async () => {
  await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'more-slots');
  // The last of two weeks.
  const slot = await until('there are more times', async () => (await world.booking(bookingId)).offer.more.at(-1));
  await world.pitcrew.parts.app.dispatch.receive({
    id: `host:acme/${bookingId}/x`,
    channel: 'host',
    body: {
      kind: 'intent',
      bookingId,
      intent: { intent: 'choose-slot', slotId: slot.slotId },
      actor: { kind: 'member', fleetId: asFleetId('acme'), memberId: 'u01dana', channel: 'host' },
    },
  });
  const { phase } = await world.inState(bookingId, 'scheduled');
  if (phase.state !== 'scheduled') throw new Error('It is not scheduled');
  await said(bookingId, /Booked:/);
  const startMs = Date.parse(phase.appointment.start);
  await world.pitcrew.close();
  const ahead = startMs - 2 * 3_600_000 + 5_000 - Date.now();
  const clock: Clock = { now: () => new Date(Date.now() + ahead), trueNow: () => new Date() };
  world.pitcrew = await createPitcrew({ env: world.env, clock });
  await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
  await said(bookingId, /Reminder: /);
  expect(world.workspace.messages(CHANNEL).filter((message) => isCardOf(message, bookingId))).toHaveLength(1);
});
