import { Agent } from 'undici';
import type { Metrics } from '../../../src/app/ports/metrics.ts';
import type { Deadline } from './deadline.ts';
import { ACCEPTED_ENCODINGS } from './decompress.ts';
import { exchange } from './exchange.ts';
import type { BodyReader, HttpCall, HttpReply, NoReply } from './types.ts';

export interface HttpClientOptions {
  readonly network: string;
  /** With its path prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** The longest that any call waits for a connection. */
  readonly timeoutMs: number;
  readonly metrics: Pick<Metrics, 'providerRequest'>;
  /** Connections that are shared with other clients; closed by whoever made them. */
  readonly agent?: Agent | undefined;
}

export interface HttpClient {
  /**
   * Sends one request. The deadline covers the whole reply; at most 4 MiB are read, decompressed; redirects are not
   * followed. Every outcome is a value and is counted in the metrics; a call that is itself malformed throws.
   */
  call<T>(call: HttpCall, deadline: Deadline, read: BodyReader<T>): Promise<HttpReply<T> | NoReply>;
  /** Ends calls under way as cut, and every connection. */
  close(): Promise<void>;
}

const CONNECTIONS = 128;
const KEEP_ALIVE_MS = 15_000;

/** A network's own connections, kept alive between calls. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { network, timeoutMs, metrics } = options;
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const own =
    options.agent === undefined
      ? new Agent({
          connections: CONNECTIONS,
          keepAliveTimeout: KEEP_ALIVE_MS,
          // The deadline rules; these only see to it that nothing outlives it for long.
          connect: { timeout: timeoutMs + 1000 },
          headersTimeout: 0,
          bodyTimeout: 0,
        })
      : undefined;

  return {
    async call(call, deadline, read) {
      const began = performance.now();
      const raw = await exchange(
        own ?? (options.agent as Agent),
        {
          origin: base.origin,
          path: `${prefix}${call.path}`,
          method: call.method,
          headers: { 'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': 'pitcrew', ...call.headers },
          body: call.body ?? null,
        },
        deadline,
      );
      const outcome = raw.kind === 'reply' ? readBody(raw, read) : raw;
      metrics.providerRequest(network, call.operation, nameOf(outcome), (performance.now() - began) / 1000);
      return outcome;
    },
    close: async () => own?.destroy(),
  };
}

function readBody<T>(raw: HttpReply<Uint8Array>, read: BodyReader<T>): HttpReply<T> {
  const { body } = raw;
  return { ...raw, body: body.ok ? read(body.value, raw.headers['content-type']) : body };
}

/** The outcome's name in the metrics. */
function nameOf(outcome: HttpReply<unknown> | NoReply): string {
  if (outcome.kind === 'bad-http') return 'bad-reply';
  if (outcome.kind !== 'reply') return outcome.kind;
  const { status, body } = outcome;
  if (status >= 500) return 'server-error';
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'not-authorised';
  if (!body.ok || (status >= 300 && status < 400 && status !== 304)) return 'bad-reply';
  if (status === 304) return 'ok';
  return status < 300 ? 'ok' : 'rejected';
}

/** Text as one part of a path: encoded, with lone surrogates (which no encoding has) replaced. */
export const pathPart = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
