import { appointmentOf } from '../../src/domain/booking.ts';
import { act } from '../support/intents.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World, WorldOptions } from '../support/world.ts';

const OMAR = { id: 'U02OMAR', name: 'Omar Haddad' };
let world: World;
afterEach(() => world.close());

/** An appointment at the nearest shop on Monday, the day on which the world begins. */
async function booked(options: Partial<WorldOptions> = {}) {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, managers: [DANA, OMAR], ...options });
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  const booking = await world.inState(bookingId, 'scheduled');
  return { bookingId, appointment: appointmentOf(booking)! };
}
const moved = (bookingId: string, from: string) =>
  until('it is moved', async () => {
    const { phase } = await world.booking(bookingId);
    return phase.state === 'scheduled' && phase.appointment.start !== from ? phase.appointment : undefined;
  });
const standing = () => world.shops.ledger().filter(({ status }) => status === 'CONFIRMED');
const chicago = (at: string) => new Date(at).toLocaleString('sv-SE', { timeZone: 'America/Chicago' }).slice(0, 16);

test('Words move the appointment at its own shop in one step: same confirmation, the earliest time that they name', async () => {
  const { bookingId, appointment } = await booked();
  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  expect(answer).toMatchObject({ outcome: 'accepted' });
  expect(answer.message).toMatch(
    /^Asking .* for Fri, Jan 10, 3:00 .* PM CST\. Mon, Jan 6, .* stands until that is sure\.$/,
  );
  const now = await moved(bookingId, appointment.start);
  expect(chicago(now.start)).toBe('2031-01-10 15:00');
  expect(now).toMatchObject({
    confirmation: appointment.confirmation,
    reference: appointment.reference,
    providerId: appointment.providerId,
  });
  // The shop has one appointment, at the new time.
  expect(standing().map(({ start }) => Date.parse(start))).toEqual([Date.parse(now.start)]);
  const booking = await world.booking(bookingId);
  expect(booking.history.slice(-2).map(({ intent, from, to }) => [intent, from, to])).toEqual([
    ['reschedule', 'scheduled', 'moving'],
    ['moved', 'moving', 'scheduled'],
  ]);
  expect(booking.history.at(-2)?.actor).toMatchObject({ kind: 'member', id: DANA.id.toLowerCase(), channel: 'host' });
  expect(booking.outcomes[0]).toMatchObject({ intent: 'reschedule', result: 'done' });
  expect(booking.releases ?? []).toEqual([]);
  await until('the thread says so', () => world.thread(bookingId).find((line) => /^Moved to Fri, Jan 10/.test(line)));
  // What the shop tells afterwards is about the appointment at its new time.
  world.shops.postStatus(appointment.reference, 'IN_SERVICE');
  await world.inState(bookingId, 'in-progress');
});

test('a day moves it to that day; words without a time, past ones and days too far ahead are refused and change nothing', async () => {
  const { bookingId, appointment } = await booked();
  const refused = async (intent: { text?: string; date?: string }) => {
    const answer = await act(world, DANA, bookingId, { intent: 'reschedule', ...intent });
    expect(answer.outcome).toBe('refused');
    return answer.message;
  };
  expect(await refused({ text: 'whenever it suits' })).toMatch(/^“whenever it suits” names no time/);
  expect(await refused({ text: 'yesterday at noon' })).toMatch(/^“yesterday at noon” has passed already/);
  expect(await refused({ date: '2031-01-03' })).toMatch(/^“2031-01-03” has passed already/);
  // Shops tell their times for two weeks; the nearest to the one that was meant are named.
  expect(await refused({ text: 'March 3 in the morning' })).toMatch(
    /^No shop has a free time for “March 3 in the morning”\. Mon, Jan 6, .* stands\. Next: 1\) .*; 3\) Sun, Jan 19, /,
  );
  expect(appointmentOf(await world.booking(bookingId))).toEqual(appointment);

  expect((await act(world, DANA, bookingId, { intent: 'reschedule', date: '2031-01-09' })).outcome).toBe('accepted');
  expect(chicago((await moved(bookingId, appointment.start)).start)).toBe('2031-01-09 00:00');
});

test('a time that someone takes at the last moment leaves the old one, says so, and offers the next', async () => {
  const { bookingId, appointment } = await booked();
  world.shops.setFaults('stolen-slot=1x1');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  const booking = await until('the move has failed', async () => {
    const present = await world.booking(bookingId);
    return present.history.at(-1)?.intent === 'move-failed' ? present : undefined;
  });
  expect(booking.phase).toMatchObject({ state: 'scheduled', appointment });
  expect(booking.outcomes[0]).toMatchObject({ intent: 'reschedule', result: 'failed' });
  expect(booking.outcomes[0]?.message).toMatch(
    /was just taken by someone else\. Nothing has changed: .* stands\. Next: 1\)/,
  );
  expect(standing().map(({ start }) => Date.parse(start))).toEqual([Date.parse(appointment.start)]);
});

test('a move without an answer is looked up by our reference and done once', async () => {
  const { bookingId, appointment } = await booked({ env: { PROVIDER_TIMEOUT_MS: '400' } });
  world.shops.setFaults('move:timeout-after=1x1');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  const now = await moved(bookingId, appointment.start);
  expect(chicago(now.start)).toBe('2031-01-10 15:00');
  const booking = await world.booking(bookingId);
  expect(booking.history.slice(-3).map(({ intent }) => intent)).toEqual(['reschedule', 'unknown', 'moved']);
  expect(standing()).toHaveLength(1);
});

test('two managers move it at once: one is done, the other is refused in words, and the shop has one appointment', async () => {
  const { bookingId, appointment } = await booked();
  const answers = await Promise.all([
    act(world, DANA, bookingId, { intent: 'reschedule', text: 'Thursday morning' }),
    act(world, OMAR, bookingId, { intent: 'reschedule', text: 'Friday after 3' }),
  ]);
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'refused']);
  expect(answers.find(({ outcome }) => outcome === 'refused')?.message).toMatch(/is being asked for|No shop|already/);
  await moved(bookingId, appointment.start);
  expect(standing()).toHaveLength(1);
  expect((await world.booking(bookingId)).history.filter(({ intent }) => intent === 'moved')).toHaveLength(1);
});

test('a cancellation while it is being moved is kept until that is known', async () => {
  const { bookingId } = await booked({ sandbox: { latencyMs: 300 } });
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await world.inState(bookingId, 'moving');
  const answer = await act(world, OMAR, bookingId, { intent: 'cancel', reason: 'false-positive' });
  expect(answer).toMatchObject({ outcome: 'accepted' });
  const done = await world.inState(bookingId, 'cancelled');
  expect(done.history.map(({ intent }) => intent).slice(-4)).toEqual([
    'reschedule',
    'cancel',
    'moved',
    'cancel-confirmed',
  ]);
  expect(standing()).toEqual([]);
  expect(done.outcomes.map(({ result }) => result)).not.toContain('pending');
});

test('words book the earliest time that fits where nothing is booked yet', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  await world.card(bookingId);
  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', text: 'tomorrow 9:30' });
  expect(answer.outcome).toBe('accepted');
  const booking = await world.inState(bookingId, 'scheduled');
  expect(chicago(appointmentOf(booking)!.start)).toBe('2031-01-07 09:30');
  expect(booking.outcomes[0]).toMatchObject({ intent: 'reschedule', result: 'done' });
});

test('a clock time is that time: where no slot begins then nothing changes, and the nearest ones are named', async () => {
  const { bookingId, appointment } = await booked();
  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Thursday 9:10' });
  expect(answer).toMatchObject({ outcome: 'refused' });
  expect(answer.message).toMatch(/^No shop has a free time for “Thursday 9:10”\. Mon, Jan 6, .* stands\. Next: 1\) /);
  expect(answer.message.match(/Thu, Jan 9, (?:8:30|9:00|9:30)/g)?.length).toBeGreaterThanOrEqual(2);
  expect(appointmentOf(await world.booking(bookingId))).toEqual(appointment);
});
