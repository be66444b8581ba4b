import { z } from 'zod';
import type { RawResponse } from '../../../src/app/ports/http.ts';
import type { Settled } from '../../../src/app/ports/deliveries.ts';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { HttpDeps } from '../deps.ts';
import { json } from '../problem.ts';
import { receive } from '../receive.ts';

/** What is answered to an intent. */
export const settledView = z.object({
  bookingId: z.string(),
  outcome: z.enum(['accepted', 'absorbed', 'refused']),
  message: z.string(),
});

const WAIT_MS = 2_500;
const UNDER_WAY: Settled = {
  outcome: 'accepted',
  message: 'This is under way; how it ends will stand in the outcomes of the booking.',
};

/** Stores an intent, waits a little for its outcome and answers what became of it so far. */
export async function settle(deps: HttpDeps, bookingId: string, inbound: Inbound): Promise<RawResponse> {
  const received = await receive(deps, inbound);
  const { outcome, message } = await within(received.settled, deps.config.intentWaitMs ?? WAIT_MS, UNDER_WAY);
  return json(202, { bookingId, outcome, message });
}

async function within<T>(work: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
