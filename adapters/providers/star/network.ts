import type { NetworkTraits, ProviderNetwork } from '../../../src/app/ports/network.ts';
import { createContractBreaks } from '../../shared/contract-breaks.ts';
import { createHttpClient } from '../../shared/http-client/index.ts';
import type { NetworkParts } from '../../shared/network-module.ts';
import { createStarApi } from './api.ts';
import { book, cancel, move } from './book.ts';
import type { StarConfig } from './env.ts';
import { search } from './search.ts';
import { parseStatus } from './statuses.ts';

const NAME = 'star';

const TRAITS: NetworkTraits = {
  holds: false,
  nativeIdempotency: true,
  optimisticVersion: false,
  moveKeepsId: true,
  conflictChecked: true,
  availability: 'native',
  status: 'webhook',
  statusPath: 'inbound',
};

type Star = ProviderNetwork & Required<Pick<ProviderNetwork, 'move' | 'parseStatus'>>;

/** Dealers over STAR 5 documents (providers.md, part 3). There is no look-up: what is unknown is sent again. */
export function createStar(parts: NetworkParts<StarConfig>): Star {
  const { config, clock, log, metrics, providerTimeoutMs: timeoutMs } = parts;
  const http = createHttpClient({ network: NAME, baseUrl: config.STAR_URL, timeoutMs, metrics });
  const credentials = { user: config.STAR_USER, password: config.STAR_PASSWORD };
  const breaks = createContractBreaks(NAME, log, metrics);
  const api = createStarApi({ http, breaks, clock, log, timeoutMs, ...credentials });
  return {
    name: NAME,
    traits: TRAITS,
    search: (providers, service, options) => search(api, providers, service, options),
    book: (order, options) => book(api, order, options),
    move: (appointment, order, options) => move(api, appointment, order, options),
    cancel: (appointment, options) => cancel(api, appointment, options),
    parseStatus: (request) => parseStatus(request, credentials, clock),
    close: () => http.close(),
  };
}
