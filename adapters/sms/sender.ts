import type { Twilio } from 'twilio';
import type { TextError } from '../../src/app/ports/text-messages.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { deadlineIn, within } from '../shared/http-client/index.ts';
import { openTwilio } from './client.ts';
import type { SmsConfig } from './env.ts';
import { LATE, toTextError } from './errors.ts';

export const TIMEOUT_MS = 10_000;
/** Of the messages to a number, how many of the newest are looked through for one that an earlier try may have sent. */
const LOOK_BACK = 20;
/** Twilio's clock and ours may differ by so much. */
const SKEW_MS = 60_000;
const NO_REFERENCE = fail({
  code: 'unknown',
  reason: 'Twilio’s answer was not understood: the text may have been sent.',
} as const);

export type Sent = Result<{ readonly ref: string }, TextError>;

export interface Sender {
  /** Sends one text; `statusCallback` is where Twilio tells what became of it. */
  send(to: string, body: string, options?: { readonly statusCallback?: string | undefined }): Promise<Sent>;
  /** The reference of the same text to the same number, if Twilio took it since; `undefined` also where it cannot be seen. */
  find(to: string, body: string, since: Date): Promise<string | undefined>;
}

/** Text messages by Twilio's own client. Making it needs no network. */
export function createSender(config: SmsConfig): Sender {
  const { TWILIO_FROM: from = '', TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } = config;
  const sender = messagingServiceSid === undefined ? { from } : { messagingServiceSid };
  let client: Promise<Twilio> | undefined;
  const open = (): Promise<Twilio> => (client ??= openTwilio(config, TIMEOUT_MS));

  async function once(to: string, body: string, statusCallback: string | undefined): Promise<Sent> {
    try {
      const callback = statusCallback === undefined ? {} : { statusCallback };
      const { sid } = await (await open()).messages.create({ to, body, ...sender, ...callback });
      return typeof sid === 'string' && sid !== '' ? ok({ ref: sid }) : NO_REFERENCE;
    } catch (error) {
      // A Pitcrew that the world cannot reach gets no receipts; its texts go out all the same.
      if (statusCallback !== undefined && isNoCallback(error)) return once(to, body, undefined);
      return fail(toTextError(error));
    }
  }

  return {
    send: (to, body, { statusCallback } = {}) => within(deadlineIn(TIMEOUT_MS), once(to, body, statusCallback), LATE),

    async find(to, body, since) {
      try {
        const newest = await (await open()).messages.list({ to, limit: LOOK_BACK, pageSize: LOOK_BACK });
        const from = since.getTime() - SKEW_MS;
        return newest.find((text) => text.body === body && text.dateCreated.getTime() >= from)?.sid;
      } catch {
        return undefined;
      }
    },
  };
}

/** Twilio does not take the address of the receipts (https://www.twilio.com/docs/api/errors/21609). */
const isNoCallback = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === 21_609;
