import fc from 'fast-check';
import { formatMoney, fromMajor, toMajor } from '../../src/domain/money.ts';

describe('Major units become minor ones', () => {
  test.each([
    [189.0, 'USD', 18_900],
    [0, 'USD', 0],
    [0.07, 'USD', 7],
    [1.005, 'USD', 101],
    [1.004, 'USD', 100],
    [2.675, 'USD', 268],
    [0.285, 'USD', 29],
    [8.345, 'EUR', 835],
    [1_234_567.89, 'USD', 123_456_789],
    [-30.0, 'USD', -3_000],
    [-1.005, 'USD', -101],
    [15_999, 'JPY', 15_999],
    [15_999.5, 'JPY', 16_000],
    [15_999.4, 'JPY', 15_999],
    [12.345, 'KWD', 12_345],
    [12.3455, 'KWD', 12_346],
    [0.001, 'KWD', 1],
  ])('%d %s is %d', (amount, currency, minor) => {
    expect(fromMajor(amount, currency)).toEqual({ amount: minor, currency });
  });

  test.each([
    [18_901, 'USD', 189.01],
    [18_901, 'JPY', 18_901],
    [18_901, 'KWD', 18.901],
  ])('%d of %s is %d in major units', (amount, currency, major) => {
    expect(toMajor({ amount, currency })).toBe(major);
  });

  test('and back without a loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), fc.constantFrom('USD', 'JPY', 'KWD'), (amount, currency) => {
        const back = fromMajor(toMajor({ amount, currency }), currency);
        expect(back.amount === amount).toBe(true);
      }),
    );
  });

  test('nothing is never minus nothing', () => {
    expect(Object.is(fromMajor(-0, 'USD').amount, 0)).toBe(true);
    expect(Object.is(fromMajor(-0.001, 'USD').amount, 0)).toBe(true);
  });
});

test.each([
  [18_900, 'USD', 'en-US', '$189.00'],
  [15_999, 'JPY', 'en-US', '¥15,999'],
  [12_345, 'KWD', 'en-US', 'KWD 12.345'],
  [18_900, 'EUR', 'de-DE', '189,00 €'],
])('%d of %s is written in %s as %s', (amount, currency, locale, text) => {
  expect(formatMoney({ amount, currency }, locale).replace(/\u00a0/g, ' ')).toBe(text);
});
