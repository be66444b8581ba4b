import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { localEnv } from '../../../adapters/providers/local/index.ts';
import type { BookingOrder } from '../../../src/app/ports/network.ts';
import type { Arrived, MailServer } from '../../support/mail-server.ts';
import { propertyOf, startMailServer } from '../../support/mail-server.ts';
import { connectLocal, createDesk, localShop } from './local-harness.ts';
import { orderFor } from './harness.ts';
import { short } from './suite.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const shop = localShop('corner', { name: 'Corner <Auto> & Söhne', answerMinutes: 90 });
const START = '2026-11-23T15:00:00.000Z';
const time = {
  networkSlotId: `${START}/BATTERY_12V`,
  start: START,
  end: '2026-11-23T16:00:00.000Z',
  capacity: 1,
};

async function connect(smtpUrl: string, env: Readonly<Record<string, string>> = {}) {
  const office = createDesk(() => [shop]);
  const { network, seen } = connectLocal(office.desk, { smtpUrl, env, timeoutMs: 2_000 });
  closers.push(() => network.close());
  const orderOf = (attempt = 1): BookingOrder => {
    const order = orderFor(shop, time, 'BATTERY_12V', 'B9');
    office.expect({ ...order, slot: { ...order.slot, end: time.end } }, shop);
    return { ...order, reference: `B9-${attempt}` };
  };
  return { network, seen, office, orderOf };
}

async function post(smtp?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(smtp);
  closers.push(() => server.close());
  return server;
}

describe('The mail that asks a shop', () => {
  let mail: Arrived;
  beforeEach(async () => {
    const server = await post();
    const { network, orderOf } = await connect(server.url, { MAIL_REPLY_TO: 'dana@acme.test' });
    expect(await network.book(orderOf())).toEqual({
      ok: false,
      // 90 minutes after Sunday 9:04:05 in Chicago.
      error: { kind: 'answers-later', answerBy: '2026-11-22T16:34:05.000Z' },
    });
    mail = server.mails[0] as Arrived;
  });

  test('goes to the shop, from us, with the place for answers, and names the booking', () => {
    expect([mail.to, mail.from]).toEqual(['desk@corner.test', 'service@fleet.example']);
    expect(mail.parsed.replyTo?.text).toBe('dana@acme.test');
    expect(mail.parsed.headers.get('x-pitcrew-booking')).toBe('B9');
    expect(mail.subject).toContain('WO-B9');
  });

  test('says in plain text what has to be done, with each link under its words', () => {
    const lines = mail.text.split('\n');
    expect(lines).toContain('VIN: 1FTFW1E5XNFA00000');
    expect(mail.text).toContain('Mon, Nov 23, 9:00 – 10:00 AM CST');
    expect(mail.text).toContain('Sun, Nov 22, 10:34 AM CST');
    expect(mail.text).toMatch(/truck-17/);
    for (const words of ['Accept', 'Propose another time', 'Decline']) {
      const line = lines.indexOf(words);
      expect(lines[line + 1]).toBe(mail.links[words]);
      expect(mail.links[words]).toMatch(/^https:\/\/fleet\.example\/pitcrew\/shop\/[\w.~-]+$/);
    }
    expect(new Set(Object.values(mail.links)).size).toBe(3);
  });

  test('says the same in HTML, in which nothing of the shop’s name is markup', () => {
    expect(mail.html).toContain('Corner &#60;Auto&#62; &#38; Söhne');
    expect(mail.html).not.toContain('<Auto>');
    expect(mail.html).not.toMatch(/<(img|script|link|iframe)/i);
  });

  test('invites the shop: one UID a booking, UTC, METHOD also in the content type', () => {
    const { method, text } = mail.calendar;
    expect([method, propertyOf(text, 'METHOD')]).toEqual(['REQUEST', 'REQUEST']);
    expect(propertyOf(text, 'UID')).toBe('B9@fleet.example');
    expect(propertyOf(text, 'SEQUENCE')).toBe('0');
    expect([propertyOf(text, 'DTSTART'), propertyOf(text, 'DTEND')]).toEqual(['20261123T150000Z', '20261123T160000Z']);
    expect(propertyOf(text, 'ORGANIZER')).toMatch(/mailto:service@fleet\.example/i);
    expect(propertyOf(text, 'ATTENDEE')).toMatch(/mailto:desk@corner\.test/i);
  });
});

test('The same request again is the same mail; each later word has a higher SEQUENCE and the same UID', async () => {
  const server = await post();
  const { network, orderOf } = await connect(server.url);
  const word = { reference: 'B9-1', networkRef: 'corner', start: time.start, end: time.end };
  for (let i = 0; i < 2; i++) await network.book(orderOf());
  await network.followUp?.({ ...word, about: 'accepted' });
  await network.followUp?.({ ...word, about: 'withdrawn' });
  await network.book(orderOf(2));
  const told = server.mails.map(({ calendar, links, parsed }) => ({
    method: calendar.method,
    sequence: Number(propertyOf(calendar.text, 'SEQUENCE')),
    uid: propertyOf(calendar.text, 'UID'),
    id: parsed.messageId,
    links: Object.keys(links),
  }));
  expect(told[1]).toEqual(told[0]);
  expect(server.mails[1]?.links).toEqual(server.mails[0]?.links);
  expect(new Set(told.map(({ uid }) => uid))).toEqual(new Set(['B9@fleet.example']));
  const sequences = told.slice(1).map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(told.map(({ method }) => method)).toEqual(['REQUEST', 'REQUEST', 'REQUEST', 'CANCEL', 'REQUEST']);
  expect(told.map(({ links }) => links.join())).toEqual([
    'Accept,Propose another time,Decline',
    'Accept,Propose another time,Decline',
    'Started,Done',
    '',
    'Accept,Propose another time,Decline',
  ]);
});

describe('A mail server that', () => {
  const refusing = (step: 'onMailFrom' | 'onRcptTo' | 'onData', responseCode: number) => ({
    smtp: {
      [step]: (first: unknown, _session: unknown, callback: (error: Error) => void) => {
        if (step === 'onData') (first as { resume(): void }).resume();
        callback(Object.assign(new Error('No'), { responseCode }));
      },
    },
  });

  test.each([
    ['does not know the shop', refusing('onRcptTo', 550), 'rejected'],
    ['does not take the mail', refusing('onData', 554), 'rejected'],
    ['wants a break', refusing('onRcptTo', 450), 'unavailable rate-limited'],
    ['does not take mail from us', refusing('onMailFrom', 550), 'unavailable server-error'],
    ['has an error of its own in the end', refusing('onData', 451), 'unknown server-error'],
  ])('%s', async (_what, options, expected) => {
    const server = await post(options as Parameters<typeof startMailServer>[0]);
    const { network, orderOf } = await connect(server.url);
    const answer = await network.book(orderOf());
    expect(short(answer)).toBe(expected);
    if (!answer.ok && answer.error.kind === 'rejected') expect(answer.error.reason).toMatch(/^The .+\.$/);
  });

  test('is not there', async () => {
    const server = await post();
    const { network, orderOf } = await connect(server.url);
    await server.close();
    closers.shift();
    expect(short(await network.book(orderOf()))).toBe('unavailable refused');
  });

  test('does not know our password', async () => {
    const wrong = (_auth: unknown, _session: unknown, callback: (error: Error) => void) => callback(new Error('No'));
    const server = await post({ smtp: { authOptional: false, allowInsecureAuth: true, onAuth: wrong } });
    const { network, orderOf } = await connect(server.url.replace('smtp://', 'smtp://user:secret@'));
    expect(short(await network.book(orderOf()))).toBe('unavailable not-authorised');
  });

  test('never greets', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });
    const { network, orderOf } = await connect(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    expect(short(await network.book(orderOf(), { timeoutMs: 200 }))).toBe('unknown timeout');
  });
});

describe('The variables of local shops', () => {
  const problems = (env: Readonly<Record<string, string>>): readonly string[] => {
    const parsed = localEnv.safeParse(env);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  };
  test('may all be absent', () => expect(problems({})).toEqual([]));
  test.each([
    [{ SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'Pitcrew <a@b.test>' }, []],
    [{ SMTP_URL: 'smtps://u:p@mail.example.com:465', MAIL_FROM: 'a@b.test' }, []],
    [{ SMTP_URL: 'mail.example.com', MAIL_FROM: 'a@b.test' }, [/^SMTP_URL must be/]],
    [{ SMTP_URL: 'https://mail.example.com', MAIL_FROM: 'a@b.test' }, [/^SMTP_URL must begin with smtp/]],
    [{ SMTP_URL: 'smtp://mail.example.com' }, [/^MAIL_FROM is needed/]],
    [{ MAIL_FROM: 'Pitcrew' }, [/^MAIL_FROM must be an e-mail address/]],
    [{ MAIL_FROM: 'a@b.test\r\nBcc: c@d.test' }, [/^MAIL_FROM/]],
  ])('%j', (env, expected) => {
    const found = problems(env as Readonly<Record<string, string>>);
    expect(found).toHaveLength(expected.length);
    expected.forEach((words, i) => expect(found[i]).toMatch(words));
  });
});
