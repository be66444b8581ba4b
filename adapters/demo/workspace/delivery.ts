import { request } from 'undici';
import { signSlack } from './signature.ts';
import type { Json } from './types.ts';

/** An interaction as it goes over the wire; it can be sent more than once, as Slack's repeats are. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Slack's id of the interaction, by which a repeat is known. */
  readonly triggerId: string;
}

export interface Delivered {
  /** The app's HTTP status; 0 where it did not answer. */
  readonly status: number;
  readonly body: string;
  readonly triggerId: string;
}

/** Slack waits this long for the acknowledgement of an interaction. */
const ACK_MS = 3000;

/** Signs an interaction for the app's endpoint. `atSeconds`: the time of the signature, now unless told. */
export function signedRequest(
  url: string,
  secret: string,
  payload: Json,
  atSeconds = Math.floor(Date.now() / 1000),
): SignedRequest {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(atSeconds),
      'x-slack-signature': signSlack(secret, body, atSeconds),
    },
    body,
    triggerId: String(payload['trigger_id'] ?? ''),
  };
}

/** Posts a signed interaction to the app and says what it answered. Never throws for what the app does. */
export async function deliver({ url, headers, body, triggerId }: SignedRequest): Promise<Delivered> {
  try {
    const answer = await request(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ACK_MS) });
    return { status: answer.statusCode, body: await answer.body.text(), triggerId };
  } catch {
    return { status: 0, body: '', triggerId };
  }
}
