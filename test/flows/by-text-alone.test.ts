import { isGsm7, segmentsOf, septetsOf } from '../../adapters/shared/gsm7.ts';
import { DANAS, numbersIn, startSmsWorld } from '../support/sms-world.ts';
import type { Handset, SmsWorld } from '../support/sms-world.ts';

let world: SmsWorld;
let dana: Handset;
beforeEach(async () => {
  world = await startSmsWorld({ vehicles: ['truck-17', 'truck-18'] });
  dana = world.handset(DANAS);
});
afterEach(() => world.close());

test('a manager books, reschedules by words, cancels and rates by text alone', async () => {
  // An alert comes, and Dana gets three times on her phone.
  const bookingId = await world.raise('truck-17');
  const offer = await dana.reads(/^truck-17: 12 V battery at 71 %/);
  expect(numbersIn(offer)).toEqual([1, 2, 3]);
  expect([isGsm7(offer), septetsOf(offer) <= 306]).toEqual([true, true]);

  // She chooses the second.
  expect(await dana.send('2')).toBe(200);
  await world.inState(bookingId, 'scheduled');
  const booked = await dana.reads(/^truck-17 is booked: /);
  expect(booked).toMatch(/\nFirestone \d, \+1312555\d+\n\d Main Street, Chicago, IL, 60601\n/);
  const map = await fetch(/https?:\S+/.exec(booked)?.[0] ?? '', { redirect: 'manual' });
  expect([map.status, map.headers.get('location')]).toEqual([302, expect.stringContaining('google.com/maps')]);

  // Friday afternoon suits her better.
  expect(await dana.send('R Friday after 3')).toBe(200);
  expect(await dana.reads(/^truck-17 is moved to: Fri, Jan 10, [345]:\d\d/)).toContain('Confirmation: ');

  // She changes her mind: the fee is named before anything is cancelled.
  expect(await dana.send('C')).toBe(200);
  expect(await dana.reads(/^Cancel truck-17, /)).toMatch(/Fee: \$0\.00\. Reply YES or NO\.$/);
  expect((await world.booking(bookingId)).phase.state).toBe('scheduled');
  expect(await dana.send('yes')).toBe(200);
  await world.inState(bookingId, 'cancelled');
  await dana.reads(/^truck-17: Cancelled by Dana Reyes\./);

  // The next truck is repaired, and she says how it was.
  const next = await world.raise('truck-18');
  const [first] = numbersIn(await dana.reads(/^truck-18: 12 V battery/));
  expect(first).toBeGreaterThan(3);
  await dana.send(`${first}`);
  const { phase } = await world.inState(next, 'scheduled');
  await dana.reads(/^truck-18 is booked/);
  const reference = phase.state === 'scheduled' ? phase.appointment.confirmation : '';
  world.shops.postStatus(reference, 'READY', { at: '2031-01-07T18:00:00Z' });
  await dana.reads(/^truck-18: Firestone \d has finished the work\..*\nHow was it\? Reply RATE 1-5 and a few words\.$/);
  await dana.send('RATE 5 quick and friendly');
  await dana.reads(/^truck-18: Thank you: 5 of 5 stars noted\.$/);
  expect((await world.booking(next)).rating).toMatchObject({ stars: 5, comment: 'quick and friendly' });

  // Nine texts and no more, each short enough.
  expect(dana.inbox().filter((text) => segmentsOf(text) > 3)).toEqual([]);
  expect(dana.inbox()).toHaveLength(9);
}, 30_000);
