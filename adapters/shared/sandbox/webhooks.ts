import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface WebhookOptions {
  /** Headers for one attempt, made anew each time. */
  readonly sign: (body: string) => Record<string, string>;
  /** Wait before the first repeat, doubled each time; 250 ms unless told. */
  readonly retryMs?: number;
  /** The longest wait; 10 s unless told. */
  readonly maxRetryMs?: number;
  /** How long an attempt may take; 10 s unless told. */
  readonly timeoutMs?: number;
  /** Whether the body of a 2xx is receipt; without it every 2xx is. */
  readonly accepts?: (body: string) => boolean;
  /** While it says true nothing is sent; asked again at each repeat. */
  readonly silent?: () => boolean;
}

export interface Webhooks {
  /** Sends a body until a 2xx comes; independent of all others, so the order is not kept. */
  send(url: string, body: string): void;
  /** Resolves when nothing is left to be sent. */
  settled(): Promise<void>;
  /** How many are not yet received. */
  readonly pending: number;
  close(): void;
}

/** Delivers at least once: repeats after anything but receipt, and after none, until `close`. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { retryMs = 250, maxRetryMs = 10_000, timeoutMs = 10_000 } = options;
  const abort = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let waiting: (() => void)[] = [];
  let pending = 0;

  const done = (): void => {
    pending -= 1;
    if (pending > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  async function attempt(url: string, body: string, wait: number): Promise<void> {
    const received = !options.silent?.() && (await post(url, body, options, timeoutMs, abort.signal));
    if (abort.signal.aborted) return;
    if (received) return done();
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(url, body, Math.min(wait * 2, maxRetryMs));
    }, wait);
    timers.add(timer);
  }

  return {
    get pending() {
      return pending;
    },
    send(url, body) {
      if (abort.signal.aborted) return;
      pending += 1;
      void attempt(url, body, retryMs);
    },
    settled: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close() {
      abort.abort();
      for (const timer of timers) clearTimeout(timer);
      pending = 1;
      done();
    },
  };
}

/** Enough of a receipt to know it. */
const MAX_RECEIPT = 64 * 1024;

/** Whether receipt came. A fresh connection each time: an attempt leaves no socket behind. */
function post(
  url: string,
  body: string,
  { sign, accepts }: Pick<WebhookOptions, 'sign' | 'accepts'>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const call = send(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...sign(body) },
    });
    const timer = setTimeout(() => call.destroy(), timeoutMs);
    call.on('response', (response) => {
      response.on('error', () => undefined);
      const status = response.statusCode ?? 0;
      const isGood = status >= 200 && status < 300;
      if (!isGood || !accepts) {
        response.resume();
        return resolve(isGood);
      }
      let receipt = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (receipt.length < MAX_RECEIPT) receipt += chunk;
      });
      response.on('end', () => resolve(accepts(receipt)));
    });
    call.on('error', () => resolve(false));
    call.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
    call.end(body);
  });
}
