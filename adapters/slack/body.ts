import { fail, ok, type Result } from '../../src/domain/result.ts';
import { click, command, event, shortcut, submission } from './shapes.ts';
import type { Click, Command, EventCallback, Shortcut, Submission } from './shapes.ts';

export type * from './shapes.ts';

/** What a request with a good signature turned out to be. `other` is something that Pitcrew has no use for. */
export type Parsed =
  | { readonly kind: 'bolt'; readonly body: Click | Submission | EventCallback | Command | Shortcut }
  | { readonly kind: 'ssl-check' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'options' }
  | { readonly kind: 'other' };

/**
 * Reads a request body: a form whose field `payload` is JSON, a form alone (commands, `ssl_check`), or JSON (events).
 * Only fields that were checked get through, so that Bolt never meets a shape that it would stumble over.
 * The error is a sentence.
 */
export function parseBody(contentType: string | undefined, body: Uint8Array): Result<Parsed, string> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  if (type === 'application/json') return fromJson(text);
  if (type === 'application/x-www-form-urlencoded') return fromForm(text);
  return fail('The content type must be application/x-www-form-urlencoded or application/json.');
}

/** Whether it is Slack's check of the TLS certificate, which is sent without a signature. */
export function isSslCheck(body: Uint8Array): boolean {
  if (body.byteLength > 4096) return false;
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  return form.get('ssl_check') === '1' && !form.has('payload') && !form.has('command');
}

function fromForm(text: string): Result<Parsed, string> {
  // Nearly every request is this one field: decoding it alone spares the walk through all of its bytes as a form.
  if (text.startsWith('payload=') && !text.includes('&')) {
    try {
      return fromJson(decodeURIComponent(text.slice(8).replaceAll('+', ' ')));
    } catch {
      return fail('The form is not encoded rightly.');
    }
  }
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return fromJson(payload);
  if (form.get('ssl_check') === '1') return ok({ kind: 'ssl-check' });
  if (form.has('command')) return checked(command, Object.fromEntries(form));
  return fail('The form has neither a payload nor a command.');
}

function fromJson(text: string): Result<Parsed, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('The body is not JSON.');
  }
  return parseObject(json);
}

/** Reads a body that came as an object, as over a web socket. The error is a sentence. */
export function parseObject(json: unknown): Result<Parsed, string> {
  if (typeof json !== 'object' || json === null) return fail('The body has no type.');
  if ('command' in json) return checked(command, json);
  if (!('type' in json)) return fail('The body has no type.');
  switch (json.type) {
    case 'block_actions':
      return checked(click, json);
    case 'view_submission':
      return checked(submission, json);
    case 'event_callback':
      return checked(event, json);
    case 'message_action':
    case 'shortcut':
      return checked(shortcut, json);
    case 'url_verification':
      if (!('challenge' in json) || typeof json.challenge !== 'string') return fail('The challenge is missing.');
      return ok({ kind: 'challenge', challenge: json.challenge });
    case 'block_suggestion':
      return ok({ kind: 'options' });
    default:
      return typeof json.type === 'string' ? ok({ kind: 'other' }) : fail('The type of the body is no text.');
  }
}

type Shape = typeof click | typeof submission | typeof event | typeof command | typeof shortcut;

function checked(schema: Shape, json: unknown): Result<Parsed, string> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok({ kind: 'bolt', body: parsed.data });
  const paths = new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'team'));
  return fail(`Not as Slack sends it: ${[...paths].slice(0, 5).join(', ')}.`);
}
