import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Env } from './config.ts';
import { createPitcrew } from './index.ts';
import type { Pitcrew } from './index.ts';
import type { Log } from './app/ports/log.ts';
import { importFromNetwork } from './app/usecases/import-providers.ts';
import {
  SAMPLE_BOT_NUMBER,
  SAMPLE_CHANNEL,
  SAMPLE_FLEET,
  SAMPLE_MEMBERS,
  SAMPLE_TEAM,
  SAMPLE_TEAMS,
  SAMPLE_VEHICLES,
  createDemo,
  sampleShopsCsv,
  startTeams,
  startTwilio,
  startWorkspace,
} from './registry/demo.ts';
import type { Teams, Twilio, Workspace } from './registry/demo.ts';
import { loadShopsCsv, sandboxes, startSandboxServer } from './registry/sandboxes.ts';
import type { SandboxServer } from './registry/sandboxes.ts';

const BOT_TOKEN = 'sample-slack-bot-token';
const SIGNING_SECRET = 'sample-slack-signing-secret';
const TWILIO_ACCOUNT = 'AC00000000000000000000000000000000';
const TWILIO_TOKEN = 'sample-twilio-auth-token';
const TEAMS_APP = { appId: '00000000-0000-4000-8000-0000000000bb', appPassword: 'sample-teams-app-password' };
/** Share of the shops' time that walk-in customers take, so that calendars look like a working day. */
const BUSY = 0.45;

export interface DemoOptions {
  readonly port: number;
  readonly env: Env;
  readonly logger?: Log | undefined;
}

export interface RunningDemo {
  /** Where the page is. */
  readonly url: string;
  readonly pitcrew: Pitcrew;
  readonly workspace: Workspace;
  close(): Promise<void>;
}

/**
 * A whole small world on loopback: a Slack workspace, a Teams, a Twilio, a network of shops, a sample fleet, and a Pitcrew that knows none
 * of it is a play. The workspace and the shops begin anew with every start, so the store does too.
 * @throws Error when the port is taken.
 */
export async function startDemo({ port, env, logger }: DemoOptions): Promise<RunningDemo> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const workspace = await startWorkspace({
      botToken: BOT_TOKEN,
      signingSecret: SIGNING_SECRET,
      teamId: SAMPLE_TEAM,
      teamName: SAMPLE_FLEET.name,
      users: SAMPLE_MEMBERS.flatMap((member) =>
        'slackUserId' in member ? [{ ...member, id: member.slackUserId }] : [],
      ).map(({ id, name, title, timeZone }) => ({ id, name, title, timeZone })),
      channels: [SAMPLE_CHANNEL],
    });
    closers.push(() => workspace.close());
    const twilio = await startTwilio({
      accountSid: TWILIO_ACCOUNT,
      authToken: TWILIO_TOKEN,
      number: SAMPLE_BOT_NUMBER,
    });
    closers.push(() => twilio.close());
    const teams = await startTeams({
      ...TEAMS_APP,
      ...SAMPLE_TEAMS,
      people: SAMPLE_MEMBERS.flatMap((member) =>
        'teamsUserId' in member ? [{ id: member.teamsUserId, name: member.name, title: member.title }] : [],
      ),
    });
    closers.push(() => teams.close());
    const shops = await startShops();
    closers.push(() => shops.close());
    let apiKey = '';
    let listening = port;
    const selfUrl = (): string => `http://127.0.0.1:${listening}`;
    const demo = createDemo({
      workspace,
      twilio,
      teams,
      selfUrl,
      firestoneUrl: shops.url,
      fleetId: SAMPLE_FLEET.fleetId,
      fleetApiKey: () => apiKey,
    });
    closers.push(() => demo.close());
    // A free port is only known once we listen, and the shops' webhooks come to PUBLIC_URL: so it is taken first.
    const server = await reservePort(port);
    listening = server.port;
    // Whoever holds the port owns its folder: demos on other ports go on undisturbed.
    const dataDir = join(env['PITCREW_DATA'] ?? './.pitcrew', `demo-${listening}`);
    rmSync(dataDir, { recursive: true, force: true });
    const pitcrew = await createPitcrew({
      env: demoEnv(env, { workspace, twilio, teams, shops, dataDir, publicUrl: selfUrl() }),
      routes: demo.routes,
      ...(logger ? { logger } : {}),
    });
    closers.push(() => pitcrew.close());
    await server.release();
    await pitcrew.listen(listening, '127.0.0.1');
    workspace.setEventsUrl(`${selfUrl()}/slack/events`);
    twilio.setAppUrl(selfUrl());
    teams.setMessagesUrl(`${selfUrl()}/teams/messages`);
    apiKey = await seed(pitcrew, selfUrl(), teams.serviceUrl);
    await demo.start();
    return { url: `http://localhost:${listening}/demo`, pitcrew, workspace, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startShops(): Promise<SandboxServer> {
  const shops = loadShopsCsv(sampleShopsCsv());
  const networks = sandboxes.map((sandbox) => sandbox.mount({ shops, busy: BUSY }));
  return startSandboxServer({ networks, port: 0, latencyMs: 120 });
}

/** The operator's environment, with everything outside replaced by what runs here. */
function demoEnv(
  env: Env,
  world: {
    workspace: Workspace;
    twilio: Twilio;
    teams: Teams;
    shops: SandboxServer;
    dataDir: string;
    publicUrl: string;
  },
): Env {
  return {
    LOG_LEVEL: 'warn',
    ...env,
    MONGODB_URI: undefined,
    NODE_ENV: 'development',
    PITCREW_DATA: world.dataDir,
    PUBLIC_URL: world.publicUrl,
    RATE_LIMIT_PER_MINUTE: '0',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_API_URL: world.workspace.apiUrl,
    TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT,
    TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
    TWILIO_FROM: world.twilio.number,
    TWILIO_MESSAGING_SERVICE_SID: undefined,
    TWILIO_API_URL: world.twilio.apiUrl,
    ...world.teams.env,
    FIRESTONE_URL: world.shops.url,
    ...sandboxes[0].environment,
  };
}

/** Puts the sample fleet there by the same calls as anyone would; answers its api key. */
async function seed(pitcrew: Pitcrew, selfUrl: string, serviceUrl: string): Promise<string> {
  const headers = { authorization: `Bearer ${pitcrew.parts.adminToken}`, 'content-type': 'application/json' };
  const put = async (path: string, entity: object): Promise<{ readonly apiKey?: string }> => {
    const answer = await fetch(`${selfUrl}/v1/fleets/${path}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(entity),
    });
    if (!answer.ok) throw new Error(`The sample fleet was not taken: ${await answer.text()}`);
    return (await answer.json()) as { readonly apiKey?: string };
  };
  const { fleetId } = SAMPLE_FLEET;
  const { tenantId, room } = SAMPLE_TEAMS;
  const inTeams = { kind: 'teams', serviceUrl, conversationId: room.id, tenantId };
  const { apiKey = '' } = await put(fleetId, { ...SAMPLE_FLEET, channels: [...SAMPLE_FLEET.channels, inTeams] });
  for (const member of SAMPLE_MEMBERS) await put(`${fleetId}/members/${member.memberId}`, member);
  for (const vehicle of SAMPLE_VEHICLES) await put(`${fleetId}/vehicles/${vehicle.vehicleId}`, vehicle);
  const imported = await importFromNetwork(pitcrew.parts.app.core, sandboxes[0].network);
  if (!imported.ok) throw new Error(imported.error);
  return apiKey;
}

/** Holds a port until it is handed over; 0 takes a free one. */
async function reservePort(port: number): Promise<{ readonly port: number; release(): Promise<void> }> {
  // A browser that is there too early is turned away at once: its open connection would hold the port for ever.
  const holder = createServer((early) => early.destroy());
  await new Promise<void>((resolve, reject) => holder.once('error', reject).listen(port, '127.0.0.1', resolve));
  const { port: taken } = holder.address() as AddressInfo;
  return { port: taken, release: () => new Promise((resolve) => holder.close(() => resolve())) };
}
