import { isIP } from 'node:net';
import { Agent } from 'undici';
import type { Clock } from '../../../../src/app/ports/clock.ts';
import type { Metrics } from '../../../../src/app/ports/metrics.ts';
import type { Rejected, Unavailable } from '../../../../src/app/ports/network.ts';
import type { Provider } from '../../../../src/domain/directory.ts';
import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import type { ContractBreaks } from '../../../shared/contract-breaks.ts';
import type { BodyReader, Deadline, HttpReply, NoReply } from '../../../shared/http-client/index.ts';
import { createHttpClient, retryAfterMs } from '../../../shared/http-client/index.ts';
import { isLoopback } from '../../../shared/service-url.ts';
import { guardedLookup, mayFetchFrom } from './addresses.ts';
import type { BusyEvent, Window } from './occurrences.ts';
import { busyEvents } from './occurrences.ts';

export type Busyness = Result<readonly BusyEvent[], Unavailable | Rejected>;

/** Shops' busy calendars. What did not change since the last time is not sent again (ETag). */
export interface Feeds {
  /** What the shop's calendar says is busy within the window; nothing where it has none. */
  busy(shop: Provider, window: Window, deadline: Deadline): Promise<Busyness>;
  close(): Promise<void>;
}

export interface FeedParts {
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'providerRequest'>;
  readonly breaks: ContractBreaks;
  readonly timeoutMs: number;
  readonly plaintextHosts: readonly string[];
  /** Calendars on this machine: for trying out, not in production. */
  readonly allowLoopback: boolean;
}

interface Known {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** What was read from it is good for this window and zone only. */
  readonly of: string;
  readonly events: readonly BusyEvent[];
}

const NETWORK = 'local';
const MAX_KNOWN = 20_000;
const asText: BodyReader<string> = (bytes) => ok(new TextDecoder().decode(bytes));

export function createFeeds(parts: FeedParts): Feeds {
  const { metrics, timeoutMs, allowLoopback } = parts;
  const agent = new Agent({
    connections: 8,
    keepAliveTimeout: 5_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: timeoutMs + 1000, lookup: guardedLookup(allowLoopback) },
  });
  const known = new Map<string, Known>();

  const keep = (address: string, entry: Known): void => {
    known.delete(address);
    known.set(address, entry);
    const oldest = known.size > MAX_KNOWN ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
  };

  async function fetchBusy(shop: Provider, address: string, window: Window, deadline: Deadline): Promise<Busyness> {
    const problem = addressProblem(address, parts);
    if (problem !== undefined) return fail({ kind: 'rejected', reason: problem, code: 'calendar-address' });
    const url = new URL(address);
    const of = [shop.timeZone, window.fromMs, window.toMs].join('/');
    const before = known.get(address);
    const same = before?.of === of ? before : undefined;
    const http = createHttpClient({ network: NETWORK, baseUrl: url.origin, timeoutMs, metrics, agent });
    const reply = await http.call(
      {
        operation: 'calendar',
        method: 'GET',
        path: `${url.pathname}${url.search}`,
        headers: {
          accept: 'text/calendar, */*;q=0.1',
          ...(same?.etag === undefined ? {} : { 'if-none-match': same.etag }),
          ...(same?.lastModified === undefined ? {} : { 'if-modified-since': same.lastModified }),
        },
      },
      deadline,
      asText,
    );
    if (reply.kind === 'reply' && reply.status === 304 && same) return ok(same.events);
    const text = textOf(reply, parts.clock.trueNow());
    if (!text.ok) return text;
    try {
      const events = busyEvents(text.value, shop.timeZone, window);
      const { headers } = reply as HttpReply<string>;
      keep(address, { etag: headers['etag'], lastModified: headers['last-modified'], of, events });
      return ok(events);
    } catch (error) {
      return broken(error instanceof Error ? error.message : String(error));
    }
  }

  function broken(what: string): Busyness {
    const field = /^[A-Z]{4,9}$/.test(what) ? what : 'VCALENDAR';
    parts.breaks.report('calendar', { field, path: field, problem: 'must be as in RFC 5545' });
    return fail({ kind: 'unavailable', why: 'bad-reply', field });
  }

  return {
    busy: async (shop, window, deadline) =>
      shop.busyCalendarUrl === undefined ? ok([]) : fetchBusy(shop, shop.busyCalendarUrl, window, deadline),
    close: () => agent.destroy(),
  };
}

/** Why an address may not be fetched from, as a sentence. Names are judged when they are looked up for the connection. */
function addressProblem(address: string, { allowLoopback, plaintextHosts }: FeedParts): string | undefined {
  if (!URL.canParse(address)) return 'The address of the shop’s calendar is no URL.';
  const { protocol, hostname, username, password } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (username !== '' || password !== '') return 'The address of the shop’s calendar must not hold a password.';
  const isHere = isLoopback(hostname);
  const isPlainAllowed = (isHere && allowLoopback) || plaintextHosts.includes(hostname.toLowerCase());
  if (protocol !== 'https:' && !(protocol === 'http:' && isPlainAllowed))
    return 'The address of the shop’s calendar must begin with https://.';
  const isRefused = isIP(host) === 0 ? isHere && !allowLoopback : !mayFetchFrom(host, allowLoopback);
  return isRefused ? 'The address of the shop’s calendar is not a public one.' : undefined;
}

/** The text of a 2xx, or what else came of it in the port's words. */
function textOf(reply: HttpReply<string> | NoReply, trueNow: Date): Result<string, Unavailable | Rejected> {
  const unavailable = (why: Unavailable['why'], more: Partial<Unavailable> = {}) =>
    fail({ kind: 'unavailable', why, ...more } as const);
  if (reply.kind === 'timeout') return unavailable('timeout');
  if (reply.kind === 'bad-http') return unavailable('bad-reply', { field: 'body' });
  if (reply.kind !== 'reply') return unavailable('refused');
  const { status, headers, body } = reply;
  if (status >= 500) return unavailable('server-error');
  if (status === 429) {
    const wait = retryAfterMs(headers['retry-after'], trueNow);
    return unavailable('rate-limited', wait === undefined ? {} : { retryAfterMs: wait });
  }
  if (status === 401 || status === 403) return unavailable('not-authorised');
  if (status >= 300 && status < 400) return unavailable('bad-reply', { field: 'status' });
  if (status >= 400)
    return fail({ kind: 'rejected', reason: `The shop’s calendar is not at its address (HTTP ${status}).` });
  return body.ok ? body : unavailable('bad-reply', { field: body.error });
}
