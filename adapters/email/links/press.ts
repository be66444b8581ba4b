import { performance } from 'node:perf_hooks';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { Settled } from '../../../src/app/ports/deliveries.ts';
import { StoreUnavailable } from '../../../src/app/ports/store-unavailable.ts';
import { deadlineIn, within } from '../../shared/http-client/index.ts';
import type { EmailParts } from '../parts.ts';
import { CHANNEL } from '../thread.ts';
import type { Ended } from './page.ts';

/** What a page says of a press. */
export interface Pressed {
  readonly ended: Ended;
  readonly message: string;
  /** People have to answer first: no page waits for that. */
  readonly takesLong?: boolean | undefined;
}

/** A page is waited for no longer. */
const WAIT_MS = 2_500;
const LOOK_AGAIN_MS = 75;
const UNDER_WAY: Settled = { outcome: 'accepted', message: 'It is stored and will be done.' };
const ENDS = { accepted: 'pending', absorbed: 'absorbed', refused: 'refused' } as const;

/**
 * Hands a press to the dispatch and waits for its end, so that the page can tell it; `look` reads what the booking has
 * recorded of it.
 */
export async function press(
  { dispatch, metrics }: Pick<EmailParts, 'dispatch' | 'metrics'>,
  inbound: Inbound,
  look: () => Promise<Pressed | undefined>,
): Promise<Pressed> {
  const deadline = deadlineIn(WAIT_MS);
  const began = performance.now();
  const received = await dispatch.receive(inbound).catch((error: unknown) => {
    throw new StoreUnavailable(error);
  });
  metrics.ack(CHANNEL, (performance.now() - began) / 1000);
  const settled = await within(deadline, received.settled, UNDER_WAY);
  if (settled === UNDER_WAY) return { ended: 'pending', message: settled.message };
  for (;;) {
    const recorded = await look();
    if (!recorded) return { ended: ENDS[settled.outcome], message: settled.message };
    if (recorded.ended !== 'pending' || recorded.takesLong || deadline.remainingMs() === 0) return recorded;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
