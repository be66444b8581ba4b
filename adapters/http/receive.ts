import { performance } from 'node:perf_hooks';
import type { Inbound, Received } from '../../src/app/intents/dispatch.ts';
import { StoreUnavailable } from '../../src/app/ports/store-unavailable.ts';
import type { HttpDeps } from './deps.ts';

/**
 * Hands an inbound call to the dispatch and notes how long it took to be stored.
 * Throws `StoreUnavailable` where it cannot be stored: the caller gets 503 and sends it again.
 */
export async function receive(
  { dispatch, metrics }: Pick<HttpDeps, 'dispatch' | 'metrics'>,
  inbound: Inbound,
): Promise<Received> {
  const began = performance.now();
  try {
    return await dispatch.receive(inbound);
  } catch (error) {
    throw new StoreUnavailable(error);
  } finally {
    metrics.ack(inbound.channel, (performance.now() - began) / 1000);
  }
}
