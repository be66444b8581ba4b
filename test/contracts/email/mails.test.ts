import type { Booking } from '../../../src/domain/booking.ts';
import {
  START,
  cancel,
  choose,
  chooseForApproval,
  confirmed,
  movedTo,
  offerOf,
  offered,
  reject,
  reschedule,
  slot,
  through,
  word,
} from '../../support/cases.ts';
import type { Arrived, MailServer, MailServerOptions } from '../../support/mail-server.ts';
import { propertyOf, read, startMailServer } from '../../support/mail-server.ts';
import { invitedBy } from '../../support/mail-world.ts';
import { memberOf, startEmail } from './harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(
  options: MailServerOptions & { env?: Record<string, string>; people?: ReturnType<typeof memberOf>[] } = {},
) {
  const box: MailServer = await startMailServer(options);
  closers.push(() => box.close());
  const email = await startEmail(box.url, options.env, options.people);
  closers.push(() => email.close());
  const subjects = () => box.mails.map(({ subject }) => subject.replace(/^truck-17: .*? – /, ''));
  return { ...email, box, subjects };
}

/** A time in Chicago, as its slot. */
const at = (n: number, start: string, end: string) =>
  slot(n, { start, end, address: { line1: '1 Main St', city: 'Chicago' } });
const bookedFor = (start: string, end: string): Booking =>
  through(offered({ offer: offerOf([at(1, start, end)]) }), choose('s1'), confirmed({ start }));

describe('The invitation', () => {
  // Chicago's clocks go forward on Sunday, March 14, 2027, at 2:00: Friday is CST (UTC−6), Monday CDT (UTC−5).
  test('of an appointment that moves over the change of clocks is one entry, with the right hours before and after', async () => {
    const { box, ...email } = await start();
    const friday = bookedFor('2027-03-12T15:00:00.000Z', '2027-03-12T16:30:00.000Z');
    await email.post(friday);
    const monday = at(2, '2027-03-15T14:00:00.000Z', '2027-03-15T15:30:00.000Z');
    const moved = through(friday, reschedule(2, { slot: monday }), movedTo(2, { start: monday.start }));
    await email.update(moved);
    await email.update(
      through(moved, { type: 'cancelled-by-shop', network: 'firestone', confirmation: 'FCAC-2', at: START } as never),
    );
    const told = box.mails.map((mail) => ({ ...invitedBy(mail), basic: propertyOf(mail.calendar.text, 'DTSTART') }));
    expect(told.map(({ basic }) => basic)).toEqual(['20270312T150000Z', '20270315T140000Z', '20270315T140000Z']);
    expect(told.map(({ method, methodOfPart, status }) => [method, methodOfPart, status])).toEqual([
      ['REQUEST', 'REQUEST', 'CONFIRMED'],
      ['REQUEST', 'REQUEST', 'CONFIRMED'],
      ['CANCEL', 'CANCEL', 'CANCELLED'],
    ]);
    expect(told.map(({ uid }) => uid)).toEqual(Array(3).fill('B1@fleet.example'));
    const sequences = told.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(told[0]).toMatchObject({
      organizer: 'mailto:service@fleet.example',
      attendee: 'mailto:dana@acme.test',
      location: 'Shop 1, 1 Main St, Chicago',
    });
    expect(box.mails[1]?.text).toContain(
      'It was Fri, Mar 12, 9:00 – 10:30 AM CST at Shop 1. It is now Mon, Mar 15, 9:00 – 10:30 AM CDT at Shop 2.',
    );
  });

  test('keeps the hour that comes twice apart', async () => {
    const { box, ...email } = await start();
    // Sunday, November 1, 2026: 1:30 CDT is 6:30 UTC, 1:30 CST an hour later.
    await email.post(bookedFor('2026-11-01T06:30:00.000Z', '2026-11-01T07:30:00.000Z'));
    expect(invitedBy(box.mails[0] as Arrived)).toMatchObject({
      start: '2026-11-01T06:30:00.000Z',
      end: '2026-11-01T07:30:00.000Z',
    });
    expect(box.mails[0]?.subject).toContain('Sun, Nov 1, 1:30 AM CDT – 1:30 AM CST');
  });
});

describe('One mail a person and change:', () => {
  test('what is on its way, what was told and what is older is not mailed', async () => {
    const { subjects, ...email } = await start();
    const looking = offered({ offer: { ...offerOf([]), expiresAt: START } });
    expect((await email.post(looking)).ok).toBe(true);
    expect(subjects()).toEqual([]);
    const offer = through(looking, { type: 'offer', offer: offerOf([slot(1), slot(2)]) });
    const requested = through(offer, choose('s1'));
    const booked = through(requested, confirmed());
    for (const booking of [offer, offer, requested, booked, requested, offer, booked]) await email.update(booking);
    await email.post(booked);
    expect(subjects()).toEqual(['choose a time', 'booked for Mon, Nov 23, 9:00 – 10:30 AM CST']);
    const done = through(booked, word('status-in-progress'), word('status-completed'));
    await email.update(done);
    await email.update(through(done, { type: 'rate', stars: 5, by: { kind: 'member', id: 'dana', channel: 'email' } }));
    expect(subjects().slice(2)).toEqual(['the work is done']);
  });

  test('two cards of one person and two processes at the same moment bring one mail', async () => {
    const { subjects, ...email } = await start({ taken: () => new Promise((done) => setTimeout(done, 100)) });
    const card = email.stands(through(offered(), choose('s1'), confirmed()));
    const ref = { fleetId: 'acme', memberId: 'dana' };
    const others = [email.channel, email.again(), email.again(), email.again()];
    const results = await Promise.all(others.map((channel) => channel.update(ref, card)));
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(subjects()).toHaveLength(1);
  });

  test('a mail that may have arrived is sent again as the same mail', async () => {
    const mails: Arrived[] = [];
    const onData: NonNullable<NonNullable<MailServerOptions['smtp']>['onData']> = (stream, _session, callback) =>
      void read(stream).then((mail) => {
        const isFirst = mails.push(mail) === 1;
        callback(isFirst ? Object.assign(new Error('Not sure'), { responseCode: 451 }) : null);
      });
    const email = await start({ smtp: { onData } });
    const booked = through(offered(), choose('s1'), confirmed());
    expect(await email.post(booked)).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    expect(await email.post(booked)).toEqual({ ok: true, value: { fleetId: 'acme', memberId: 'dana' } });
    expect(mails.map(({ parsed }) => parsed.messageId)).toEqual([
      mails[0]?.parsed.messageId,
      mails[0]?.parsed.messageId,
    ]);
    expect(mails.map((mail) => invitedBy(mail).sequence)).toEqual([booked.version, booked.version]);
  });

  test('mails of a case follow each other in one thread', async () => {
    const { box, ...email } = await start();
    const booked = through(offered(), choose('s1'), confirmed());
    for (const booking of [offered(), booked, through(booked, word('status-no-show'))]) await email.update(booking);
    const [first, second, third] = box.mails.map(({ parsed }) => parsed);
    expect([second?.inReplyTo, third?.inReplyTo]).toEqual([first?.messageId, second?.messageId]);
    expect(third?.references).toEqual([first?.messageId, second?.messageId]);
  });

  test('an approver is asked, asked again when it is brought to him once more, and told nothing else', async () => {
    const lee = memberOf('lee', ['approver']);
    const { box, subjects, ...email } = await start({ people: [lee] });
    const waiting = through(offered(), chooseForApproval());
    await email.post(waiting);
    await email.update(waiting);
    await email.post({ ...waiting, version: waiting.version + 1 });
    await email.update(through(waiting, reject()));
    expect(subjects()).toEqual(['your approval is needed', 'Reminder: your approval is needed']);
    expect(box.mails[0]?.text).toContain('For your approval\n  To be approved: Mon, Nov 23, 9:00 – 10:30 AM CST');
  });

  test('reminders are mailed once, other lines are not', async () => {
    const { subjects, ...email } = await start();
    const booked = through(offered(), choose('s1'), confirmed());
    await email.post(booked);
    const ref = { fleetId: 'acme', memberId: 'dana' };
    const note = (noteId: string, reminds: boolean) =>
      email.channel.note(ref, { bookingId: 'B1', noteId, text: 'Reminder: Monday.', reminds }, { retry: false });
    for (const [id, reminds] of [
      ['n4', false],
      ['soon-1-24', true],
      ['soon-1-24', true],
    ] as const)
      expect(await note(id, reminds)).toEqual({ ok: true, value: undefined });
    expect(subjects().slice(1)).toEqual(['reminder']);
  });

  test('what a page has said to somebody is not mailed to him again', async () => {
    const { subjects, ...email } = await start();
    email.stands(offered());
    const told = async (deliveryId: string, text: string) =>
      email.channel.tell(
        { channel: 'email', ref: { bookingId: 'B1', fleetId: 'acme', memberId: 'dana', deliveryId, pageUntil: '0' } },
        text,
      );
    await email.memory.write('email', 'shown/email:a', { message: 'It is gone.' }, 0);
    await told('email:a', 'It is gone.');
    expect(subjects()).toEqual([]);
    await told('email:b', 'It is gone.');
    await told('email:b', 'It is gone.');
    expect(subjects()).toEqual(['about your click']);
  });
});

describe('A mail', () => {
  test('names the booking, is marked as automatic, and says where answers go', async () => {
    const { box, ...email } = await start({ env: { MAIL_REPLY_TO: 'desk@acme.test' } });
    await email.post(offered());
    const { parsed, raw, text } = box.mails[0] as Arrived;
    expect(parsed.headers.get('x-pitcrew-booking')).toBe('B1');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.replyTo?.text).toBe('desk@acme.test');
    expect(text).toContain('Answers to this mail go to people at desk@acme.test.');
    expect(raw).toMatch(/^Message-ID: <B1\.[0-9a-f]{12}\.1\.offer@fleet\.example>/m);
  });

  test('without MAIL_REPLY_TO says that nobody reads answers, and has the links', async () => {
    const { box, ...email } = await start();
    await email.post(offered());
    const { parsed, text } = box.mails[0] as Arrived;
    expect(parsed.replyTo).toBeUndefined();
    expect(text).toContain('Nobody reads answers to this mail: please answer by its links.');
  });

  test('for many cases at once has a link to each, and their times are not mailed once more', async () => {
    const { box, subjects, ...email } = await start();
    const card = email.stands(offered());
    const lines = [{ bookingId: 'B1', title: card.title, detail: 'Mon' }];
    const digest = { digestId: 'acme-1', title: '2 vehicle alerts came in quiet hours', fallbackText: '', lines };
    const [first, second] = [
      await email.channel.digest?.(email.target(), digest, { retry: false }),
      await email.channel.digest?.(email.target(), digest, { retry: true }),
    ];
    expect(second).toEqual(first);
    const under = first?.ok ? first.value : {};
    expect((await email.channel.post(email.target(), card, { retry: false, under })).ok).toBe(true);
    expect(box.mails.map(({ subject }) => subject)).toEqual(['2 vehicle alerts came in quiet hours']);
    expect((await email.visit('GET', box.mails[0]?.links['Open'] ?? '')).status).toBe(200);
    await email.update(through(offered(), choose('s1'), confirmed(), cancel()));
    expect(subjects()).toHaveLength(2);
  });
});

describe('A mail server that', () => {
  const refusing = (step: 'onMailFrom' | 'onRcptTo' | 'onData', responseCode: number) => ({
    smtp: {
      [step]: (first: unknown, _session: unknown, callback: (error: Error) => void) => {
        if (step === 'onData') (first as { resume(): void }).resume();
        callback(Object.assign(new Error('No such mailbox dana@acme.test'), { responseCode }));
      },
    },
  });

  test.each([
    ['does not know the address', refusing('onRcptTo', 550), 'rejected'],
    ['does not take the mail', refusing('onData', 554), 'rejected'],
    ['does not take mail from us', refusing('onMailFrom', 550), 'unreachable'],
    ['wants a break', refusing('onRcptTo', 450), 'rate-limited'],
    ['has an error of its own in the end', refusing('onData', 451), 'rate-limited'],
  ])('%s', async (_what, options, code) => {
    const email = await start(options as MailServerOptions);
    const posted = await email.post(offered());
    expect(posted).toMatchObject({
      ok: false,
      error: { code, reason: expect.stringMatching(/^The mail server .+\.$/) },
    });
    expect(JSON.stringify(posted)).not.toContain('dana@acme.test');
  });

  test('is not there, or does not know our password', async () => {
    const { box, ...email } = await start();
    await box.close();
    closers.shift();
    expect(await email.post(offered())).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    const wrong = (_auth: unknown, _session: unknown, callback: (error: Error) => void) => callback(new Error('No'));
    const strict = await startMailServer({ smtp: { authOptional: false, allowInsecureAuth: true, onAuth: wrong } });
    closers.push(() => strict.close());
    const other = await startEmail(strict.url.replace('smtp://', 'smtp://user:secret@'));
    closers.push(() => other.close());
    expect(await other.post(offered())).toMatchObject({
      ok: false,
      error: { code: 'unreachable', reason: expect.stringContaining('SMTP_URL') },
    });
  });
});

test('someone without an address is no place for mails', async () => {
  const email = await start();
  const fleet = {} as never;
  expect(email.channel.personTargetOf?.(memberOf('dana'), fleet)).toBe('email:acme/dana');
  const { email: _none, ...without } = memberOf('dana');
  expect(email.channel.personTargetOf?.(without, fleet)).toBeUndefined();
  expect(await email.post(offered(), 'nobody')).toMatchObject({ ok: false, error: { code: 'rejected' } });
});
