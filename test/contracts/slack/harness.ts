import { createKeys, newRingKey } from '../../../adapters/shared/index.ts';
import { createSlackChannel, slackEnv } from '../../../adapters/slack/index.ts';
import { openSqliteStores } from '../../../adapters/stores/sqlite/index.ts';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Dispatch, Inbound } from '../../../src/app/intents/dispatch.ts';
import type { ActorRef } from '../../../src/app/intents/delivery.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { Metrics } from '../../../src/app/ports/metrics.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { serveRoutes, signed, startSlackApi } from '../../support/slack-api.ts';
import { tempDir } from '../../support/temp.ts';

export const SECRET = 'a-signing-secret-for-tests';
export const NOW = new Date('2026-11-23T15:00:00Z');

/** The parts of a channel that lie in a store of its own. */
export async function openShelf(clock: Clock = { now: () => NOW, trueNow: () => NOW }) {
  const keys = createKeys(newRingKey('test'));
  const folder = tempDir();
  const { directory, bookings, memory, close } = await openSqliteStores({ dataDir: folder, keys, clock });
  return { parts: { keys, directory, bookings, memory }, folder, close };
}

/** A Slack channel between a stand-in for Slack's API and a dispatch that writes down what it gets. */
export async function startSlack(
  options: {
    readonly resolveBooking?: (id: string, by: ActorRef) => Promise<Booking | undefined>;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
) {
  const api = await startSlackApi();
  const shelf = await openShelf();
  const { env, ...more } = options;
  const received: Inbound[] = [];
  const acks: number[] = [];
  const failures: string[] = [];
  const errors: string[] = [];
  const store = { writable: true };
  let ahead = 0;

  const dispatch: Pick<Dispatch, 'receive'> = {
    receive: async (inbound) => {
      if (!store.writable) throw new Error('disk full');
      const seen = received.some(({ id }) => id === inbound.id);
      received.push(inbound);
      return { seen, settled: Promise.resolve({ outcome: 'accepted', message: 'Booking…' }) };
    },
  };
  const channel = createSlackChannel({
    config: slackEnv.parse({
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_BOT_TOKEN: 'xoxb-test-token',
      SLACK_API_URL: api.apiUrl,
      ...env,
    }),
    ...shelf.parts,
    publicUrl: 'https://pitcrew.test',
    dispatch,
    log: logInto(errors),
    metrics: metricsInto(acks, failures),
    // Business time is a year off: proofs must go by true time.
    clock: { now: () => new Date('2027-11-23T15:00:00Z'), trueNow: () => new Date(NOW.getTime() + ahead) },
    ...more,
  });
  const server = await serveRoutes(channel.routes);
  const url = `${server.origin}/slack/events`;

  async function send(body: string | Uint8Array, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...signed(SECRET, body, new Date(NOW.getTime() + ahead)),
        ...headers,
      },
      body: body as BodyInit,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  return {
    api,
    channel,
    received,
    acks,
    failures,
    errors,
    store,
    /** Lets true time go by. */
    later: (ms: number) => void (ahead += ms),
    /** The fleets and bookings that the channel reads. */
    shelf: shelf.parts,
    /** Where they lie. */
    folder: shelf.folder,
    url,
    origin: server.origin,
    /** Posts a body as Slack would, signed now. */
    send,
    /** The same for the JSON in a form's `payload`. */
    sendPayload: (payload: object, headers: Record<string, string> = {}) => send(form(payload), headers),
    /** Waits for what goes on after the acknowledgement. */
    settle: () => channel.close(),
    close: async () => {
      await channel.close();
      await server.close();
      await api.close();
      await shelf.close();
    },
  };
}

export type Slack = Awaited<ReturnType<typeof startSlack>>;

export const form = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** A click on a button of a card, as Slack sends it. */
export function click(actionId: string, value: object | string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    type: 'block_actions',
    api_app_id: 'A01',
    token: 'deprecated',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
    user: { id: 'U01', username: 'dana', name: 'dana', team_id: 'T01' },
    team: { id: 'T01', domain: 'acme' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: 'C01', name: 'fleet' },
    container: { type: 'message', message_ts: '1700000001.000100', channel_id: 'C01', is_ephemeral: false },
    message: { type: 'message', ts: '1700000001.000100', text: 'truck-17: 12 V battery at 71 %', blocks: [] },
    state: { values: {} },
    actions: [
      {
        type: 'button',
        action_id: actionId,
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Book', emoji: true },
        value: typeof value === 'string' ? value : JSON.stringify(value),
        action_ts: '1700000002.000100',
      },
    ],
    ...changes,
  };
}

/** The rating form as Slack sends it in. */
export function submission(values: Readonly<Record<string, object>>, changes: Readonly<Record<string, unknown>> = {}) {
  const metadata = { bookingId: 'bk-1', version: 7, channelId: 'C01', messageTs: '1700000001.000100' };
  return {
    type: 'view_submission',
    trigger_id: '9.9.modal',
    user: { id: 'U01', team_id: 'T01' },
    team: { id: 'T01', domain: 'acme' },
    view: {
      id: 'V01',
      type: 'modal',
      callback_id: 'rate',
      private_metadata: JSON.stringify(metadata),
      state: { values: Object.fromEntries(Object.entries(values).map(([name, input]) => [name, { [name]: input }])) },
      hash: '1.abc',
      ...(changes['view'] as object | undefined),
    },
    response_urls: [],
  };
}

function logInto(errors: string[]): Log {
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (_fields, message) => void errors.push(message),
    child: () => log,
  };
  return log;
}

function metricsInto(acks: number[], failures: string[]): Metrics {
  const nothing = () => {};
  return {
    bookingOutcome: nothing,
    ack: (_channel, seconds) => void acks.push(seconds),
    timeToBook: nothing,
    downtime: nothing,
    providerRequest: nothing,
    channelFailure: (_channel, reason) => void failures.push(reason),
    contractBreak: nothing,
    alert: nothing,
    offer: nothing,
    availabilityAge: nothing,
    networkDown: () => undefined,
    outboxDepth: nothing,
  };
}

export const nothingLogged = logInto([]);
export const nothingMeasured = metricsInto([], []);
