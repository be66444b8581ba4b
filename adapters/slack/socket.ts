import { setTimeout as wait } from 'node:timers/promises';
import { SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import { boltLogger } from './client.ts';
import { toSlackError } from './errors.ts';
import type { SlackReceiver } from './receiver.ts';

const SOONEST_MS = 250;
const LATEST_MS = 30_000;
const GOODBYE_MS = 2_000;

interface Parts {
  readonly appToken: string;
  readonly options: webApi.WebClientOptions;
  readonly receiver: Pick<SlackReceiver, 'take'>;
  readonly log: Log;
}

interface Envelope {
  readonly body: unknown;
  ack(response?: Record<string, unknown>): Promise<void>;
}

/**
 * Socket Mode: the same way in as over HTTP, acknowledged once it is stored. It connects again whenever the connection
 * ends, by a loop of ours: Bolt's own gives up on an answer like 503, and its rejection would end the process.
 */
export function createSocket({ appToken, options, receiver, log }: Parts) {
  const { client } = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: options },
  });
  const inHand = new Set<Promise<void>>();

  client.on('slack_event', (envelope: Envelope) => {
    const work = take(envelope)
      .catch((error: unknown) => log.warn({ err: error }, 'Slack could not be told that something was taken.'))
      .finally(() => inHand.delete(work));
    inHand.add(work);
  });

  async function take({ body, ack }: Envelope): Promise<void> {
    const taken = await receiver.take(body);
    if (taken.taken) await ack(taken.response);
  }

  /** Connects, and again when that ends, after a pause that grows while it fails. */
  async function keepConnected(signal: AbortSignal): Promise<void> {
    let pauseMs = SOONEST_MS;
    while (!signal.aborted) {
      const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
      try {
        await client.start();
        // It was told to stop while it connected.
        if (signal.aborted) return void (await client.disconnect());
        pauseMs = SOONEST_MS;
        log.info({}, 'Slack is listened to over a web socket.');
        await ended;
      } catch (error) {
        if (signal.aborted) return;
        const { reason, retryAfterMs } = toSlackError(error);
        log.warn({ reason }, 'Slack cannot be listened to at the moment; it is tried again.');
        await pause(Math.max(pauseMs, retryAfterMs ?? 0), signal);
        pauseMs = Math.min(pauseMs * 2, LATEST_MS);
      }
    }
  }

  async function stop(controller: AbortController): Promise<void> {
    controller.abort();
    await Promise.allSettled(inHand);
    // A connection that is just being made may never say goodbye.
    await Promise.race([client.disconnect(), wait(GOODBYE_MS, undefined, { ref: false })]);
  }

  return {
    /** Answers what ends it: what is in hand is finished, nothing new is taken. */
    listen(): () => Promise<void> {
      const controller = new AbortController();
      void keepConnected(controller.signal);
      let stopped: Promise<void> | undefined;
      return () => (stopped ??= stop(controller));
    },
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
