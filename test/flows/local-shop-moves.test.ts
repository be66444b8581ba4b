import { appointmentOf } from '../../src/domain/booking.ts';
import { act } from '../support/intents.ts';
import type { LocalWorld } from '../support/local-world.ts';
import { press, shopOf, startLocalWorld } from '../support/local-world.ts';
import { propertyOf } from '../support/mail-server.ts';
import type { Arrived } from '../support/mail-server.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY } from '../support/world.ts';

let world: LocalWorld;
afterEach(() => world.close());

const DESK = 'desk@lakeside.test';
const OLD = '2031-01-06T15:00:00.000Z'; // Monday 9:00 in Chicago.
const WANTED = '2031-01-08T16:00:00.000Z'; // Wednesday 10:00 there.

const link = (mail: Arrived, words: string): string => {
  const url = mail.links[words];
  if (!url) throw new Error(`The mail has no link "${words}", only ${Object.keys(mail.links).join(', ')}.`);
  return url;
};
const sequenceOf = (mail: Arrived): number => Number(propertyOf(mail.calendar.text, 'SEQUENCE'));

/** Monday 9:00 is booked at Lakeside, which is then asked by mail for Wednesday 10:00. */
async function askToMove(answerMinutes = 240) {
  world = await startLocalWorld([shopOf('lakeside', { answerMinutes })], { dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  expect(await press(link(await world.letter(DESK, /can you take/), 'Accept'))).toBe(200);
  expect(appointmentOf(await world.inState(bookingId, 'scheduled'))?.start).toBe(OLD);
  const booked = await world.letter(DESK, /booked for/);

  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Wednesday 10:00' });
  expect(answer).toMatchObject({ outcome: 'accepted' });
  expect(answer.message).toMatch(/^Asking Lakeside Auto for Wed, Jan 8, 10:00 .*\. Mon, Jan 6, .* stands until/);
  const mail = await world.letter(DESK, /instead\?$/);
  expect(mail.subject).toMatch(/Wed, Jan 8, 10:00/);
  expect(mail.text).toMatch(/asks to move the appointment on Mon, Jan 6, 9:00/);
  expect(sequenceOf(mail)).toBeGreaterThan(sequenceOf(booked));
  const waiting = await until('it is waited for', async () => {
    const booking = await world.booking(bookingId);
    return booking.phase.state === 'moving' && booking.phase.request.answerBy ? booking : undefined;
  });
  expect(appointmentOf(waiting)?.start).toBe(OLD);
  return { bookingId, booked, mail };
}

/** The old appointment stands, with nothing but its own time held for it. */
async function stands(bookingId: string, why: RegExp) {
  const booking = await world.inState(bookingId, 'scheduled', 20_000);
  expect(appointmentOf(booking)?.start).toBe(OLD);
  expect(booking.history.at(-1)?.intent).toBe('move-failed');
  // 12 times 5 minutes, of the bay and of the vehicle.
  expect(booking.claims).toHaveLength(24);
  expect(booking.outcomes[0]).toMatchObject({ intent: 'reschedule', result: 'failed' });
  expect(booking.outcomes[0]?.message).toMatch(why);
  expect(booking.outcomes[0]?.message).toMatch(/Nothing has changed: Mon, Jan 6, 9:00 .* at Lakeside Auto stands\./);
  const told = await until('the thread says so', () => world.thread(bookingId).find((line) => why.test(line)));
  expect(told).toMatch(/Nothing has changed/);
  return booking;
}

test('A shop that answers by mail is asked to move; the old time stands until its yes, and is gone with it', async () => {
  const { bookingId, booked, mail } = await askToMove();
  await world.card(bookingId, (text) => text.includes('was asked for Wed, Jan 8') || text.includes('Moving'));
  expect(await press(link(mail, 'Accept'))).toBe(200);
  const moved = await until('it is moved', async () => {
    const booking = await world.booking(bookingId);
    return booking.phase.state === 'scheduled' && booking.phase.appointment.start === WANTED ? booking : undefined;
  });
  expect(moved.claims).toHaveLength(24);
  expect(moved.releases ?? []).toEqual([]);
  await until('the thread says so', () => world.thread(bookingId).find((line) => /^Moved to Wed, Jan 8/.test(line)));
  // The invitation in the shop's calendar is the same one, at its new time; the old mail's links are no use any more.
  const second = await world.letter(DESK, /booked for/, 2);
  expect(propertyOf(second.calendar.text, 'UID')).toBe(propertyOf(booked.calendar.text, 'UID'));
  expect(propertyOf(second.calendar.text, 'DTSTART')).toBe('20310108T160000Z');
  expect(sequenceOf(second)).toBeGreaterThan(sequenceOf(mail));
  expect(await press(link(booked, 'Started'))).toBe(410);
  expect(await press(link(second, 'Started'))).toBe(200);
  await world.inState(bookingId, 'in-progress');
});

test('Its no leaves the old appointment as it was, says so, and tells the shop that the old time stays', async () => {
  const { bookingId, mail } = await askToMove();
  expect(await press(link(mail, 'Decline'))).toBe(200);
  await stands(bookingId, /Lakeside Auto declined Wed, Jan 8/);
  const kept = await world.letter(DESK, /stays/);
  expect(propertyOf(kept.calendar.text, 'DTSTART')).toBe('20310106T150000Z');
  expect(sequenceOf(kept)).toBeGreaterThan(sequenceOf(mail));
  expect(await press(link(mail, 'Accept'))).toBe(410);
});

test('Its silence does the same when its time for an answer is over', async () => {
  const { bookingId, mail } = await askToMove(0.05); // 3 s
  await stands(bookingId, /Lakeside Auto has not answered about Wed, Jan 8/);
  await world.letter(DESK, /stays/);
  expect(await press(link(mail, 'Accept'))).toBe(410);
});

test('It proposes another time instead: the old one stands, and the proposal is the first button to move it to', async () => {
  const { bookingId, mail } = await askToMove();
  // Thursday 11:20 in Chicago.
  expect(await press(link(mail, 'Propose another time'), { start: '2031-01-09T11:20' })).toBe(200);
  const booking = await stands(bookingId, /proposes|cannot take/);
  expect(booking.offer.slots[0]).toMatchObject({ start: '2031-01-09T17:20:00.000Z', proposed: true });
  await world.card(bookingId, (text) => text.includes('reschedule:1') && text.includes('11:20'));
  await world.click(DANA, bookingId, 'reschedule:1');
  await until('it is moved there without being asked again', async () => {
    const { phase } = await world.booking(bookingId);
    return (phase.state === 'scheduled' && phase.appointment.start === '2031-01-09T17:20:00.000Z') || undefined;
  });
  expect(world.post.mails.filter(({ subject }) => /instead\?$/.test(subject))).toHaveLength(1);
});
