import type { Channel } from '../../src/app/ports/channel.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { createCards } from './cards.ts';
import { createCases } from './cases.ts';
import type { SmsConfig } from './env.ts';
import { createEar } from './hear.ts';
import { createLinks } from './links.ts';
import { createKnownOptOuts } from './known-opt-outs.ts';
import { targetOf } from './people.ts';
import { createPhones } from './phones.ts';
import { createPostOffice } from './post-office.ts';
import { createReceiver } from './receive.ts';
import { createSender } from './sender.ts';

const MAX_FORM_BYTES = 64 * 1024;
/** An answer that Twilio surely did not take is tried again after these times; what comes later would answer nothing. */
const AGAIN_MS = [500, 2_000, 5_000] as const;

export type SmsParts = Omit<ChannelParts<SmsConfig>, 'texts' | 'resolveBooking' | 'namesTime'>;

/** Text messages by Twilio: numbered choices and words. Usable at once, also while Twilio is down. */
export function createSmsChannel(parts: SmsParts): Channel {
  const { config, directory, bookings, memory, keys, publicUrl, clock, metrics, dispatch, unreached } = parts;
  const log = parts.log.child({ channel: 'sms' });
  const sender = createSender(config);
  const phones = createPhones(memory);
  const optOuts = createKnownOptOuts({ memory, clock, log });
  const statusCallback = `${publicUrl}/sms/status`;
  const post = createPostOffice({ sender, phones, optOuts, statusCallback, clock, log });
  const links = createLinks({ keys, bookings, publicUrl });
  const cards = createCards({ directory, bookings, phones, post, mapOf: links.mapOf, unreached });
  const ear = createEar({ cases: createCases(bookings), feeDue: parts.feeDue ?? (() => Promise.resolve(undefined)) });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const receiver = createReceiver({
    ...{ authToken: config.TWILIO_AUTH_TOKEN ?? '', publicUrl, directory, dispatch, clock, metrics, unreached },
    ...{ ear, phones, optOuts },
    answer(to, text) {
      const ended = send(to, text)
        .catch((error: unknown) => log.error({ err: error }, 'An answer by text met a bug.'))
        .finally(() => running.delete(ended));
      running.add(ended);
    },
  });
  // Known from the start, so that nobody is asked who wants no texts.
  optOuts.seems('');

  async function send(to: string, text: string): Promise<void> {
    for (const waitMs of [...AGAIN_MS, undefined]) {
      if (await optOuts.has(to)) return;
      const sent = await sender.send(to, text, { statusCallback });
      if (sent.ok) return;
      const { code, reason, optedOut } = sent.error;
      metrics.channelFailure('sms', code);
      log.warn({ code, reason }, 'An answer by text was not taken');
      if (optedOut) await optOuts.add(to);
      if ((code !== 'unreachable' && code !== 'rate-limited') || waitMs === undefined) return;
      await pause(waitMs, closing.signal);
    }
  }

  return {
    name: 'sms',
    toEachManager: true,
    routes: [
      { method: 'POST', path: '/sms/inbound', maxBody: MAX_FORM_BYTES, handle: receiver.inbound },
      { method: 'POST', path: '/sms/status', maxBody: MAX_FORM_BYTES, handle: receiver.receipt },
      links.route,
    ],
    targetOf: () => undefined,
    personTargetOf: (member) =>
      member.phone === undefined || optOuts.seems(member.phone) ? undefined : targetOf(member),
    post: cards.post,
    update: cards.update,
    note: (ref, note) => cards.note(ref, note),
    tell: cards.tell,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
