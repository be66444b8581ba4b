import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import type { ChannelError } from '../../src/app/ports/channel-error.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import type { Link } from './links/token.ts';
import type { EmailParts } from './parts.ts';
import { CHANNEL } from './thread.ts';

const LOOK_AGAIN_MS = 100;
/** A page has said by then what became of a press. */
const PAGE_MS = 4_000;

interface Shown {
  readonly message: string;
}

const keyOf = (deliveryId: string): string => `shown/${deliveryId}`;

/** Where somebody is answered who pressed on a page: on it while it waits, afterwards by mail. */
export const replyTo = (
  { bookingId, fleetId, memberId }: Link,
  deliveryId: string,
  { clock }: Pick<EmailParts, 'clock'>,
): ReplyRef => ({
  channel: CHANNEL,
  ref: { bookingId, fleetId, memberId, deliveryId, pageUntil: String(clock.trueNow().getTime() + PAGE_MS) },
});

/** Remembers what a page has said, so that no mail says it again. */
export async function wasShown({ memory }: EmailParts, deliveryId: string, message: string): Promise<void> {
  const known = await memory.read<Shown>(CHANNEL, keyOf(deliveryId));
  await memory.write(CHANNEL, keyOf(deliveryId), { message } satisfies Shown, known?.revision ?? 0);
}

/** Answers somebody who pressed on a page, unless he has read it there. */
export function createTell(
  parts: EmailParts,
  say: (
    ref: Readonly<Record<string, string>>,
    bookingId: string,
    mailId: string,
    text: string,
  ) => Promise<Result<void, ChannelError>>,
) {
  return async ({ channel, ref }: ReplyRef, text: string): Promise<Result<void, ChannelError>> => {
    const { bookingId, deliveryId, pageUntil } = ref;
    if (channel !== CHANNEL || bookingId === undefined || deliveryId === undefined)
      return fail({ code: 'rejected', reason: 'That is no answer to a mail.' });
    if ((await shownBy(parts, deliveryId, Number(pageUntil ?? 0))) === text) return ok(undefined);
    return say(ref, bookingId, `answer-${deliveryId.slice(CHANNEL.length + 1)}`, text);
  };
}

/** What the page said; waited for while it may still be open. */
async function shownBy({ memory, clock }: EmailParts, deliveryId: string, until: number): Promise<string | undefined> {
  for (;;) {
    const shown = await memory.read<Shown>(CHANNEL, keyOf(deliveryId));
    if (shown) return shown.value.message;
    if (clock.trueNow().getTime() >= until) return undefined;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
