import type { NetworkTraits, ProviderNetwork } from '../../../src/app/ports/network.ts';
import { createContractBreaks } from '../../shared/contract-breaks.ts';
import type { NetworkParts } from '../../shared/network-module.ts';
import { hostList } from '../../shared/service-url.ts';
import { createFeeds } from './calendar/feeds.ts';
import type { LocalConfig } from './env.ts';
import { createLinks } from './links/links.ts';
import { linkRoutes } from './links/routes.ts';
import { createMailer } from './mail/mailer.ts';
import type { LocalParts } from './parts.ts';
import { book, cancel, followUp, move } from './requests.ts';
import { search } from './search.ts';

const NAME = 'local';

const TRAITS: NetworkTraits = {
  holds: false,
  // The same request sent twice is the same invitation, with the same links.
  nativeIdempotency: true,
  optimisticVersion: false,
  moveKeepsId: false,
  conflictChecked: false,
  availability: 'derived',
  status: 'webhook',
};

/** Independent shops: opening hours, a busy calendar, and requests by e-mail (providers.md, part 4). */
export function createLocal(parts: NetworkParts<LocalConfig>): ProviderNetwork {
  const { config, clock, log, metrics, providerTimeoutMs: timeoutMs, desk } = parts;
  if (!desk) throw new Error('Local shops need a desk: where their answers go');
  const publicUrl = parts.publicUrl.replace(/\/+$/, '');
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_REPLY_TO: replyTo } = config;
  const plaintextHosts = hostList(config.PITCREW_PLAINTEXT_HOSTS);
  const feeds = createFeeds({
    clock,
    metrics,
    breaks: createContractBreaks(NAME, log, metrics),
    timeoutMs,
    plaintextHosts,
    allowLoopback: config.NODE_ENV !== 'production',
  });
  const mailer =
    url === undefined || from === undefined
      ? undefined
      : createMailer({ url, from, replyTo, plaintextHosts, timeoutMs, metrics });
  const local: LocalParts = {
    clock,
    log,
    desk,
    feeds,
    links: createLinks(desk.keys, publicUrl),
    mailer,
    texts: parts.texts,
    uidHost: new URL(publicUrl).hostname,
    timeoutMs,
  };
  return {
    name: NAME,
    traits: TRAITS,
    routes: linkRoutes(local),
    search: (shops, service, options) => search(local, shops, service, options),
    book: (order, options) => book(local, order, options),
    move: (appointment, order, options) => move(local, appointment, order, options),
    cancel: (appointment, options) => cancel(local, appointment, options),
    followUp: (message, options) => followUp(local, message, options),
    async close() {
      await mailer?.close();
      await feeds.close();
    },
  };
}
