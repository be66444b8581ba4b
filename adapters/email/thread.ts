import type { ChannelError } from '../../src/app/ports/channel-error.ts';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail } from '../../src/domain/result.ts';
import type { Told } from './news.ts';
import { NOTHING_TOLD } from './news.ts';

export const CHANNEL = 'email';

/** The mails about one case to one person. */
export interface Thread {
  readonly told: Told;
  /** The version of the last mail; 0 before the first. */
  readonly version: number;
  /** Message-IDs, oldest first: the first and the newest few. */
  readonly mails: readonly string[];
  /** Reminders that were sent. */
  readonly notes?: readonly string[] | undefined;
  /** Someone is sending since then, by the true clock. */
  readonly sendingSince?: number | undefined;
}

/** What is to be sent: the mail and what its reader knows afterwards. */
export interface Sending {
  readonly messageId: string;
  readonly after: Partial<Pick<Thread, 'told' | 'version'>> & { readonly noteId?: string | undefined };
  readonly send: (references: readonly string[]) => Promise<Result<void, ChannelError>>;
}

const FRESH: Thread = { told: NOTHING_TOLD, version: 0, mails: [] };
/** Longer than any mail takes: whoever began it then is dead. */
const LEASE_MS = 45_000;
const LOOK_AGAIN_MS = 200;
const PATIENCE_MS = 3_000;
const KEPT_NOTES = 50;

/**
 * Sends what `decide` makes of what was sent before, one at a time for each reader and case, in all processes: it is
 * marked before and after. What a dead process left may have arrived; it is sent again under the same Message-ID.
 * @param decide `undefined`: there is nothing to send
 */
export async function sendInThread(
  { memory, clock }: { readonly memory: ChannelMemory; readonly clock: Clock },
  key: string,
  decide: (thread: Thread) => Sending | undefined,
): Promise<Result<void, ChannelError> | undefined> {
  const until = performance.now() + PATIENCE_MS;
  do {
    const known = await memory.read<Thread>(CHANNEL, key);
    const { sendingSince, ...thread } = known?.value ?? FRESH;
    const sending = decide(thread);
    if (!sending) return undefined;
    const now = clock.trueNow().getTime();
    const isFree = sendingSince === undefined || Math.abs(now - sendingSince) > LEASE_MS;
    if (isFree && (await memory.write(CHANNEL, key, { ...thread, sendingSince: now }, known?.revision ?? 0)))
      return inHand(memory, key, thread, sending);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  } while (performance.now() < until);
  return fail({ code: 'rate-limited', reason: 'Another mail about the case is under way.', retryAfterMs: 5_000 });
}

async function inHand(
  memory: ChannelMemory,
  key: string,
  thread: Thread,
  { messageId, after, send }: Sending,
): Promise<Result<void, ChannelError>> {
  const sent = await send(thread.mails).catch(async (error: unknown) => {
    await write(memory, key, thread);
    throw error;
  });
  const { noteId, ...news } = after;
  const notes = noteId === undefined ? thread.notes : [...(thread.notes ?? []), noteId].slice(-KEPT_NOTES);
  const [first = messageId, ...others] = thread.mails.filter((id) => id !== messageId).concat(messageId);
  const mails = [first, ...others.slice(-8)];
  await write(memory, key, sent.ok ? { ...thread, ...news, mails, ...(notes ? { notes } : {}) } : thread);
  return sent;
}

/** Nobody else writes while the mark stands, unless it is so old that its process counts as dead: then his word counts. */
async function write(memory: ChannelMemory, key: string, thread: Thread): Promise<void> {
  const present = await memory.read<Thread>(CHANNEL, key);
  await memory.write(CHANNEL, key, thread, present?.revision ?? 0);
}
