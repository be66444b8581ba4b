import { types } from 'node:util';

const HIDDEN = '[redacted]';
const MAX_DEPTH = 8;
const MAX_ITEMS = 200;
const MAX_TEXT = 10_000;

// Compared in lower case without `_` and `-`.
const PERSONAL_OR_SECRET = new Set(
  (
    'vin plate phone mobile servicephone email line1 postalcode address slackuserid teamsuserid userid username ' +
    'membername contactname drivername displayname comment contact authorization cookie setcookie token apikey ' +
    'xapikey secret password passphrase signature responseurl triggerid keyring pitcrewkeys'
  ).split(' '),
);
const SECRET_ENDING = /(?:token|secret|password|apikey|signature|cookie|userid|phone|email|vin)$/;
// A name is somebody's where the object that holds it is a person's.
const PERSON_MARKS = ['roles', 'phone', 'email', 'slackUserId', 'teamsUserId', 'memberId'];

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '[token]'],
  [/\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\bpitcrew_[\w-]{16,}/g, '[token]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[token]'],
  [/([?&](?:token|code|state|key|secret|signature|client_secret)=)[^&\s"']+/gi, '$1[token]'],
  [/\bv[01]=[0-9a-f]{32,}/gi, '[signature]'],
  [/[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g, '[email]'],
  [/(?<![\w+.])\+[1-9]\d{6,14}(?!\d)/g, '[phone]'],
  [/(?<![\w.:+-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/g, '[phone]'],
  [/\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-HJ-NPR-Z0-9]{17}\b/gi, '[vin]'],
];

/** Personal values and secrets that stand in free text, told by their form, are replaced by what they were. */
export function redactText(text: string): string {
  let out = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const [pattern, word] of PATTERNS) out = out.replace(pattern, word);
  return out;
}

/**
 * A copy of a log line's fields without anything personal or secret: hidden by the field's name at any depth, and by
 * the value's form in strings. Errors become plain objects. Bounded in depth and size; never throws.
 */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0, new Set());
}

function redactObject(value: object, depth: number, above: Set<object>): Record<string, unknown> {
  const personal = PERSON_MARKS.some((mark) => mark in value);
  const inside = new Set(above).add(value);
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([name, item]) => [
      redactText(name),
      isHidden(name) || (personal && name === 'name') ? hide(item) : redactValue(item, depth + 1, inside),
    ]),
  );
}

function redactValue(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return redactText(String(value));
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  const inside = new Set(above).add(value);
  if (value instanceof Map) return redactObject(Object.fromEntries(value), depth, inside);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1, inside));
  }
  return isError(value) ? redactError(value, depth, inside) : redactObject(value, depth, inside);
}

function redactError(error: Error, depth: number, above: Set<object>): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const own = Object.entries(error).filter(([field, item]) => field !== 'cause' && typeof item !== 'object');
  return {
    ...redactObject(Object.fromEntries(own), depth, above),
    type: name,
    message: redactText(message),
    ...(stack !== undefined && { stack: redactText(stack) }),
    ...(cause !== undefined && { cause: redactValue(cause, depth + 1, above) }),
  };
}

// Errors of native modules may come from another realm, where they are no instances of our class.
const isError = (value: object): value is Error => value instanceof Error || types.isNativeError(value);

function isHidden(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  return PERSONAL_OR_SECRET.has(plain) || SECRET_ENDING.test(plain);
}

const hide = (value: unknown): unknown => (value === undefined || value === null ? value : HIDDEN);
