import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createKeys, keyRingProblems, loadOrMakeKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import { loadOrMakeAdminToken } from '../../../adapters/shared/secret-file.ts';
import { tempDir } from '../../support/temp.ts';

const good = Buffer.alloc(32, 7).toString('base64');

describe('A key ring', () => {
  test('gives back what it sealed, only at the place it was sealed for', () => {
    const keys = createKeys(`k1:${good}`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (plain, place, other) => {
        const sealed = keys.encrypt(plain, place);
        expect(keys.decrypt(sealed, place)).toBe(plain);
        if (other !== place) expect(() => keys.decrypt(sealed, other)).toThrow('does not open');
      }),
    );
  });

  test('notices every changed byte', () => {
    const keys = createKeys(`k1:${good}`);
    const sealed = keys.encrypt('1FTBW2CM5HKA00001', 'vehicles:f/v');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed, (byte, n) => (n === at ? byte ^ 1 : byte));
      expect(() => keys.decrypt(changed, 'vehicles:f/v')).toThrow();
    }
    expect(() => keys.decrypt(sealed.subarray(0, 20), 'vehicles:f/v')).toThrow('no sealed value');
    expect(() => keys.decrypt(new Uint8Array(), 'vehicles:f/v')).toThrow('no sealed value');
  });

  test('never seals alike twice', () => {
    const keys = createKeys(`k1:${good}`);
    const sealed = Array.from({ length: 2000 }, () => Buffer.from(keys.encrypt('same', 'place')).toString('hex'));
    expect(new Set(sealed).size).toBe(2000);
  });

  test('seals with its first key and opens with all', () => {
    const [a, b] = [newRingKey('a'), newRingKey('b')];
    const old = createKeys(a).encrypt('x', 'place');
    const both = createKeys(`${b}, ${a}`);
    expect(both.currentKeyId).toBe('b');
    expect(both.decrypt(old, 'place')).toBe('x');
    expect(createKeys(b).decrypt(both.encrypt('y', 'place'), 'place')).toBe('y');
    expect(() => createKeys(b).decrypt(old, 'place')).toThrow('a key that the ring does not have (its ids: b)');
  });

  test('makes one blind index per key, the same for the same key alone', () => {
    const [a, b] = [newRingKey('a'), newRingKey('b')];
    const both = createKeys(`${b},${a}`);
    expect(both.blinds('v')).toEqual([createKeys(b).blind('v'), createKeys(a).blind('v')]);
    expect(both.blind('v')).toBe(both.blinds('v')[0]);
    expect(both.blind('v')).toMatch(/^[0-9a-f]{64}$/);
    expect(both.blind('w')).not.toBe(both.blind('v'));
  });

  test.each([
    ['', ['It is empty: write at least one key as id:base64.']],
    [good, ['Key 1 of 1 has no colon between its id and its base64 text.']],
    [`${good}:k1`, ['Key 1 of 1 needs an id of 1 to 32 letters, digits, "_" or "-".']],
    ['k1:c2hvcnQ=', ['Key 1 of 1 ("k1") has 5 bytes and must have 32.']],
    [`k1:${good},k1:${good}`, ['Key 2 of 2 ("k1") has the id of an earlier key.']],
    [
      `k1:${good.slice(0, 10)}!${good.slice(11)},`,
      ['Key 1 of 2 ("k1") is not base64.', 'Key 2 of 2 has no colon between its id and its base64 text.'],
    ],
    [`k1:${good}`, []],
  ])('%s: says what is wrong', (ring, problems) => {
    expect(keyRingProblems(ring)).toEqual(problems);
    if (problems.length > 0) expect(() => createKeys(ring)).toThrow(problems.join(' '));
  });

  test('never tells a secret when it complains', () => {
    for (const ring of [good, `${good}:k1`, `k1:${good}x${good}`, `k1:${good},k1:${good}`, `k1:${good}!`]) {
      expect(keyRingProblems(ring).join(' ')).not.toContain(good.slice(0, 8));
    }
  });
});

describe('The secrets in the data folder', () => {
  test('are made once, for their owner alone', () => {
    const folder = join(tempDir(), 'data');
    const sealed = loadOrMakeKeys(folder).encrypt('x', 'place');
    expect(loadOrMakeKeys(folder).decrypt(sealed, 'place')).toBe('x');
    const made = loadOrMakeAdminToken(folder);
    expect(made).toMatchObject({ file: join(folder, 'admin-token'), made: true });
    expect(made.text).toMatch(/^[\w-]{43}$/);
    expect(loadOrMakeAdminToken(folder)).toEqual({ ...made, made: false });
    for (const name of ['keys', 'admin-token']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    // No draft is left behind.
    expect(readdirSync(folder).sort()).toEqual(['admin-token', 'keys']);
  });

  test('are closed to others when someone left them open, and refused when they are no good', () => {
    const folder = join(tempDir(), 'data');
    mkdirSync(folder);
    writeFileSync(join(folder, 'keys'), `k9:${good}\n`, { mode: 0o644 });
    expect(loadOrMakeKeys(folder).currentKeyId).toBe('k9');
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, 'keys'), '');
    expect(() => loadOrMakeKeys(folder)).toThrow(`The key ring in ${join(folder, 'keys')} cannot be used. It is empty`);
    writeFileSync(join(folder, 'admin-token'), 'short');
    expect(() => loadOrMakeAdminToken(folder)).toThrow('must have at least 24 characters');
    expect(readFileSync(join(folder, 'admin-token'), 'utf8')).toBe('short');
  });
});
