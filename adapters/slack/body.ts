import { z } from 'zod';
import { fail, ok, type Result } from '../../src/domain/result.ts';

/** An id of Slack's: opaque, short, printable. */
const id = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const triggerId = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const timestamp = z.string().regex(/^[0-9.]{1,32}$/);
// Slack writes null for what is not there; Bolt stumbles over a null where it expects an object or nothing.
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const person = z.object({ id, team_id: maybe(id) });
const team = maybe(z.object({ id }));
const chosen = maybe(z.object({ value: z.string().max(3000) }));

const click = z
  .object({
    type: z.literal('block_actions'),
    trigger_id: triggerId,
    user: person,
    team,
    channel: maybe(z.object({ id })),
    container: maybe(z.object({ channel_id: maybe(id), message_ts: maybe(timestamp), thread_ts: maybe(timestamp) })),
    message: maybe(z.object({ ts: maybe(timestamp), thread_ts: maybe(timestamp) })),
    response_url: maybe(z.string().max(2000)),
    actions: z
      .array(
        z.object({
          type: z.string().max(64),
          action_id: z.string().max(255),
          block_id: z.string().max(255).default(''),
          value: maybe(z.string().max(2000)),
          selected_option: chosen,
        }),
      )
      .min(1)
      .max(25),
  })
  .refine(hasTeam, 'names no team');

const submission = z
  .object({
    type: z.literal('view_submission'),
    trigger_id: triggerId,
    user: person,
    team,
    view: z.object({
      callback_id: z.string().max(255),
      private_metadata: z.string().max(3000).default(''),
      state: z.object({
        values: z.record(
          z.string().max(255),
          z.record(
            z.string().max(255),
            z.object({
              value: maybe(z.string()),
              selected_option: chosen,
              selected_date: maybe(z.string().max(32)),
              selected_date_time: maybe(z.number()),
            }),
          ),
        ),
      }),
    }),
  })
  .refine(hasTeam, 'names no team');

const event = z.object({
  type: z.literal('event_callback'),
  event_id: id,
  team_id: maybe(id),
  // Workflow steps would wait for a result of theirs, and nothing here offers one.
  event: z.object({
    type: z
      .string()
      .min(1)
      .max(128)
      .transform((type) => (type === 'function_executed' ? 'unused' : type)),
  }),
});

/** A click on a button or a choice in a menu, cut down to what Pitcrew reads. */
export type Click = z.output<typeof click>;
export type ClickedAction = Click['actions'][number];
/** A modal that was sent in. */
export type Submission = z.output<typeof submission>;
export type EventCallback = z.output<typeof event>;

/** What a request with a good signature turned out to be. `other` is something that Pitcrew has no use for. */
export type Parsed =
  | { readonly kind: 'bolt'; readonly body: Click | Submission | EventCallback }
  | { readonly kind: 'ssl-check' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'command' }
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
  if (form.has('command')) return ok({ kind: 'command' });
  return fail('The form has neither a payload nor a command.');
}

function fromJson(text: string): Result<Parsed, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('The body is not JSON.');
  }
  if (typeof json !== 'object' || json === null || !('type' in json)) return fail('The body has no type.');
  switch (json.type) {
    case 'block_actions':
      return checked(click, json);
    case 'view_submission':
      return checked(submission, json);
    case 'event_callback':
      return checked(event, json);
    case 'url_verification':
      if (!('challenge' in json) || typeof json.challenge !== 'string') return fail('The challenge is missing.');
      return ok({ kind: 'challenge', challenge: json.challenge });
    case 'block_suggestion':
      return ok({ kind: 'options' });
    default:
      return typeof json.type === 'string' ? ok({ kind: 'other' }) : fail('The type of the body is no text.');
  }
}

function checked(schema: typeof click | typeof submission | typeof event, json: unknown): Result<Parsed, string> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok({ kind: 'bolt', body: parsed.data });
  const paths = new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'team'));
  return fail(`Not as Slack sends it: ${[...paths].slice(0, 5).join(', ')}.`);
}

function hasTeam(body: { user: { team_id?: string | undefined }; team?: { id: string } | undefined }): boolean {
  return body.user.team_id !== undefined || body.team !== undefined;
}
