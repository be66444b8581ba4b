import { createHmac } from 'node:crypto';
import type { RawRequest } from '../../../src/app/ports/http.ts';
import { chance, hostileCases, planOf, signT } from '../../support/hostile.ts';
import { connectFirestone } from './firestone-harness.ts';
import { SUNDAY } from './harness.ts';
import { json, startOdd } from './odd-server.ts';

const SECRET = 'sample-firestone-webhook-secret';
const NOW = SUNDAY.getTime() / 1000;

const EVENT = { eventId: 'evt-1', confirmation: 'FCAC-77120', status: 'CHECKED_IN', at: '2026-11-23T09:00:00-06:00' };

// Business time is a year off: proofs go by true time.
const { network } = connectFirestone('http://127.0.0.1:9', {
  now: () => new Date('2027-11-22T15:04:05Z'),
  trueNow: () => SUNDAY,
});
afterAll(() => network.close());

const macOf = (body: string | Uint8Array, at: number, secret = SECRET): string =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');

function post(body: string | Uint8Array, header?: string): RawRequest {
  return {
    method: 'POST',
    path: '/providers/firestone/webhook',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json', 'x-firestone-signature': header },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    params: { network: 'firestone' },
    remoteAddress: '127.0.0.1',
  };
}
const signed = (body: string | Uint8Array, at = NOW) => post(body, `t=${at},v1=${macOf(body, at)}`);
const statusOf = (request: RawRequest): number => {
  const answer = network.parseStatus(request);
  return answer.ok ? 200 : answer.error.status;
};

test.each([
  ['CHECKED_IN', 'checked-in'],
  ['IN_SERVICE', 'in-progress'],
  ['READY', 'completed'],
  ['NO_SHOW', 'no-show'],
  ['CANCELLED', 'cancelled'],
])('%s means %s', (theirs, ours) => {
  expect(network.parseStatus(signed(JSON.stringify({ ...EVENT, status: theirs })))).toEqual({
    ok: true,
    value: { eventId: 'evt-1', confirmation: 'FCAC-77120', status: ours, at: '2026-11-23T15:00:00.000Z' },
  });
});

test('READY brings the invoice, in minor units', () => {
  const body = JSON.stringify({ ...EVENT, status: 'READY', invoice: { amount: 193.37, currency: 'USD' }, more: {} });
  const answer = network.parseStatus(signed(body));
  expect(answer.ok && answer.value.invoice).toEqual({ amount: 19337, currency: 'USD' });
});

describe('the proof', () => {
  const body = JSON.stringify(EVENT);
  const mac = macOf(body, NOW);

  test.each([
    ['5 minutes ago', NOW - 300, 200],
    ['5 minutes and a second ago', NOW - 301, 401],
    ['5 minutes from now', NOW + 300, 200],
    ['5 minutes and a second from now', NOW + 301, 401],
  ])('made %s: %i → %i', (_when, at, expected) => {
    expect(statusOf(signed(body, at))).toBe(expected);
  });

  test.each<[string, string | undefined]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is of another body', `t=${NOW},v1=${macOf(`${body} `, NOW)}`],
    ['is of another time', `t=${NOW - 1},v1=${mac}`],
    ['is made with another secret', `t=${NOW},v1=${macOf(body, NOW, 'guess')}`],
    ['is cut short', `t=${NOW},v1=${mac.slice(0, 62)}`],
    ['is too long', `t=${NOW},v1=${mac}00`],
    ['has no time', `v1=${mac}`],
    ['has two times', `t=${NOW},t=${NOW + 1},v1=${mac}`],
    ['has a time in words', `t=now,v1=${mac}`],
    ['has a time with a fraction', `t=${NOW}.0,v1=${mac}`],
    ['is of another scheme', `t=${NOW},v0=${mac}`],
    ['is the bare mac', mac],
    ['is endless', `t=${NOW},v1=${mac}${',v1=00'.repeat(2000)}`],
  ])('that %s is answered 401', (_what, header) => {
    const answer = network.parseStatus(post(body, header));
    expect(!answer.ok && answer.error.status).toBe(401);
    expect(!answer.ok && String(answer.error.body)).not.toContain(mac);
  });

  test('may come among others, while a secret is being changed', () => {
    const other = macOf(body, NOW, 'the-old-secret');
    expect(statusOf(post(body, `t=${NOW}, v1=${other}, v1=${mac.toUpperCase()}, v2=x`))).toBe(200);
  });

  test('is checked before the body is read', () => {
    expect(statusOf(post('{', `t=${NOW},v1=${mac}`))).toBe(401);
    expect(statusOf(signed('{'))).toBe(400);
  });
});

test.each<[string, object]>([
  ['eventId', { eventId: '' }],
  ['eventId', { eventId: 'x'.repeat(201) }],
  ['eventId', { eventId: 7 }],
  ['confirmation', { confirmation: null }],
  ['confirmation', { confirmation: '..' }],
  ['status', { status: 'CONFIRMED' }],
  ['status', { status: 'constructor' }],
  ['at', { at: '2026-11-23T09:00:00' }],
  ['at', { at: 1795420800 }],
  ['invoice', { invoice: 193.37 }],
  ['invoice.amount', { invoice: { amount: '193.37', currency: 'USD' } }],
  ['invoice.currency', { invoice: { amount: 193.37, currency: 'usd' } }],
])('a signed body with a wrong %s is answered 400 and names it', (field, wrong) => {
  const answer = network.parseStatus(signed(JSON.stringify({ ...EVENT, ...wrong })));
  expect(!answer.ok && answer.error.status).toBe(400);
  expect(!answer.ok && JSON.parse(String(answer.error.body)).errors[0].path).toBe(field);
});

test('of 20,000 hostile requests none makes it throw, no forgery is believed, and what is believed is whole', () => {
  const random = chance(4);
  const valid = (n: number) => ({
    ...EVENT,
    eventId: `evt-${n}`,
    status: 'READY',
    invoice: { amount: 193.37, currency: 'USD' },
  });
  const believed = { forged: 0, valid: 0 };
  for (const { what, body, proof } of hostileCases(valid, { count: 20_000, seed: 11 })) {
    const header = signT(planOf(proof, { nowSeconds: NOW, secret: SECRET, body, random }));
    const answer = network.parseStatus(post(body, header));
    if (!answer.ok) {
      const expected = proof === 'valid' ? 400 : 401;
      if (answer.error.status !== expected) throw new Error(`${what}: ${answer.error.status} instead of ${expected}`);
      continue;
    }
    believed[proof === 'valid' ? 'valid' : 'forged'] += 1;
    const { eventId, confirmation, at, status } = answer.value;
    const isWhole = [eventId, confirmation].every(
      (id) => id.length > 0 && id.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(id),
    );
    if (!isWhole || status !== 'completed' || new Date(at).toISOString() !== at)
      throw new Error(`${what}: half a status`);
  }
  expect(believed.forged).toBe(0);
  expect(believed.valid).toBeGreaterThan(1000);
  expect('polluted' in {}).toBe(false);
});

test('a network that cannot prove its TLS is refused before anything is sent', async () => {
  const plain = await startOdd((_asked, response) => json(response, 200, {}));
  const connected = connectFirestone(plain.url.replace('http:', 'https:'));
  expect(await connected.network.lookup('b-1')).toEqual({ ok: false, error: { kind: 'unavailable', why: 'refused' } });
  expect(plain.asked).toEqual([]);
  await connected.network.close();
  await plain.close();
});
