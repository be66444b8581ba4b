import type { NetworkTraits, ProviderNetwork } from '../../../src/app/ports/network.ts';
import { createContractBreaks } from '../../shared/contract-breaks.ts';
import { createHttpClient } from '../../shared/http-client/index.ts';
import type { NetworkParts } from '../../shared/network-module.ts';
import { createFirestoneApi } from './api.ts';
import { cancel, lookup } from './appointments.ts';
import { book, move } from './book.ts';
import type { FirestoneConfig } from './env.ts';
import { search, searchAgain } from './search.ts';
import { parseStatus } from './statuses.ts';
import { listProviders } from './stores.ts';

const NAME = 'firestone';

const TRAITS: NetworkTraits = {
  holds: false,
  nativeIdempotency: true,
  optimisticVersion: false,
  moveKeepsId: true,
  conflictChecked: true,
  availability: 'native',
  status: 'webhook',
};

/** Firestone's shops over its partner API (providers.md, part 1). */
export function createFirestone(
  parts: NetworkParts<FirestoneConfig>,
): Required<Omit<ProviderNetwork, 'pollStatus' | 'followUp' | 'routes' | 'hold'>> {
  const { config, clock, log, metrics, providerTimeoutMs: timeoutMs } = parts;
  const http = createHttpClient({ network: NAME, baseUrl: config.FIRESTONE_URL, timeoutMs, metrics });
  const api = createFirestoneApi({
    http,
    breaks: createContractBreaks(NAME, log, metrics),
    clock,
    log,
    timeoutMs,
    clientId: config.FIRESTONE_CLIENT_ID,
    clientSecret: config.FIRESTONE_CLIENT_SECRET,
  });
  const callbackUrl = `${parts.publicUrl.replace(/\/+$/, '')}/providers/${NAME}/webhook`;
  return {
    name: NAME,
    traits: TRAITS,
    search: (providers, service, options) => search(api, providers, service, options),
    searchAgain: (providers, service, known, options) => searchAgain(api, providers, service, known, options),
    book: (order, options) => book(api, order, callbackUrl, options),
    move: (appointment, order, options) => move(api, appointment, order, options),
    cancel: (appointment, options) => cancel(api, appointment, options),
    lookup: (reference, options) => lookup(api, reference, options),
    parseStatus: (request) => parseStatus(request, config.FIRESTONE_WEBHOOK_SECRET, clock),
    listProviders: (options) => listProviders(api, options),
    close: () => http.close(),
  };
}
