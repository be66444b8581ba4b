import type { LocalWorld } from '../support/local-world.ts';
import { event, look, press, shopOf, startLocalWorld } from '../support/local-world.ts';
import { propertyOf } from '../support/mail-server.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY } from '../support/world.ts';

let world: LocalWorld;
afterEach(() => world.close());

const DESK = 'desk@lakeside.test';
const open = async (more: Partial<Parameters<typeof shopOf>[1]> = {}, others = ['elm', 'oak', 'pine']) => {
  const shops = [
    shopOf('lakeside', more),
    ...others.map((name, i) => shopOf(name, { lat: 41.88 + 0.04 * (i + 2), email: `desk@${name}.test` })),
  ];
  world = await startLocalWorld(shops, { dataDir: tempDir(), startsAt: MONDAY });
};

/** Raises an alert and clicks Lakeside's time, which is the nearest; answers the booking and the shop's mail. */
async function ask() {
  const bookingId = await world.raise();
  await world.card(bookingId);
  const { offer } = await world.booking(bookingId);
  expect(offer.slots[0]).toMatchObject({ providerId: 'lakeside', network: 'local' });
  await world.click(DANA, bookingId, 'choose-slot:1');
  const mail = await world.letter(DESK, /can you take/);
  return { bookingId, mail, slot: offer.slots[0]! };
}
const link = (mail: { links: Readonly<Record<string, string>> }, words: string): string => {
  const url = mail.links[words];
  if (!url) throw new Error(`The mail has no link "${words}", only ${Object.keys(mail.links).join(', ')}.`);
  return url;
};

test('A shop accepts by one press; its second mail brings Started and Done, which the fleet sees', async () => {
  await open();
  const { bookingId, mail, slot } = await ask();

  const waiting = await until('the card says that the shop was asked', async () => {
    const booking = await world.booking(bookingId);
    return booking.phase.state === 'requested' && booking.phase.request.answerBy ? booking : undefined;
  });
  await world.card(bookingId, (text) => text.includes('was asked for'));
  expect(waiting.offer.fallbacks[0]).toMatchObject({ providerId: 'lakeside', phone: '+13125550111' });

  expect(mail.parsed.headers.get('x-pitcrew-booking')).toBe(bookingId);
  expect(mail.text).toMatch(/^VIN: 1FTFW1E5XNFA00000$/m);
  for (const words of ['Accept', 'Propose another time', 'Decline'])
    expect(mail.text).toContain(`${words}\n${link(mail, words)}`);
  expect(mail.calendar.method).toBe('REQUEST');
  expect(propertyOf(mail.calendar.text, 'UID')).toBe(`${bookingId}@127.0.0.1`);
  expect(propertyOf(mail.calendar.text, 'ATTENDEE')).toContain(DESK);

  expect(await press(link(mail, 'Accept'))).toBe(200);
  const booked = await world.inState(bookingId, 'scheduled');
  expect(booked.phase).toMatchObject({ appointment: { start: slot.start, providerId: 'lakeside' } });
  expect(booked.history.map(({ intent }) => intent)).toEqual(
    expect.arrayContaining(['choose-slot', 'asked', 'confirmed']),
  );
  for (const words of ['Accept', 'Propose another time', 'Decline']) expect(await press(link(mail, words))).toBe(410);

  const second = await world.letter(DESK, /booked for/);
  expect(Number(propertyOf(second.calendar.text, 'SEQUENCE'))).toBeGreaterThan(
    Number(propertyOf(mail.calendar.text, 'SEQUENCE')),
  );
  expect(await press(link(second, 'Started'))).toBe(200);
  await world.inState(bookingId, 'in-progress');
  expect(await press(link(second, 'Done'))).toBe(200);
  await world.inState(bookingId, 'completed');
  expect(await press(link(second, 'Done'))).toBe(410);
  expect(world.thread(bookingId).some((line) => line.includes('Booked'))).toBe(true);
});

test('A shop proposes another time; choosing it books it at once, without asking again', async () => {
  await open();
  const { bookingId, mail } = await ask();
  const url = link(mail, 'Propose another time');
  const page = await look(url);
  expect(page.html).toMatch(/<input[^>]+type="datetime-local"/);
  // Wednesday 10:10 in Chicago (CST).
  expect(await press(url, { start: '2031-01-08T10:10' })).toBe(200);
  const offered = await world.inState(bookingId, 'offered');
  expect(offered.offer.slots[0]).toMatchObject({
    providerId: 'lakeside',
    start: '2031-01-08T16:10:00.000Z',
    end: '2031-01-08T17:10:00.000Z',
    proposed: true,
  });
  expect(offered.history.at(-1)?.intent).toBe('proposed');
  await world.card(bookingId, (text) => text.includes('10:10'));
  await world.click(DANA, bookingId, 'choose-slot:1');
  const booked = await world.inState(bookingId, 'scheduled');
  expect(booked.phase).toMatchObject({ appointment: { start: '2031-01-08T16:10:00.000Z' } });
  await world.letter(DESK, /booked for/);
  expect(world.post.mails.filter(({ subject }) => /can you take/.test(subject))).toHaveLength(1);
});

test('A proposed time that has gone meanwhile is asked for again', async () => {
  await open();
  world.calendars.set('lakeside');
  await world.putShop(shopOf('lakeside', { busyCalendarUrl: `${world.calendars.url}/lakeside` }));
  const { bookingId, mail } = await ask();
  expect(await press(link(mail, 'Propose another time'), { start: '2031-01-08T10:10' })).toBe(200);
  await world.inState(bookingId, 'offered');
  world.calendars.set('lakeside', event('UID:x', 'DTSTART:20310108T160000Z', 'DTEND:20310108T163000Z'));
  await world.card(bookingId, (text) => text.includes('10:10'));
  await world.click(DANA, bookingId, 'choose-slot:1');
  const again = await world.letter(DESK, /can you take/, 2);
  expect(propertyOf(again.calendar.text, 'DTSTART')).toBe('20310108T161000Z');
  expect(Number(propertyOf(again.calendar.text, 'SEQUENCE'))).toBeGreaterThan(0);
  expect((await world.booking(bookingId)).phase.state).toBe('requested');
});

test('A shop declines: the next times are offered, and the one who chose is told', async () => {
  await open();
  const { bookingId, mail, slot } = await ask();
  expect(await press(link(mail, 'Decline'))).toBe(200);
  const offered = await world.inState(bookingId, 'offered');
  expect(offered.offer.slots).toHaveLength(3);
  expect(offered.offer.slots.map(({ slotId }) => slotId)).not.toContain(slot.slotId);
  expect(offered.history.at(-1)?.intent).toBe('declined');
  await world.told(DANA, /Lakeside Auto declined/);
  expect(await press(link(mail, 'Accept'))).toBe(410);
});

test('A shop that stays silent: the request is withdrawn by mail, its links are dead, three other times are offered', async () => {
  await open({ answerMinutes: 0.02 }); // 1.2 s
  const { bookingId, mail } = await ask();
  const offered = await world.inState(bookingId, 'offered');
  expect(offered.offer.slots).toHaveLength(3);
  expect(offered.offer.slots.map(({ providerId }) => providerId)).not.toContain('lakeside');
  expect(offered.offer.fallbacks[0]).toMatchObject({ providerId: 'lakeside' });
  expect(offered.history.at(-1)?.intent).toBe('no-answer');
  const withdrawn = await world.letter(DESK, /withdrawn/);
  expect(withdrawn.calendar.method).toBe('CANCEL');
  expect(propertyOf(withdrawn.calendar.text, 'UID')).toBe(propertyOf(mail.calendar.text, 'UID'));
  for (const words of ['Accept', 'Propose another time', 'Decline']) {
    expect((await look(link(mail, words))).status).toBe(410);
    expect(await press(link(mail, words))).toBe(410);
  }
  await world.told(DANA, /has not answered/);
});

test('Accept and Decline pressed at the same moment, five times: one is taken, the other is gone', async () => {
  const vehicles = ['van-1', 'van-2', 'van-3', 'van-4', 'van-5'];
  world = await startLocalWorld([shopOf('lakeside')], { dataDir: tempDir(), startsAt: MONDAY, vehicles });
  for (const [i, vehicle] of vehicles.entries()) {
    const bookingId = await world.raise(vehicle);
    await world.card(bookingId);
    await world.click(DANA, bookingId, 'choose-slot:1');
    const mail = await world.letter(DESK, /can you take/, i + 1);
    const pressed = await Promise.all([press(link(mail, 'Accept')), press(link(mail, 'Decline'))]);
    expect([...pressed].sort()).toEqual([200, 410]);
    await world.inState(bookingId, pressed[0] === 200 ? 'scheduled' : 'offered');
  }
});

test('A manager cancels while the shop is asked: withdrawn at once; and after it has accepted: cancelled at once', async () => {
  await open();
  const { bookingId, mail } = await ask();
  await world.card(bookingId, (text) => text.includes('was asked for'));
  await world.click(DANA, bookingId, 'cancel');
  await world.inState(bookingId, 'cancelled');
  expect((await world.letter(DESK, /withdrawn/)).calendar.method).toBe('CANCEL');
  expect(await press(link(mail, 'Accept'))).toBe(410);

  const second = await world.raise('truck-17', { system: 'battery_12v' });
  await world.card(second);
  await world.click(DANA, second, 'choose-slot:1');
  const request = await world.letter(DESK, /can you take/, 2);
  expect(await press(link(request, 'Accept'))).toBe(200);
  await world.inState(second, 'scheduled');
  await world.card(second, (text) => text.includes('Cancel appointment'));
  await world.click(DANA, second, 'cancel');
  await world.inState(second, 'cancelled');
  const off = await world.letter(DESK, /cancelled/);
  expect([off.calendar.method, propertyOf(off.calendar.text, 'UID')]).toEqual(['CANCEL', `${second}@127.0.0.1`]);
});

test('What the calendar says at the click counts: a time that was taken meanwhile is not asked for', async () => {
  await open();
  world.calendars.set('lakeside');
  await world.putShop(shopOf('lakeside', { busyCalendarUrl: `${world.calendars.url}/lakeside` }));
  const bookingId = await world.raise();
  await world.card(bookingId);
  const [slot] = (await world.booking(bookingId)).offer.slots;
  const basic = (at: string): string => at.replace(/[-:]|\.\d+/g, '');
  world.calendars.set('lakeside', event('UID:x', `DTSTART:${basic(slot!.start)}`, `DTEND:${basic(slot!.end)}`));
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.told(DANA, /was just taken/);
  expect(world.post.mails).toEqual([]);
});

test('Without a mail server a shop can only be called', async () => {
  world = await startLocalWorld([shopOf('lakeside')], { dataDir: tempDir(), startsAt: MONDAY, smtp: false });
  const bookingId = await world.raise();
  const booking = await until('the offer names the shop', async () => {
    const found = await world.booking(bookingId);
    return found.offer.fallbacks.length > 0 ? found : undefined;
  });
  expect(booking.offer.slots).toEqual([]);
  expect(booking.offer.fallbacks).toMatchObject([{ providerId: 'lakeside', phone: '+13125550111' }]);
});

test('Two bays: one that a calendar event takes and one of ours make a time full, whichever seat ours has', async () => {
  const shop = shopOf('lakeside', { bays: 2 });
  world = await startLocalWorld([shop], { dataDir: tempDir(), startsAt: MONDAY, vehicles: ['truck-17', 'truck-18'] });
  world.calendars.set('lakeside');
  await world.putShop({ ...shop, busyCalendarUrl: `${world.calendars.url}/lakeside` });
  const first = await world.raise('truck-17');
  const second = await world.raise('truck-18');
  for (const bookingId of [first, second]) await world.card(bookingId);
  await world.click(DANA, first, 'choose-slot:1');
  const mail = await world.letter(DESK, /can you take/);
  const [slot] = (await world.booking(first)).offer.slots;
  // The shop writes our job into its calendar under our UID, and takes another car in at the same time.
  const basic = (at: string): string => at.replace(/[-:]|\.\d+/g, '');
  const span = [`DTSTART:${basic(slot!.start)}`, `DTEND:${basic(slot!.end)}`];
  world.calendars.set('lakeside', event(`UID:${first}@127.0.0.1`, ...span));
  expect(await press(link(mail, 'Accept'))).toBe(200);
  await world.inState(first, 'scheduled');
  // One bay is left: counted twice, ours would have filled both.
  const network = world.pitcrew.parts.app.core.networks.get('local')!;
  const free = async () => {
    const answer = (
      await network.search([(await world.pitcrew.parts.store.directory.provider(shop.providerId))!], 'BATTERY_12V')
    ).get(shop.providerId);
    return answer?.ok ? answer.value.slots.find(({ start }) => start === slot!.start)?.capacity : undefined;
  };
  expect(await free()).toBe(2);
  world.calendars.set('lakeside', event(`UID:${first}@127.0.0.1`, ...span), event('UID:walk-in', ...span));
  expect(await free()).toBe(1);
  await world.click(DANA, second, 'choose-slot:1');
  await world.told(DANA, /was just taken/);
  expect(world.post.mails.filter(({ subject }) => /can you take/.test(subject))).toHaveLength(1);
});

test('The mail server is down: nothing is booked, other shops’ times and the phone are on the card', async () => {
  await open({}, []);
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.post.close();
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.told(DANA, /could not be reached/);
  const booking = await world.inState(bookingId, 'offered');
  expect(booking.offer.fallbacks[0]).toMatchObject({ providerId: 'lakeside', phone: '+13125550111' });
});

test('Links over HTTP: unknown ones are 404, and one address asks only so often', async () => {
  world = await startLocalWorld([shopOf('lakeside')], {
    dataDir: tempDir(),
    startsAt: MONDAY,
    env: { RATE_LIMIT_PER_MINUTE: '30' },
  });
  const { bookingId, mail } = await ask();
  expect((await look(`${link(mail, 'Accept')}x`)).status).toBe(404);
  expect((await look(`${world.url}/shop/nothing`)).status).toBe(404);
  expect((await look(link(mail, 'Accept'))).status).toBe(200);
  // A tenth of 30 a minute for someone without a key.
  const answer = await fetch(link(mail, 'Accept'), { method: 'POST' });
  expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await world.booking(bookingId)).phase.state).toBe('requested');
});
