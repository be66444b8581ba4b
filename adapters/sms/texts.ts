import type { TextMessages } from '../../src/app/ports/text-messages.ts';
import type { ServiceParts } from '../shared/service-module.ts';
import type { SmsConfig } from './env.ts';
import { LATE, STOPPED, UNREADABLE } from './errors.ts';
import { deadlineIn, within } from '../shared/http-client/index.ts';
import { createOptOuts } from './opt-outs.ts';
import { createSender, TIMEOUT_MS } from './sender.ts';

/** Text messages by Twilio. Making it needs no network. */
export function createTexts({
  config,
  memory,
  clock,
  log,
  metrics,
}: Omit<ServiceParts<SmsConfig>, 'channels'>): TextMessages {
  const sender = createSender(config);
  const optOuts = memory && createOptOuts(memory, clock);

  /** Nothing is sent to whoever said STOP; where nobody can tell who did, nothing is sent either. */
  async function unlessStopped(to: string, body: string): ReturnType<TextMessages['send']> {
    try {
      if (await optOuts?.has(to)) return STOPPED;
      const sent = await sender.send(to, body);
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
