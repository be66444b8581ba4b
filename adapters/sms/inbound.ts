import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import type { RawRequest } from '../../src/app/ports/http.ts';

/** A form's fields; one that comes several times is a list. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

const sid = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/);

/** A text that somebody sent: https://www.twilio.com/docs/messaging/guides/webhook-request */
export const textSchema = z.object({ MessageSid: sid, From: phone, Body: z.string().max(10_000).default('') });

/** What became of a text of ours: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks */
export const receiptSchema = z.object({
  MessageSid: sid,
  MessageStatus: z.string().max(32),
  To: phone,
  ErrorCode: z.coerce.number().optional(),
});

/** Reads a form body. Never throws: what is no form has odd fields, whose signature will not fit. */
export function readForm(body: Uint8Array): Form {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8'))) {
    const known = form[name];
    form[name] = known === undefined ? value : [...(typeof known === 'string' ? [known] : known), value];
  }
  return form;
}

/**
 * Whether Twilio signed the request for our public address: by Twilio's own check, in constant time. The Host header plays
 * no part: whoever sends it can write what he likes.
 */
export function isFromTwilio(request: RawRequest, form: Form, authToken: string, publicUrl: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  const url = `${publicUrl}${request.path}`;
  if (signature === undefined || !URL.canParse(url)) return false;
  return validateRequest(authToken, signature, url, form);
}
