import type { ChannelError } from '../../src/app/ports/channel-error.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { OptOuts, TextError } from '../../src/app/ports/text-messages.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { saying, unsaid } from './phone.ts';
import type { Phone, Said } from './phone.ts';
import type { Phones } from './phones.ts';
import type { Sender } from './sender.ts';

/** What an earlier try said is looked for so long. */
const LATELY_MS = 10 * 60_000;

/** A text that is to arrive once. */
export interface Letter {
  /** Unique on this phone. */
  readonly key: string;
  /**
   * `once`: never again; `fresh`: whatever was said before; `retry`: unless it was said in the last minutes, by a try of
   * which nobody knows how it ended.
   */
  readonly how: 'once' | 'fresh' | 'retry';
  /** The text, with what writing it changes in what is remembered of the phone; `undefined`: nothing is to be said. */
  write(phone: Phone): { readonly phone: Phone; readonly text: string } | undefined;
  /** What is remembered of it besides. */
  readonly said?: Omit<Said, 'key' | 'at' | 'sid' | 'text'> | undefined;
}

export interface PostOffice {
  /** Sends it, unless an earlier try did; the reference is '' where nothing was to be said. */
  send(to: string, letter: Letter): Promise<Result<string, ChannelError>>;
}

/** What is known of it already, or the text to be sent and since when an earlier try may have sent it. */
type Decided = { readonly sid: string } | { readonly text: string; readonly tried: string | undefined };

const STOPPED = fail({ code: 'rejected', reason: 'The owner of the number wants no texts from us.' } as const);

interface Parts {
  readonly sender: Sender;
  readonly phones: Phones;
  readonly optOuts: OptOuts;
  readonly statusCallback: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Twilio has no idempotency. Before a text is sent a mark is written, afterwards its reference; where a try left the mark
 * alone, the text is first looked for among the newest of that number. What cannot be looked up is sent again.
 */
export function createPostOffice({ sender, phones, optOuts, statusCallback, clock, log }: Parts): PostOffice {
  return {
    async send(to, { key, how, write, said }) {
      if (await optOuts.has(to)) return STOPPED;
      const at = clock.now().toISOString();
      const before = await phones.change<Decided>(to, (phone) => {
        const known = phone.said.find((one) => one.key === key);
        const isLate = known && Date.parse(at) - Date.parse(known.at) < LATELY_MS;
        const counts = known && (how === 'once' || (how === 'retry' && isLate));
        if (counts && known.sid !== undefined) return { result: { sid: known.sid } };
        if (counts && known.text !== undefined) return { result: { text: known.text, tried: known.at } };
        const written = write(phone);
        if (!written) return { result: { sid: '' } };
        const { text } = written;
        return { phone: saying(written.phone, { ...said, key, at, text }), result: { text, tried: undefined } };
      });
      if ('sid' in before) return ok(before.sid);
      const { text, tried } = before;
      const earlier = tried === undefined ? undefined : await sender.find(to, text, new Date(trueTime(tried)));
      const sent = earlier === undefined ? await sender.send(to, text, { statusCallback }) : ok({ ref: earlier });
      if (sent.ok) {
        const { ref: sid } = sent.value;
        await phones.change(to, (phone) => ({ phone: saying(phone, { ...said, key, at, sid }), result: undefined }));
        return ok(sid);
      }
      return fail(await failed(to, key, sent.error));
    },
  };

  /** The business clock may be shifted; Twilio's is not. */
  function trueTime(at: string): number {
    return Date.parse(at) - clock.now().getTime() + clock.trueNow().getTime();
  }

  async function failed(to: string, key: string, error: TextError): Promise<ChannelError> {
    // Where it may have been sent the mark stays, and the next try looks first.
    if (error.code !== 'unknown')
      await phones.change(to, (phone) => ({ phone: unsaid(phone, key), result: undefined }));
    if (error.optedOut) await optOuts.add(to);
    log.warn({ code: error.code, reason: error.reason }, 'A text was not taken');
    const { reason, retryAfterMs } = error;
    return { code: error.code === 'unknown' ? 'unreachable' : error.code, reason, retryAfterMs };
  }
}
