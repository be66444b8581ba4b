import type { BookingOrder, NetworkTraits, ProviderNetwork } from '../../../src/app/ports/network.ts';
import { createContractBreaks } from '../../shared/contract-breaks.ts';
import { createHttpClient, deadlineOf } from '../../shared/http-client/index.ts';
import type { NetworkParts } from '../../shared/network-module.ts';
import { createPepBoysApi } from './api.ts';
import { cancel, lookup } from './appointments.ts';
import { book, holdTime } from './book.ts';
import type { PepBoysConfig } from './env.ts';
import { createHolds } from './holds.ts';
import { createJobs } from './jobs.ts';
import { createStatusPoll } from './poll.ts';
import { SEARCH_BATCH, search } from './search.ts';
import { createZones } from './zones.ts';

const NAME = 'pepboys';

const TRAITS: NetworkTraits = {
  holds: true,
  nativeIdempotency: false,
  optimisticVersion: false,
  moveKeepsId: false,
  conflictChecked: true,
  availability: 'native',
  status: 'poll',
  searchBatch: SEARCH_BATCH,
};

type Booked = ReturnType<ProviderNetwork['book']>;

/** What Pep Boys has: neither a move of its own, nor posted statuses, nor a list of its shops. */
export type PepBoys = Required<
  Omit<ProviderNetwork, 'move' | 'parseStatus' | 'listProviders' | 'followUp' | 'routes' | 'searchAgain'>
>;

/** Pep Boys' shops over its partner API (providers.md, part 2). */
export function createPepBoys(parts: NetworkParts<PepBoysConfig>): PepBoys {
  const { config, clock, log, metrics, providerTimeoutMs: timeoutMs } = parts;
  const api = createPepBoysApi({
    http: createHttpClient({ network: NAME, baseUrl: config.PEPBOYS_URL, timeoutMs, metrics }),
    breaks: createContractBreaks(NAME, log, metrics),
    clock,
    log,
    timeoutMs,
    apiKey: config.PEPBOYS_API_KEY,
  });
  const jobs = createJobs(api);
  const zones = createZones(api);
  const holds = createHolds(clock);
  const { poll } = createStatusPoll(api);
  const underWay = new Map<string, Booked>();

  /** Calls for one reference at the same time are one call. */
  function bookOnce(order: BookingOrder, start: () => Booked): Booked {
    const { reference } = order;
    const known = underWay.get(reference);
    if (known) return known;
    const booking = start().finally(() => underWay.delete(reference));
    underWay.set(reference, booking);
    return booking;
  }

  return {
    name: NAME,
    traits: TRAITS,
    search: (providers, service, options) => search({ api, jobs, zones }, providers, service, options),
    book: (order, options) => bookOnce(order, () => book({ api, holds, zones }, order, options)),
    hold: (order, options) => holdTime({ api, holds, zones }, order, options),
    cancel: (appointment, options) => cancel(api, appointment, options),
    lookup: (reference, options) => lookup(api, zones, reference, deadlineOf(options, timeoutMs)),
    pollStatus: poll,
    close: () => api.close(),
  };
}
