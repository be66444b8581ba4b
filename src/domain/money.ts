/** An amount in minor units (18900 is 189.00 USD) with its ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

// Intl's formatters cost about a thousand times as much to make as to use, and every slot has a price.
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency });
  formats.set(key, made);
  return made;
}

const digits = new Map<string, number>();

function digitsOf(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = formatOf(currency, 'en-US').resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

/** Decimal major units (189.0) to minor units, rounded half away from zero; the number of digits is the currency's own. */
export function fromMajor(amount: number, currency: string): Money {
  const factor = 10 ** digitsOf(currency);
  const scaled = Number((Math.abs(amount) * factor).toPrecision(15));
  // Adding zero makes a negative zero a plain one.
  return { amount: Math.sign(amount) * Math.round(scaled) + 0, currency };
}

/** Minor units to decimal major units, as networks that speak in major units want them. */
export function toMajor(money: Money): number {
  return money.amount / 10 ** digitsOf(money.currency);
}

/** As people write it there, e.g. `$189.00` for en-US. */
export function formatMoney(money: Money, locale = 'en-US'): string {
  return formatOf(money.currency, locale).format(toMajor(money));
}
