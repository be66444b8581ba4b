import { createLinks } from '../../../adapters/providers/local/links/links.ts';
import { createKeys } from '../../../adapters/shared/index.ts';
import { orderFor } from './harness.ts';
import { KEYS, PUBLIC_URL, connectLocal, createDesk, localShop, lookAt, pressOn } from './local-harness.ts';

const shop = localShop('corner', { name: 'Corner <b>Auto</b>' });
const START = '2026-11-23T15:00:00.000Z';
const time = { networkSlotId: `${START}/BATTERY_12V`, start: START, end: '2026-11-23T16:00:00.000Z', capacity: 1 };

const links = createLinks(KEYS, PUBLIC_URL);
const urlOf = (action: 'accept' | 'propose' | 'decline' | 'started' | 'done', attempt = 1, bookingId = 'B9'): string =>
  links.url({ bookingId, attempt, action });

/** A desk where the shop has been asked for B9's time. */
function asked() {
  const office = createDesk(() => [shop]);
  const order = orderFor(shop, time, 'BATTERY_12V', 'B9');
  office.expect({ ...order, slot: { ...order.slot, end: time.end } }, shop);
  const { network } = connectLocal(office.desk);
  return { network, ...office };
}
const textOf = (body: unknown): string => String(body);

describe('A link’s page', () => {
  test.each([
    ['accept', 'Accept'],
    ['propose', 'Propose this time'],
    ['decline', 'Decline'],
  ] as const)('%s: one form that posts, one button, and nothing that happens by looking', async (action, label) => {
    const { network, delivered } = asked();
    for (let i = 0; i < 3; i++) {
      const { status, headers = {}, body } = await lookAt(network, urlOf(action));
      expect(status).toBe(200);
      expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
      const html = textOf(body);
      expect(html.match(/<form /g)).toHaveLength(1);
      expect(html).toContain('<form method="post">');
      expect(html.match(/<button/g)).toHaveLength(1);
      expect(html).toContain(`>${label}</button>`);
      expect(/<input[^>]+type="datetime-local"/.test(html)).toBe(action === 'propose');
    }
    expect([...delivered]).toEqual([]);
  });

  test('lets no script run, is kept nowhere and tells nobody where it was', async () => {
    const { headers = {}, body } = await lookAt(asked().network, urlOf('accept'));
    expect(headers['Content-Security-Policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect([headers['Cache-Control'], headers['Referrer-Policy']]).toEqual(['no-store', 'no-referrer']);
    expect(textOf(body)).not.toMatch(/<script|onload=|javascript:/i);
    expect(textOf(body)).toContain('Corner &#60;b&#62;Auto&#60;/b&#62;');
  });

  test('shows the shop’s own clock', async () => {
    const html = textOf((await lookAt(asked().network, urlOf('propose'))).body);
    expect(html).toContain('Mon, Nov 23, 9:00 – 10:00 AM CST');
    // Now is Sunday, 9:04 in Chicago.
    expect(html).toContain('min="2026-11-22T09:04"');
  });
});

describe('Pressing', () => {
  test('is taken once: every link of the request is used up with it', async () => {
    const { network, answers } = asked();
    expect((await pressOn(network, urlOf('accept'))).status).toBe(200);
    expect(answers.get('B9')).toEqual({ kind: 'accepted', confirmation: 'WO-B9-1' });
    for (const action of ['accept', 'propose', 'decline'] as const) {
      expect((await pressOn(network, urlOf(action), { start: '2026-11-24T10:00' })).status).toBe(410);
      expect((await lookAt(network, urlOf(action))).status).toBe(410);
    }
    expect(answers.get('B9')).toMatchObject({ kind: 'accepted' });
  });

  test('two links at the same moment: one is taken, the other is gone', async () => {
    for (let i = 0; i < 20; i++) {
      const { network, answers } = asked();
      const pressed = await Promise.all([pressOn(network, urlOf('accept')), pressOn(network, urlOf('decline'))]);
      expect(pressed.map(({ status }) => status).sort()).toEqual([200, 410]);
      expect(answers.size).toBe(1);
    }
  });

  test('what is stored but came too late is gone: the request was withdrawn in that moment', async () => {
    const office = asked();
    const late = {
      ...office.desk,
      dispatch: {
        receive: async () => ({ seen: false, settled: Promise.resolve({ outcome: 'absorbed', message: '' } as const) }),
      },
    };
    const { network } = connectLocal(late);
    expect((await pressOn(network, urlOf('accept'))).status).toBe(410);
  });

  test('Started and Done only while there is an appointment, Done also without Started', async () => {
    const { network, delivered } = asked();
    expect((await pressOn(network, urlOf('done'))).status).toBe(410);
    await pressOn(network, urlOf('accept'));
    expect((await pressOn(network, urlOf('done'))).status).toBe(200);
    expect(delivered.get('local:B9-1/done')?.body).toMatchObject({
      kind: 'status',
      network: 'local',
      update: { confirmation: 'WO-B9-1', status: 'completed', at: '2026-11-22T15:04:05.000Z' },
    });
    expect((await pressOn(network, urlOf('done'))).status).toBe(410);
  });

  test('the links of an earlier attempt are gone', async () => {
    const { network } = asked();
    expect((await pressOn(network, urlOf('accept', 2))).status).toBe(410);
    expect((await lookAt(network, urlOf('accept', 0))).status).toBe(410);
  });
});

describe('Proposing', () => {
  test.each([
    ['2026-11-24T10:10', '2026-11-24T16:10:00.000Z'],
    ['2026-11-24T10:10:30', '2026-11-24T16:10:00.000Z'],
  ])('%s is a time in the shop’s zone', async (start, expected) => {
    const { network, answers } = asked();
    expect((await pressOn(network, urlOf('propose'), { start })).status).toBe(200);
    expect(answers.get('B9')).toEqual({
      kind: 'proposed',
      start: expected,
      networkSlotId: `${expected}/BATTERY_12V`,
    });
  });

  test.each([
    ['nothing', {}, /enter a date/],
    ['words', { start: 'tomorrow' }, /enter a date/],
    ['a day that no calendar has', { start: '2026-02-30T10:00' }, /does not exist/],
    ['an hour that the clocks skip', { start: '2027-03-14T02:30' }, /does not exist/],
    ['yesterday', { start: '2026-11-21T10:00' }, /passed already/],
    ['next year', { start: '2027-11-21T10:00' }, /too far ahead/],
  ])('%s is answered in words, and the link can be used again', async (_what, form, words) => {
    const { network, delivered } = asked();
    const { status, body } = await pressOn(network, urlOf('propose'), form as Record<string, string>);
    expect(status).toBe(400);
    expect(textOf(body)).toMatch(words);
    expect(textOf(body)).toContain('<form method="post">');
    expect(delivered.size).toBe(0);
    expect((await pressOn(network, urlOf('propose'), { start: '2026-11-24T10:10' })).status).toBe(200);
  });
});

describe('A link that is not ours', () => {
  const token = urlOf('accept').slice(`${PUBLIC_URL}/shop/`.length);
  const mac = token.slice(-43);
  test.each([
    ['nothing', ''],
    ['a word', 'accept'],
    ['another action under the same proof', token.replace('.accept.', '.decline.')],
    ['another booking under the same proof', token.replace('B9.', 'B8.')],
    ['another attempt under the same proof', token.replace('.1.', '.2.')],
    ['no proof', `B9.1.accept.`],
    ['a short proof', token.slice(0, -1)],
    ['a proof of zeros', token.replace(mac, 'A'.repeat(43))],
    ['far too long', 'x'.repeat(5_000)],
    ['path parts', '../../healthz'],
  ])('is not known: %s', async (_what, forged) => {
    const { network, delivered } = asked();
    expect((await lookAt(network, `${PUBLIC_URL}/shop/${forged}`)).status).toBe(404);
    expect((await pressOn(network, `${PUBLIC_URL}/shop/${forged}`)).status).toBe(404);
    expect(delivered.size).toBe(0);
  });

  test('is not known when its booking is not there, or another key signed it', async () => {
    const { network } = asked();
    expect((await lookAt(network, urlOf('accept', 1, 'B1'))).status).toBe(404);
    const foreign = createLinks(createKeys(`k1:${Buffer.alloc(32, 9).toString('base64')}`), PUBLIC_URL);
    expect((await lookAt(network, foreign.url({ bookingId: 'B9', attempt: 1, action: 'accept' }))).status).toBe(404);
  });

  test('is still known after the keys were rotated', () => {
    const old = Buffer.alloc(32, 7).toString('base64');
    const rotated = createLinks(createKeys(`k2:${Buffer.alloc(32, 8).toString('base64')},k1:${old}`), PUBLIC_URL);
    expect(rotated.read(token)).toEqual({ bookingId: 'B9', attempt: 1, action: 'accept' });
  });
});
