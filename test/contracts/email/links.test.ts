import fc from 'fast-check';
import { createLinks } from '../../../adapters/email/links/token.ts';
import type { Link } from '../../../adapters/email/links/token.ts';
import { createKeys } from '../../../adapters/shared/index.ts';
import {
  cancel,
  choose,
  chooseForApproval,
  confirmed,
  offerOf,
  offered,
  reject,
  slot,
  START,
  after,
  through,
  usd,
  word,
} from '../../support/cases.ts';
import { KEYS, PUBLIC_URL, memberOf, startEmail } from './harness.ts';

let email: Awaited<ReturnType<typeof startEmail>>;
beforeAll(async () => {
  email = await startEmail('smtp://127.0.0.1:1', {}, [memberOf('dana', ['manager', 'approver'])]);
});
beforeEach(() => void email.received.splice(0));
afterAll(() => email.close());

const links = createLinks(KEYS, PUBLIC_URL);
const urlOf = (opens: Link['opens'], slotId?: string, more: Partial<Link> = {}): string =>
  links.url({ bookingId: 'B1', fleetId: 'acme', memberId: 'dana', opens, slotId, ...more });
const booked = () => through(offered(), choose('s1'), confirmed());

test.each([
  ['choose-slot', 's2', offered, /Book this time\?.*Tue, Nov 24/s, ['Book this time']],
  ['decide', 's1', () => through(offered(), chooseForApproval()), /Approve this booking\?/, ['Approve', 'Reject']],
  ['cancel', undefined, booked, /Why\?/, ['Cancel appointment']],
  [
    'confirm-cancel',
    undefined,
    () => through(booked(), cancel({ fee: usd(3_000) })),
    /\$30\.00/,
    ['Cancel and pay the fee'],
  ],
  ['reschedule', undefined, booked, /Friday after 3/, ['Move the appointment']],
  ['rate', undefined, () => through(booked(), word('status-completed')), /How was the work\?/, ['Send']],
  ['book-manually', undefined, booked, /America\/Chicago/, ['Record it']],
  ['snooze', undefined, offered, /In 4 hours/, ['Remind me later']],
  ['dismiss', undefined, offered, /false one/, ['Dismiss']],
] as const)(
  '%s: a form that posts, and nothing that happens by looking',
  async (opens, slotId, case_, words, buttons) => {
    email.stands(case_());
    for (let i = 0; i < 3; i++) {
      const { status, headers = {}, body } = await email.visit('GET', urlOf(opens, slotId));
      const html = String(body);
      expect([status, headers['Content-Type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(html.match(/<form method="post">/g)).toHaveLength(1);
      expect([...html.matchAll(/<button[^>]*>([^<]+)/g)].map(([, label]) => label)).toEqual(buttons);
      expect(html).toMatch(words);
    }
    expect(email.received).toEqual([]);
  },
);

test('lets no script run, is kept nowhere and tells nobody where it was', async () => {
  email.stands(offered());
  const { headers = {} } = await email.visit('GET', urlOf('case'));
  expect(headers['Content-Security-Policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect([headers['Cache-Control'], headers['Referrer-Policy'], headers['X-Robots-Tag']]).toEqual([
    'no-store',
    'no-referrer',
    'noindex, nofollow',
  ]);
});

test('a press comes as what its member wants, and the same press twice is one delivery', async () => {
  email.stands(offered());
  const fields = { seen: '1', intent: 'choose-slot' };
  for (let i = 0; i < 2; i++) expect((await email.visit('POST', urlOf('choose-slot', 's2'), fields)).status).toBe(200);
  await email.visit('POST', urlOf('dismiss'), { seen: '1', reason: 'false-positive' });
  expect(email.received.map(({ body }) => body)).toMatchObject([
    {
      kind: 'intent',
      bookingId: 'B1',
      intent: { intent: 'choose-slot', slotId: 's2' },
      actor: { kind: 'member', fleetId: 'acme', memberId: 'dana', channel: 'email' },
    },
    { intent: { intent: 'choose-slot', slotId: 's2' } },
    { intent: { intent: 'dismiss', reason: 'false-positive' } },
  ]);
  const ids = email.received.map(({ id }) => id);
  expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  expect(ids.every((id) => /^email:[0-9a-f]{40}$/.test(id))).toBe(true);
});

test.each([
  ['the time was taken', 'choose-slot', 's1', () => offered({ offer: offerOf([slot(2)]) })],
  ['it is booked', 'choose-slot', 's1', booked],
  [
    'the offer has ended',
    'choose-slot',
    's1',
    () => offered({ offer: offerOf([slot(1)], { madeAt: after(-60), expiresAt: START }) }),
  ],
  ['it was decided', 'decide', 's1', () => through(offered(), chooseForApproval(), reject())],
  ['another time waits for approval', 'decide', 's1', () => through(offered(), chooseForApproval('s2'))],
  ['it is cancelled', 'reschedule', undefined, () => through(offered(), cancel())],
  ['the work is not done', 'rate', undefined, booked],
] as const)(
  'a link is gone once %s, says how the case stands, and does nothing',
  async (_when, opens, slotId, case_) => {
    const card = email.stands(case_());
    for (const method of ['GET', 'POST'] as const) {
      const { status, body } = await email.visit(method, urlOf(opens, slotId), { seen: '1', intent: 'approve' });
      expect(status).toBe(410);
      expect(String(body)).toContain('has been used, or its time is over');
      expect(String(body)).toContain(card.title);
    }
    expect(email.received).toEqual([]);
  },
);

test.each([
  ['rate', () => through(booked(), word('status-completed')), { stars: '6' }, /one to five stars/],
  ['reschedule', booked, {}, /name a time/],
  ['book-manually', booked, { providerName: 'Hal', start: 'tomorrow' }, /day and time/],
  ['book-manually', booked, { start: '2026-12-01T10:00' }, /name the shop/],
] as const)(
  '%s with what cannot be read is said in words, and can be sent again',
  async (opens, case_, fields, words) => {
    email.stands(case_());
    const { status, body } = await email.visit('POST', urlOf(opens), fields);
    expect([status, String(body)]).toEqual([400, expect.stringMatching(words)]);
    expect(String(body)).toContain('<form method="post">');
    expect(email.received).toEqual([]);
  },
);

test('a wall time is the reader’s', async () => {
  email.stands(booked());
  await email.visit('POST', urlOf('book-manually'), { providerName: 'Hal', start: '2026-12-01T10:00' });
  expect(email.received[0]?.body).toMatchObject({ intent: { start: '2026-12-01T16:00:00.000Z' } });
});

test('a link of another fleet, of nobody, or to no case is not known', async () => {
  email.stands(offered());
  for (const more of [{ fleetId: 'other' }, { memberId: 'nobody' }, { bookingId: 'B2' }])
    for (const method of ['GET', 'POST'] as const)
      expect((await email.visit(method, urlOf('choose-slot', 's1', more))).status).toBe(404);
  expect(email.received).toEqual([]);
});

test('no token but ours is known: changed, cut, put together, of another key or another purpose', async () => {
  email.stands(offered());
  const foreign = createLinks(createKeys(`k1:${Buffer.alloc(32, 9).toString('base64')}`), PUBLIC_URL);
  const tokenOf = (url: string) => url.slice(`${PUBLIC_URL}/m/`.length);
  const ours = tokenOf(urlOf('choose-slot', 's1'));
  const fields = ['B1', 'acme', 'dana', 'choose-slot', 's1'];
  const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64url');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const forged = fc.oneof(
    fc
      .tuple(fc.nat(ours.length - 1), fc.constantFrom(...letters))
      .map(([i, letter]) => ours.slice(0, i) + letter + ours.slice(i + 1)),
    fc.nat(ours.length - 1).map((n) => ours.slice(0, n)),
    fc.string({ maxLength: 300 }),
    fc.constantFrom(...letters).map((letter) => ours + letter),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map(base64),
    fc.constant(
      tokenOf(foreign.url({ bookingId: 'B1', fleetId: 'acme', memberId: 'dana', opens: 'choose-slot', slotId: 's1' })),
    ),
    fc
      .constantFrom('email link\n', 'thread', 'shop link')
      .map((context) => base64(KEYS.encrypt(JSON.stringify(fields), context))),
    fc.constant(base64(JSON.stringify(fields))),
  );
  let tries = 0;
  await fc.assert(
    fc.asyncProperty(
      forged.filter((token) => token !== ours),
      async (token) => {
        tries++;
        expect(links.read(token)).toBeUndefined();
        if (tries % 10 === 0)
          expect((await email.visit('POST', `${PUBLIC_URL}/m/${token}`, { intent: 'choose-slot' })).status).toBe(404);
      },
    ),
    { numRuns: 5_000 },
  );
  expect(email.received).toEqual([]);
  expect(links.read(ours)).toMatchObject({ opens: 'choose-slot', slotId: 's1' });
});

test('links are still known after the keys were rotated', () => {
  const rotated = createKeys(
    `k2:${Buffer.alloc(32, 8).toString('base64')},k1:${Buffer.alloc(32, 7).toString('base64')}`,
  );
  const token = urlOf('rate').slice(`${PUBLIC_URL}/m/`.length);
  expect(createLinks(rotated, PUBLIC_URL).read(token)).toEqual({
    bookingId: 'B1',
    fleetId: 'acme',
    memberId: 'dana',
    opens: 'rate',
  });
});
