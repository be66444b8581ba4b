import { appointmentOf } from '../../src/domain/booking.ts';
import { act } from '../support/intents.ts';
import { press, shopOf, startLocalWorld } from '../support/local-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Which time of the week in Chicago is so long after the world's Monday, 8:05 AM. */
const after = (days: number, hours: number): number => (24 * days + hours) * HOUR_MS - 8 * HOUR_MS - 5 * MINUTE_MS;

let world: World;
afterEach(() => world.close());

const reminders = (bookingId: string) => world.thread(bookingId).filter((line) => /^Reminder: /.test(line));
const reminded = (bookingId: string, times: number) =>
  until(`there are ${times} reminders`, () => (reminders(bookingId).length === times ? true : undefined));
const isAt = (bookingId: string, start: string) =>
  until(`it begins at ${start}`, async () => {
    const booking = await world.booking(bookingId);
    return (booking.phase.state === 'scheduled' && appointmentOf(booking)?.start === start) || undefined;
  });

test('a moved appointment is reminded of a day and two hours before its new start, and never before the old one', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  await world.card(bookingId);
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Wednesday after 10' });
  await isAt(bookingId, '2031-01-08T16:00:00.000Z');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await isAt(bookingId, '2031-01-10T21:00:00.000Z');
  await until('the thread says so', () => world.thread(bookingId).find((line) => /^Moved to Fri/.test(line)));

  // Thursday 3:01 PM: past both reminders of Wednesday's time, and the first of Friday's is due.
  world.later(after(3, 15) + MINUTE_MS);
  await reminded(bookingId, 1);
  world.later(22 * HOUR_MS);
  await reminded(bookingId, 2);
  for (const line of reminders(bookingId)) expect(line).toMatch(/Fri, Jan 10, 3:00/);
});

test('an appointment is reminded of also while its shop is asked for another time', async () => {
  const shops = [shopOf('lakeside', { answerMinutes: 7 * 24 * 60 })];
  const local = await startLocalWorld(shops, { dataDir: tempDir(), startsAt: MONDAY });
  world = local;
  const bookingId = await world.raise();
  await world.card(bookingId);
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Wednesday after 10' });
  const mail = await local.letter('desk@lakeside.test', /can you take/);
  expect(await press(mail.links['Accept'] ?? '')).toBe(200);
  await isAt(bookingId, '2031-01-08T16:00:00.000Z');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await local.letter('desk@lakeside.test', /instead\?$/);

  // Tuesday 10:01 AM: the shop has not answered, and Wednesday's time stands.
  world.later(after(1, 10) + MINUTE_MS);
  await reminded(bookingId, 1);
  expect(reminders(bookingId)[0]).toMatch(/Wed, Jan 8, 10:00/);
  expect((await world.booking(bookingId)).phase.state).toBe('moving');
});
