import type { App, Receiver } from '@slack/bolt';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { RawRequest, RawResponse } from '../../src/app/ports/http.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import { StoreUnavailable } from '../../src/app/ports/store-unavailable.ts';
import { isSslCheck, parseBody, parseObject, type Parsed } from './body.ts';
import { createVerifier } from './signature.ts';

export interface SlackReceiver extends Receiver {
  handle(request: RawRequest): Promise<RawResponse>;
  /** The same for a body that came over a web socket, whose connection is its proof; not taken: Slack is to send it again. */
  take(body: unknown): Promise<Taken>;
}

export type Taken =
  { readonly taken: true; readonly response?: Record<string, unknown> | undefined } | { readonly taken: false };

interface Parts {
  /** Absent: nothing is taken over HTTP. */
  readonly signingSecret: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * The way from a raw HTTP request into Bolt. Our own, because Bolt's accept timestamps from the future, refuse a
 * content type with a charset, and leave what no listener takes to a 404 after three seconds.
 */
export function createReceiver({ signingSecret, clock, log, metrics }: Parts): SlackReceiver {
  const verify = signingSecret === undefined ? () => 'forged' as const : createVerifier(signingSecret, clock);
  let app: App | undefined;

  return {
    init: (initialised) => void (app = initialised),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async handle(request) {
      const arrived = performance.now();
      const proof = verify(request);
      if (proof === 'missing' && isSslCheck(request.body)) return { status: 200 };
      if (proof !== 'good') return sentence(401, 'The signature is missing, wrong or too old.');
      const parsed = parseBody(request.headers['content-type'], request.body);
      if (!parsed.ok) return sentence(400, parsed.error);
      if (parsed.value.kind !== 'bolt') return answerAtOnce(parsed.value);
      return throughBolt(parsed.value.body, arrived);
    },
    async take(body) {
      const arrived = performance.now();
      const parsed = parseObject(body);
      // What is not whole would not be so the next time either.
      if (!parsed.ok) log.warn({ reason: parsed.error }, 'Something that Slack sent is not understood.');
      if (!parsed.ok) return { taken: true };
      const { kind } = parsed.value;
      const answer = kind === 'bolt' ? await throughBolt(parsed.value.body, arrived) : answerAtOnce(parsed.value);
      if (answer.status !== 200) return { taken: false };
      return { taken: true, response: typeof answer.body === 'string' ? JSON.parse(answer.body) : undefined };
    },
  };

  function throughBolt(body: object, arrived: number): Promise<RawResponse> {
    return new Promise((resolve) => {
      let acknowledged = false;
      const ack = (response?: unknown): Promise<void> => {
        if (!acknowledged) {
          acknowledged = true;
          metrics.ack('slack', (performance.now() - arrived) / 1000);
          resolve(acknowledgement(response));
        }
        return Promise.resolve();
      };
      if (app === undefined) throw new Error('The receiver was used before Bolt initialised it.');
      // Bolt acknowledges events before its listeners have seen them; here they count once their work is stored.
      const early = 'event' in body ? () => Promise.resolve() : ack;
      app.processEvent({ body, ack: early }).then(
        // What no listener took is acknowledged without effect: Slack would else show its clicker a warning.
        () => ack(),
        (error: unknown) => {
          if (error instanceof StoreUnavailable) {
            log.error({ err: error.cause }, 'A delivery from Slack could not be stored.');
            resolve(unavailable());
          } else {
            log.error({ err: error }, 'A request from Slack met a bug.');
            resolve(sentence(500, 'Something went wrong here.'));
          }
        },
      );
    });
  }
}

function answerAtOnce(parsed: Exclude<Parsed, { kind: 'bolt' }>): RawResponse {
  switch (parsed.kind) {
    case 'challenge':
      return json({ challenge: parsed.challenge });
    case 'options':
      return json({ options: [] });
    case 'ssl-check':
    case 'other':
      return { status: 200 };
  }
}

const acknowledgement = (response: unknown): RawResponse =>
  typeof response === 'object' && response !== null ? json(response) : { status: 200 };

const json = (body: object): RawResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

const sentence = (status: number, body: string): RawResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

const unavailable = (): RawResponse => ({
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' },
  body: 'Nothing can be stored at the moment. Please try again.',
});
