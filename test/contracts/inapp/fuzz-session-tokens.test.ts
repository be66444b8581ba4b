import { createHmac, randomBytes } from 'node:crypto';
import { chance } from '../../support/hostile.ts';
import { CASES, createTally, FUZZ_TIMEOUT_MS, SEED, sendAll } from '../../support/fuzz.ts';
import { furnish, openInbox, type InboxHouse } from '../../support/inbox.ts';
import { until } from '../../support/waiting.ts';
import { tempDir } from '../../support/temp.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The long form has thousands. */
const COUNT = Math.ceil(CASES / 3);
let house: InboxHouse;
afterEach(() => house.close());

/** Texts that are nearly a session's token, and never one. */
function* forgeries(tokens: readonly string[], count: number): Generator<string> {
  const random = chance(SEED);
  const at = (text: string): number => Math.floor(random.next() * text.length);
  const letter = (): string => ALPHABET[at(ALPHABET)] ?? 'A';
  const claims = (text: string): string => Buffer.from(text).toString('base64url');
  const later = Date.now() + 1e9;
  for (let n = 0; n < count; n += 1) {
    const token = tokens[n % tokens.length] ?? '';
    const [text = '', mac = ''] = token.split('.');
    const place = at(token);
    const other = letter();
    const forged = [
      `${token.slice(0, place)}${other}${token.slice(place + 1)}`,
      `${claims(JSON.stringify(['acme', 'dana', later + n]))}.${mac}`,
      `${claims(JSON.stringify(['beta', 'ben', later + n]))}.${createHmac('sha256', 'pitcrew').update(text).digest('base64url')}`,
      `${text}.${randomBytes(32).toString('base64url')}`,
      // The last letter has two bits that mean nothing: another letter there may stand for the same bytes.
      `${token.slice(0, -1)}${other}`,
      `${token}${other}`,
      token.slice(0, -1 - (n % 40)),
      `${text}=.${mac}`,
      [text, text, mac].join('.'),
      `${tokens[(n + 1) % tokens.length]?.split('.')[0]}.${mac}`,
      randomBytes(1 + (n % 300)).toString('base64url'),
    ][n % 11];
    if (forged !== undefined && !tokens.includes(forged)) yield forged;
  }
}

test(
  `${COUNT} forged session tokens: none is accepted, as bearer, as cookie or in a link`,
  async () => {
    house = await openInbox(tempDir());
    await furnish(house);
    const bookingId = await house.raise('v1');
    const before = await until('its offer is made', async () => {
      const booking = await house.booking(bookingId);
      return booking.version > 1 ? booking : undefined;
    });
    const tokens = [
      (await house.session('dana')).token,
      (await house.session('omar')).token,
      (await house.session('ben', 'beta')).token,
    ];
    const body = JSON.stringify({ intent: 'dismiss', bookingId, deliveryId: 'forged' });
    const tally = createTally(`forged session tokens, ${COUNT} cases, seed ${SEED}`);
    let n = 0;
    await sendAll(forgeries(tokens, COUNT), async (token) => {
      const way = n++ % 4;
      const proof = way === 1 ? { cookie: `pitcrew_inbox=${token}` } : { authorization: `Bearer ${token}` };
      const answer = await [
        () => fetch(`${house.url}/v1/inbox/bookings`, { headers: proof }),
        () => fetch(`${house.url}/v1/inbox/events`, { headers: proof }),
        () => fetch(`${house.url}/inbox?session=${encodeURIComponent(token)}`),
        () =>
          fetch(`${house.url}/v1/inbox/intents`, {
            ...{ method: 'POST', headers: { ...proof, 'content-type': 'application/json' }, body },
          }),
      ][way]!();
      await answer.arrayBuffer();
      tally.count(String(answer.status));
    });
    tally.print();
    expect(tally.of('401')).toBe(n);
    expect(n).toBeGreaterThan(COUNT * 0.9);
    expect(await house.booking(before.bookingId)).toMatchObject({ phase: before.phase, version: before.version });
  },
  FUZZ_TIMEOUT_MS,
);
