/** A text message between the bot's number and a phone. */
export interface TextMessage {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Epoch ms. */
  readonly at: number;
  readonly direction: 'inbound' | 'outbound-api';
  readonly status: 'queued' | 'delivered' | 'received';
}

/** What Twilio says of a refused message: https://www.twilio.com/docs/api/errors */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_LENGTH = 1600;

/** Why a message is not taken; undefined: it is. */
export function refusalOf(form: URLSearchParams, optedOut: ReadonlySet<string>): Refusal | undefined {
  const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
  const no = (code: number, message: string): Refusal => ({ status: 400, code, message });
  if (body === '') return no(21_602, 'Message body is required.');
  if (body.length > MAX_LENGTH) return no(21_617, 'The concatenated message body exceeds the 1600 character limit.');
  if (!form.get('From')) return no(21_603, "A 'From' phone number is required.");
  if (!E164.test(to)) return no(21_211, "Invalid 'To' Phone Number.");
  return optedOut.has(to) ? no(21_610, 'Attempt to send to unsubscribed recipient.') : undefined;
}

/** The Message resource, as the API shows it. */
export function resourceOf(accountSid: string, text: TextMessage): object {
  const { sid, from, to, body, direction, status } = text;
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  const date = new Date(text.at).toUTCString().replace('GMT', '+0000');
  return {
    ...{ sid, account_sid: accountSid, api_version: '2010-04-01', from, to, body, direction, status },
    ...{ date_created: date, date_updated: date, date_sent: status === 'queued' ? null : date },
    ...{ error_code: null, error_message: null, messaging_service_sid: null, num_media: '0', num_segments: '1' },
    ...{ price: null, price_unit: 'USD', uri: `${uri}.json`, subresource_uris: { media: `${uri}/Media.json` } },
  };
}

/** A page of a list of messages, newest first. */
export function pageOf(accountSid: string, texts: readonly TextMessage[], size: number): object {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const messages = texts
    .toReversed()
    .slice(0, size)
    .map((text) => resourceOf(accountSid, text));
  return {
    ...{ messages, page: 0, page_size: size, start: 0, end: messages.length - 1 },
    ...{ uri, first_page_uri: uri, next_page_uri: null, previous_page_uri: null },
  };
}
