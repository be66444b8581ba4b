import { startWorkspace } from '../../adapters/demo/workspace/index.ts';
import type { Workspace, WorkspaceMessage } from '../../adapters/demo/workspace/index.ts';
import { SAMPLE_CREDENTIALS, startFirestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import type { FirestoneSandbox, FirestoneSandboxOptions } from '../../adapters/providers/firestone/sandbox/index.ts';
import type { SandboxShop } from '../../adapters/shared/sandbox/index.ts';
import { profileEnv } from './profile.ts';
import { freePort, sentWith, until } from './waiting.ts';

export const TEAM = 'T01TEST';
export const CHANNEL = 'C01FLEET';
/** Where the sample vehicle stands: the Loop in Chicago. */
export const CHICAGO = { lat: 41.88, lon: -87.63 };

export interface Person {
  readonly id: string;
  readonly name: string;
}
export const DANA: Person = { id: 'U01DANA', name: 'Dana Reyes' };
export const SAM: Person = { id: 'U01SAM', name: 'Sam Viewer' };
export const STRANGER: Person = { id: 'U01STRANGER', name: 'Some One' };

/** Shops in a row northwards, one every 2 km, the first 1 km away. */
export const shopsInARow = (count: number, more: Partial<SandboxShop> = {}): SandboxShop[] =>
  Array.from({ length: count }, (_, i) => ({
    networkRef: String(10_001 + i),
    name: `Firestone ${i + 1}`,
    lat: CHICAGO.lat + (1 + 2 * i) / 111.195,
    lon: CHICAGO.lon,
    timeZone: 'America/Chicago',
    phone: `+1312555${String(100 + i).padStart(4, '0')}`,
    address: { line1: `${i + 1} Main Street`, city: 'Chicago', state: 'IL', postalCode: '60601' },
    // Open around the clock, so that a test means the same at any hour.
    openingHours: '24/7',
    bookingUrl: `https://shops.example/${10_001 + i}`,
    ...more,
  }));

export interface StageOptions {
  readonly dataDir: string;
  readonly shops?: readonly SandboxShop[];
  readonly sandbox?: Partial<FirestoneSandboxOptions>;
  readonly people?: readonly Person[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Everything around a Pitcrew: a Slack workspace and a network of shops on loopback, and the environment that points to them. */
export interface Stage {
  readonly workspace: Workspace;
  readonly shops: FirestoneSandbox;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const ADMIN_TOKEN = 'an-admin-token-for-tests-only';
const SLACK = { SLACK_SIGNING_SECRET: 'test-signing-secret', SLACK_BOT_TOKEN: 'xoxb-test-bot-token' };

export async function startStage(options: StageOptions): Promise<Stage> {
  const workspace = await startWorkspace({
    botToken: SLACK.SLACK_BOT_TOKEN,
    signingSecret: SLACK.SLACK_SIGNING_SECRET,
    teamId: TEAM,
    users: options.people ?? [DANA, SAM, STRANGER],
    channels: [{ id: CHANNEL, name: 'fleet' }],
  });
  const shops = await startFirestoneSandbox({
    shops: options.shops ?? shopsInARow(4),
    webhookRetryMs: 50,
    ...options.sandbox,
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  workspace.setEventsUrl(`${url}/slack/events`);
  const env = {
    LOG_LEVEL: 'fatal',
    PORT: String(port),
    PITCREW_DATA: options.dataDir,
    PITCREW_ADMIN_TOKEN: ADMIN_TOKEN,
    PUBLIC_URL: url,
    RATE_LIMIT_PER_MINUTE: '0',
    ...SLACK,
    SLACK_API_URL: workspace.apiUrl,
    FIRESTONE_URL: shops.url,
    FIRESTONE_CLIENT_ID: SAMPLE_CREDENTIALS.clientId,
    FIRESTONE_CLIENT_SECRET: SAMPLE_CREDENTIALS.clientSecret,
    FIRESTONE_WEBHOOK_SECRET: SAMPLE_CREDENTIALS.webhookSecret,
    ...profileEnv(options.dataDir),
    ...options.env,
  };
  return {
    workspace,
    shops,
    url,
    env,
    async close() {
      await shops.close();
      await workspace.close();
    },
  };
}

/** What an operator and a host do over HTTP with a Pitcrew that runs as a process of its own. */
export interface Operator {
  /** Puts the fleet `acme` there with Dana as its manager and these vehicles in Chicago; then imports the network's shops. */
  seed(vehicles: readonly string[], importShops: () => Promise<void>): Promise<void>;
  /** Adds a manager who clicks in Slack. */
  hire(person: Person): Promise<void>;
  /** Puts a shop there by hand. */
  putProvider(providerId: string, provider: object): Promise<void>;
  raise(vehicleId: string): Promise<string>;
  /** Does something on a member's behalf, as a host application; answers the sentence. */
  intend(bookingId: string, intent: object): Promise<string>;
  booking(bookingId: string): Promise<{ readonly state: string } & Readonly<Record<string, unknown>>>;
}

export function createOperator({ url }: Pick<Stage, 'url'>): Operator {
  let apiKey = '';
  async function call(
    method: string,
    path: string,
    body?: object,
    token = ADMIN_TOKEN,
  ): Promise<Record<string, unknown>> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }
  return {
    async seed(vehicles, importShops) {
      const channels = [{ kind: 'slack', teamId: TEAM, channelId: CHANNEL }];
      apiKey = String(
        (await call('PUT', '/v1/fleets/acme', { name: 'Acme Delivery', timeZone: 'America/Chicago', channels }))[
          'apiKey'
        ],
      );
      await call('PUT', '/v1/fleets/acme/members/dana', {
        name: DANA.name,
        roles: ['manager'],
        slackUserId: DANA.id,
        phone: '+13125550151',
      });
      for (const [i, vehicleId] of vehicles.entries()) {
        const vin = `1FTFW1E5XNFA${String(i).padStart(5, '0')}`;
        await call('PUT', `/v1/fleets/acme/vehicles/${vehicleId}`, {
          vin,
          class: 'light',
          gvwrLb: 9500,
          location: CHICAGO,
        });
      }
      await importShops();
    },
    async hire({ id, name }) {
      const path = `/v1/fleets/acme/members/${id.toLowerCase()}`;
      await call('PUT', path, { name, roles: ['manager'], slackUserId: id });
    },
    async putProvider(providerId, provider) {
      await call('PUT', `/v1/providers/${providerId}`, provider);
    },
    async raise(vehicleId) {
      const alert = {
        alertId: `alert-${sentWith()}-${vehicleId}`,
        vehicleId,
        system: 'battery_12v',
        severity: 'warning',
        observedAt: new Date().toISOString(),
        value: 71,
        unit: '%',
      };
      return String((await call('POST', '/v1/alerts', alert, apiKey))['bookingId']);
    },
    intend: async (bookingId, intent) =>
      String((await call('POST', `/v1/bookings/${bookingId}/intents`, intent, apiKey))['message']),
    booking: async (bookingId) => (await call('GET', `/v1/bookings/${bookingId}`)) as { state: string },
  };
}

/** The card of a booking in the workspace's channel, once it offers something to choose. */
export const cardWithSlots = ({ workspace }: Pick<Stage, 'workspace'>, bookingId: string): Promise<WorkspaceMessage> =>
  until('the card offers slots', () =>
    workspace
      .messages(CHANNEL)
      .find((message) => isCardOf(message, bookingId) && JSON.stringify(message.blocks).includes('choose-slot:1')),
  );

export const isCardOf = ({ metadata }: WorkspaceMessage, bookingId: string): boolean =>
  (metadata?.['event_payload'] as { bookingId?: string } | undefined)?.bookingId === bookingId;
