import { asMemberId } from '../../src/domain/ids.ts';
import { startMailServer } from '../support/mail-server.ts';
import { DANA_MAIL, LEE_MAIL, invitedBy, open, press, send, slotLinks, startMailWorld } from '../support/mail-world.ts';
import type { MailWorld } from '../support/mail-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { MONDAY } from '../support/world.ts';

let world: MailWorld;
afterEach(() => world.close());

test('a manager books by mail, the appointment moves in his calendar and goes from it, and he rates the next one', async () => {
  world = await startMailWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  const offer = await world.mailTo(DANA_MAIL, /^truck-17: .* – choose a time$/);
  expect(offer.parsed.headers.get('x-pitcrew-booking')).toBe(bookingId);
  const [first = '', second = ''] = slotLinks(offer);
  expect(slotLinks(offer)).toHaveLength(3);
  const [, shop = ''] = /^2\) .*\n\s+(.+?) ·/m.exec(offer.text) ?? [];

  // A scanner opens every link, as often as it likes.
  for (const url of [...slotLinks(offer), ...Object.values(offer.links).filter((url) => url.startsWith(world.url))])
    expect((await open(url)).status).toBe(200);
  expect((await world.booking(bookingId)).phase.state).toBe('offered');

  const booked = await press(second);
  expect([booked.status, booked.text]).toEqual([200, expect.stringContaining(`at ${shop}, confirmation`)]);
  expect(booked.text).toMatch(/^Done Booked: /);
  const confirmation = await world.mailTo(DANA_MAIL, /– booked for /);
  const { phase } = await world.inState(bookingId, 'scheduled');
  if (phase.state !== 'scheduled') throw new Error('It is not scheduled.');
  const invited = invitedBy(confirmation);
  expect(invited).toMatchObject({
    ...{ method: 'REQUEST', methodOfPart: 'REQUEST', uid: `${bookingId}@127.0.0.1`, status: 'CONFIRMED' },
    ...{ start: phase.appointment.start, end: phase.appointment.end },
    ...{ organizer: 'mailto:service@fleet.test', attendee: 'mailto:dana@acme.test' },
    location: `${shop}, ${shop.slice(-1)} Main Street, Chicago, IL, 60601`,
  });
  expect(confirmation.text).toMatch(/PO number: PO-/);
  expect(confirmation.text).toMatch(/Work order: WO-/);
  expect(confirmation.text).toMatch(/https:\/\/www\.google\.com\/maps/);
  expect(confirmation.parsed.inReplyTo).toBe(offer.parsed.messageId);

  // Used up: nothing happens by it any more, and it says how things stand.
  expect(await open(first)).toMatchObject({ status: 410, text: expect.stringMatching(/Booked by Dana Reyes/) });
  expect((await send(first)).status).toBe(410);

  const moved = await press(confirmation.links['Reschedule'] ?? '', { text: 'tomorrow at 3 pm' });
  expect([moved.status, moved.text]).toEqual([200, expect.stringMatching(/^(Done|Under way) /)]);
  const change = await world.mailTo(DANA_MAIL, /– moved to /);
  const again = invitedBy(change);
  expect(again).toMatchObject({
    method: 'REQUEST',
    methodOfPart: 'REQUEST',
    uid: invited.uid,
    start: '2031-01-07T21:00:00.000Z',
  });
  expect(again.sequence).toBeGreaterThan(invited.sequence);
  expect(change.text).toMatch(
    /It was Mon, Jan 6, .* at Firestone \d\. It is now Tue, Jan 7, 3:00 – .*PM CST at Firestone \d\./,
  );

  const cancelled = await press(change.links['Cancel appointment'] ?? '', {
    reason: 'other',
    other: 'Truck <sold> & gone',
  });
  expect(cancelled.text).toMatch(/^Done .*Cancelled/);
  const off = invitedBy(await world.mailTo(DANA_MAIL, /– cancelled: /));
  expect(off).toMatchObject({ method: 'CANCEL', methodOfPart: 'CANCEL', uid: invited.uid, status: 'CANCELLED' });
  expect(off.sequence).toBeGreaterThan(again.sequence);
  expect((await world.booking(bookingId)).history.map(({ actor, intent }) => [intent, actor.channel])).toContainEqual([
    'cancel',
    'email',
  ]);
  expect(world.subjects(DANA_MAIL)).toHaveLength(4);

  const next = await world.raise('truck-17', { system: 'brakes' });
  const [best = ''] = slotLinks(await world.mailTo(DANA_MAIL, /choose a time/, 2));
  await press(best);
  await world.mailTo(DANA_MAIL, /booked for/, 2);
  const { reference } = world.shops.ledger().at(-1)!;
  world.shops.postStatus(reference, 'IN_SERVICE', { at: '2031-01-06T16:00:00Z' });
  world.shops.postStatus(reference, 'READY', { at: '2031-01-06T17:00:00Z' });
  const done = await world.mailTo(DANA_MAIL, /the work is done/);
  expect((await press(done.links['Rate the work'] ?? '', {})).text).toMatch(/one to five stars/);
  expect((await press(done.links['Rate the work'] ?? '', { stars: '4', comment: 'Quick & friendly' })).status).toBe(
    200,
  );
  expect((await world.booking(next)).rating).toMatchObject({ stars: 4, comment: 'Quick & friendly' });
  // A rating can be changed by the same link.
  await press(done.links['Rate the work'] ?? '', { stars: '5', comment: '' });
  expect((await world.booking(next)).rating).toMatchObject({ stars: 5 });
});

test('an approver is asked by mail and decides on a page; whoever chose reads why not', async () => {
  const policy = { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } } as const;
  world = await startMailWorld({ dataDir: tempDir(), startsAt: MONDAY, policy });
  await world.putMember({ memberId: asMemberId('lee'), name: 'Lee Okafor', roles: ['approver'], email: LEE_MAIL });
  const bookingId = await world.raise();
  const [first = '', second = ''] = slotLinks(await world.mailTo(DANA_MAIL, /choose a time/));
  expect((await press(first)).text).toMatch(/^Under way .*needs approval.*You get a mail/);
  const asked = await world.mailTo(LEE_MAIL, /your approval is needed/);
  const decide = asked.links['Approve or reject'] ?? '';
  const page = await open(decide);
  expect(page.text).toMatch(/^Approve this booking\? .*To be approved Mon, Jan 6.*Estimate \$.*Approve Reject/);
  expect((await send(decide, page.hidden)).status).toBe(400);
  expect((await world.booking(bookingId)).phase.state).toBe('awaiting-approval');

  const no = await press(decide, { intent: 'reject', comment: 'Too <dear>' });
  expect(no.text).toMatch(/^Done .*was not approved by Lee Okafor: “Too <dear>”/);
  expect((await world.mailTo(DANA_MAIL, /about your click/)).text).toMatch(
    /was not approved by Lee Okafor: “Too <dear>”/,
  );
  expect((await open(decide)).status).toBe(410);

  await press(second);
  const askedAgain = await world.mailTo(LEE_MAIL, /your approval is needed/, 2);
  expect((await open(decide)).status).toBe(410);
  expect((await press(askedAgain.links['Approve or reject'] ?? '', { intent: 'approve' })).text).toMatch(/^Done/);
  await world.mailTo(DANA_MAIL, /booked for/);
  expect((await world.booking(bookingId)).approvals?.map(({ decision, by }) => [decision, by.channel])).toEqual([
    ['rejected', 'email'],
    ['approved', 'email'],
  ]);
  // An approver who is no manager is asked, and no more.
  expect(world.subjects(LEE_MAIL)).toHaveLength(2);
});

test('what cannot be mailed now comes later, once, as it stands by then', async () => {
  world = await startMailWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const port = Number(new URL(world.post.url).port);
  await world.post.close();
  const failures: string[] = [];
  world.pitcrew.on('channel.failed', ({ channel }) => void failures.push(channel));
  const bookingId = await world.raise();
  await until('the mail server is missed', () => failures.includes('email') || undefined);
  expect((await world.booking(bookingId)).phase.state).toBe('offered');
  world.post = await startMailServer({ port });
  const offer = await world.mailTo(DANA_MAIL, /choose a time/);
  expect(slotLinks(offer)).toHaveLength(3);
  expect(world.subjects(DANA_MAIL)).toHaveLength(1);
}, 60_000);

test('a mailbox that the server does not know is told to the operator and the host, and holds up nobody else', async () => {
  const smtp = {
    onRcptTo(address: { address: string }, _session: unknown, callback: (error?: Error) => void) {
      const isUnknown = address.address === 'gone@acme.test';
      callback(
        isUnknown ? Object.assign(new Error('No such mailbox gone@acme.test'), { responseCode: 550 }) : undefined,
      );
    },
  };
  world = await startMailWorld({ dataDir: tempDir(), startsAt: MONDAY, mail: { smtp } });
  await world.putMember({ memberId: asMemberId('al'), name: 'Al Gone', email: 'gone@acme.test' });
  const failures: object[] = [];
  world.pitcrew.on('channel.failed', (event) => void failures.push(event));
  const bookingId = await world.raise();
  await world.mailTo(DANA_MAIL, /choose a time/);
  await until('it is told', () => (failures.length > 0 ? true : undefined));
  expect(failures[0]).toMatchObject({
    channel: 'email',
    bookingId,
    fleetId: 'acme',
    reason: expect.stringContaining('(550)'),
  });
  expect(JSON.stringify(failures)).not.toContain('gone@acme.test');
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  expect(metrics).toMatch(/pitcrew_channel_failures_total\{channel="email",reason="rejected"\} [1-9]/);
});
