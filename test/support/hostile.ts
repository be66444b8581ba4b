import { createHmac } from 'node:crypto';

/** How a hostile call is proved. All but `valid` are forgeries. */
export type Proof = 'valid' | 'missing' | 'garbled' | 'wrong-key' | 'tampered' | 'old' | 'future' | 'empty';
export const FORGED: readonly Proof[] = ['missing', 'garbled', 'wrong-key', 'tampered', 'old', 'future', 'empty'];

export interface HostileCase {
  /** What is hostile about it, for a failing test to say. */
  readonly what: string;
  readonly body: Buffer;
  readonly proof: Proof;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A small repeatable source of chance (mulberry32): the same seed gives the same cases. */
export function chance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { next, below, pick };
}
export type Chance = ReturnType<typeof chance>;

/**
 * Hostile variants of a valid JSON body, each with the kind of proof it comes with; half of them forged. Repeatable.
 *
 * @param valid makes a fresh valid body; `n` makes its ids unique
 */
export function* hostileCases(
  valid: (n: number) => { [key: string]: Json },
  options: { readonly count: number; readonly seed?: number },
): Generator<HostileCase> {
  const random = chance(options.seed ?? 1);
  for (let n = 0; n < options.count; n += 1) {
    const { what, body } = hostileBody(valid(n), random);
    const proof = random.next() < 0.5 ? 'valid' : random.pick(FORGED);
    yield { what: `#${n} ${what}, proof ${proof}`, body, proof };
  }
}

/** One hostile variant of a valid JSON body. */
export function hostileBody(
  valid: { [key: string]: Json },
  random: Chance,
): { readonly what: string; readonly body: Buffer } {
  const roll = random.next();
  if (roll < 0.6) return spoiledFields(valid, random);
  if (roll < 0.98) {
    const [what, make] = random.pick(WHOLE_BODIES);
    return { what, body: make(valid, random) };
  }
  return { what: 'more than 1 MiB', body: Buffer.from(JSON.stringify({ ...valid, pad: 'x'.repeat(1_100_000) })) };
}

/** What a field may never be trusted not to be. */
const VALUES: readonly (readonly [string, (random: Chance) => Json | undefined])[] = [
  ['absent', () => undefined],
  ['null', () => null],
  ['true', () => true],
  ['a number', (random) => random.pick([0, -1, 1e308, -0, 2 ** 53, 0.1, 253402300800000])],
  ['an empty text', () => ''],
  ['a blank text', () => ' \t\n '],
  ['a long text', (random) => 'A'.repeat(200 + random.below(60_000))],
  ['control characters', () => '\u0000\u0007\u001b[31m\u007f\u0085'],
  ['half a character', () => 'a\ud800b\udfff'],
  ['stacked marks', () => `Z${'\u0351\u036b\u0343'.repeat(300)}`],
  ['right to left', () => '\u202egnp.exe\u2066\u200f'],
  ['joined faces', () => '👨‍👩‍👧‍👦🏴‍☠️'.repeat(20)],
  ['line separators', () => 'a\u2028b\u2029c\r\nX-Injected: 1'],
  ['a query', () => `'; DROP TABLE bookings; --`],
  ['a path', () => '../../../../etc/passwd%00'],
  ['markup', () => '<script>alert(1)</script><!channel> <@U01> {{7*7}} ${7*7}'],
  ['an operator', () => ({ $gt: '', $where: 'sleep(9999)' })],
  ['a list', () => []],
  ['a long list', (random) => Array.from({ length: 100 + random.below(3_000) }, (_, i) => i)],
  ['an object', () => ({})],
  ['a mock of a text', () => ({ length: 5, toString: 'x', valueOf: 'y', toJSON: 'z' })],
  ['a deep list', (random) => nest(50 + random.below(500))],
  ['a name of a prototype', (random) => random.pick(['__proto__', 'constructor', 'prototype', 'hasOwnProperty'])],
  ['a strange instant', (random) => random.pick(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59+23:59', '2026-11-22'])],
  ['a text that looks like a number', () => '1e3'],
];

function spoiledFields(valid: { [key: string]: Json }, random: Chance): { what: string; body: Buffer } {
  const body: { [key: string]: Json | undefined } = structuredClone(valid);
  const spoiled: string[] = [];
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const holder = random.pick(objectsIn(body));
    const key = random.pick([...Object.keys(holder), 'extra']);
    const [what, make] = random.pick(VALUES);
    holder[key] = make(random);
    spoiled.push(`${key} is ${what}`);
  }
  return { what: spoiled.join(', '), body: Buffer.from(JSON.stringify(body)) };
}

function objectsIn(value: { [key: string]: Json | undefined }): { [key: string]: Json | undefined }[] {
  const inner = Object.values(value).filter(
    (item): item is { [key: string]: Json } => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
  return [value, ...inner.flatMap(objectsIn)];
}

function nest(depth: number): Json {
  let value: Json = [];
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
}

type Maker = (valid: { [key: string]: Json }, random: Chance) => Buffer;
const text = (make: (json: string, random: Chance) => string): Maker => {
  return (valid, random) => Buffer.from(make(JSON.stringify(valid), random));
};
const inside = (more: string) => text((json) => json.replace(/\}$/, `,${more}}`));

const WHOLE_BODIES: readonly (readonly [string, Maker])[] = [
  ['nothing', () => Buffer.alloc(0)],
  ['cut off', text((json, random) => json.slice(0, random.below(json.length)))],
  ['two bodies', text((json) => json + json)],
  ['a byte order mark', text((json) => `\ufeff${json}`)],
  ['in UTF-16', (valid) => Buffer.from(JSON.stringify(valid), 'utf16le')],
  [
    'bytes by chance',
    (_valid, random) => Buffer.from(Array.from({ length: random.below(2_000) }, () => random.below(256))),
  ],
  ['a flipped byte', flipped],
  ['no UTF-8', (valid) => Buffer.concat([Buffer.from(JSON.stringify(valid)), Buffer.from([0xc3, 0x28])])],
  ['a bare null', text(() => 'null')],
  ['a bare number', text(() => '1e999')],
  ['a bare text', text(() => '"alert"')],
  ['a list', text((json) => `[${json}]`)],
  ['a deep list', text((_json, random) => '['.repeat(1_000 + random.below(200_000)))],
  ['a deep, closed list', text((_json, random) => closed(1_000 + random.below(50_000)))],
  ['a deep object', text((_json, random) => '{"a":'.repeat(1_000 + random.below(50_000)))],
  ['a key twice', inside('"alertId":"second","alertId":{}')],
  ['a prototype', inside('"__proto__":{"polluted":true,"isAdmin":true}')],
  ['a constructor', inside('"constructor":{"prototype":{"polluted":true}}')],
  ['a toString', inside('"toString":null,"hasOwnProperty":1,"then":"x","toJSON":{}')],
  ['very many keys', text((json) => json.replace(/\}$/, `,${keys(5_000)}}`))],
  ['numbers beyond all', inside('"value":1e999,"threshold":-1e999,"odometerKm":123456789012345678901234567890')],
  ['JSON5', text((json) => `${json.replace(/\}$/, ',}')} // comment`)],
  ['NaN', inside('"value":NaN')],
  ['a form', text((json) => `payload=${encodeURIComponent(json)}`)],
  ['XML', text(() => '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')],
  ['white space', text((json) => `${' \n\t'.repeat(20_000)}${json}`)],
  ['untouched', text((json) => json)],
];

function flipped(valid: { [key: string]: Json }, random: Chance): Buffer {
  const bytes = Buffer.from(JSON.stringify(valid));
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
}

const closed = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const keys = (count: number): string => Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join(',');

/** What to sign for a proof, and with what; `mangle` is applied to the finished signature, undefined leaves it out. */
export interface SigningPlan {
  readonly unixSeconds: number;
  readonly secret: string;
  readonly body: Uint8Array;
  mangle(signature: string): string | undefined;
}

/** How to make a proof of this kind, whatever the scheme; `toleranceSeconds` is the scheme's window. */
export function planOf(
  proof: Proof,
  given: { readonly nowSeconds: number; readonly secret: string; readonly body: Uint8Array; readonly random: Chance },
  toleranceSeconds = 300,
): SigningPlan {
  const { nowSeconds, secret, body, random } = given;
  const right = { unixSeconds: Math.floor(nowSeconds), secret, body, mangle: (signature: string) => signature };
  const off = toleranceSeconds + 2 + random.below(1_000_000);
  switch (proof) {
    case 'valid':
      return right;
    case 'missing':
      return { ...right, mangle: () => undefined };
    case 'empty':
      return { ...right, mangle: () => '' };
    case 'garbled':
      return { ...right, mangle: (signature) => garble(signature, random) };
    case 'wrong-key':
      return { ...right, secret: random.pick(['', ' ', `${secret} `, secret.slice(1), 'null', 'undefined']) };
    case 'tampered':
      return { ...right, body: Buffer.concat([body, Buffer.from(random.pick([' ', '\n', '0']))]) };
    case 'old':
      return { ...right, unixSeconds: right.unixSeconds - off };
    case 'future':
      return { ...right, unixSeconds: right.unixSeconds + off };
  }
}

function garble(signature: string, random: Chance): string {
  const end = signature.at(-1) === '0' ? '1' : '0';
  const garbled = random.pick([
    signature.slice(0, -1) + end,
    signature.slice(0, -1),
    `${signature}0`,
    signature.replace('=', '=='),
    signature.replace(/[0-9a-f]{64}/, (hex) => 'g'.repeat(hex.length)),
    signature.replace(/[0-9a-f]{64}/, ''),
    signature.split(',').reverse().join(';'),
    'x'.repeat(5_000),
  ]);
  // Not every scheme has what some of these change.
  return garbled === signature ? `${signature}0` : garbled;
}

/** `t=<unix>,v1=<hex hmac-sha256 of "t.body">`, as Pitcrew's own clients and Firestone sign; undefined for no header. */
export function signT(plan: SigningPlan): string | undefined {
  const mac = createHmac('sha256', plan.secret).update(`${plan.unixSeconds}.`).update(plan.body).digest('hex');
  return plan.mangle(`t=${plan.unixSeconds},v1=${mac}`);
}

/** `v0=<hex hmac-sha256 of "v0:t:body">` beside its time, as Slack signs; without a signature where the plan has none. */
export function signSlack(plan: SigningPlan): Record<string, string> {
  const { unixSeconds, secret, body } = plan;
  const mac = createHmac('sha256', secret).update(`v0:${unixSeconds}:`).update(body).digest('hex');
  const signature = plan.mangle(`v0=${mac}`);
  const time = { 'x-slack-request-timestamp': String(unixSeconds) };
  return signature === undefined ? time : { ...time, 'x-slack-signature': signature };
}
