import type { Twilio } from 'twilio';
import type { TextMessages } from '../../src/app/ports/text-messages.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { deadlineIn, within } from '../shared/http-client/index.ts';
import type { ServiceParts } from '../shared/service-module.ts';
import { openTwilio } from './client.ts';
import type { SmsConfig } from './env.ts';
import { STOPPED, toTextError, UNREADABLE } from './errors.ts';
import { createOptOuts } from './opt-outs.ts';

const TIMEOUT_MS = 10_000;
const LATE = fail({ code: 'unknown', reason: 'Twilio did not answer in time: the text may have been sent.' } as const);
const NO_REFERENCE = fail({
  code: 'unknown',
  reason: 'Twilio’s answer was not understood: the text may have been sent.',
} as const);

/** Text messages by Twilio. Making it needs no network. */
export function createTexts({
  config,
  memory,
  clock,
  log,
  metrics,
}: Omit<ServiceParts<SmsConfig>, 'channels'>): TextMessages {
  const { TWILIO_FROM: from = '', TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } = config;
  const sender = messagingServiceSid === undefined ? { from } : { messagingServiceSid };
  const optOuts = memory && createOptOuts(memory, clock);
  let client: Promise<Twilio> | undefined;

  async function once(to: string, body: string): ReturnType<TextMessages['send']> {
    try {
      const twilio = await (client ??= openTwilio(config, TIMEOUT_MS));
      const { sid } = await twilio.messages.create({ to, body, ...sender });
      return typeof sid === 'string' && sid !== '' ? ok({ ref: sid }) : NO_REFERENCE;
    } catch (error) {
      return fail(toTextError(error));
    }
  }

  /** Nothing is sent to whoever said STOP; where nobody can tell who did, nothing is sent either. */
  async function unlessStopped(to: string, body: string): ReturnType<TextMessages['send']> {
    try {
      if (await optOuts?.has(to)) return STOPPED;
      const sent = await once(to, body);
      if (!sent.ok && sent.error.optedOut) await optOuts?.add(to);
      return sent;
    } catch (error) {
      log.warn({ err: error, channel: 'sms' }, 'Who wants no texts could not be read or written');
      return UNREADABLE;
    }
  }

  return {
    optOuts,
    async send({ to, text }, { timeoutMs = TIMEOUT_MS } = {}) {
      const sent = await within(deadlineIn(Math.min(timeoutMs, TIMEOUT_MS)), unlessStopped(to, text), LATE);
      if (!sent.ok) {
        metrics.channelFailure('sms', sent.error.code);
        log.warn({ channel: 'sms', code: sent.error.code, reason: sent.error.reason }, 'A text was not taken');
      }
      return sent;
    },
    async close() {
      // Its idle connections do not hold the process; there is nothing to close.
    },
  };
}
