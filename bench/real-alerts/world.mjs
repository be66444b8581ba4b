/** The shops, a Slack workspace and a Pitcrew between them, all on loopback in this process. */
import { createServer } from 'node:net';
import { abilitiesOf } from './input.mjs';
import { CHANNEL, MANAGER, TEAM } from './run.mjs';

const ADMIN_TOKEN = 'an-admin-token-for-the-bench';
const SLACK = { SLACK_SIGNING_SECRET: 'bench-signing-secret', SLACK_BOT_TOKEN: 'xoxb-bench-bot-token' };

/**
 * @param {object} parts Pitcrew's own, built or from source: `createPitcrew`, `startWorkspace`, …
 * @param {readonly object[]} shops without their abilities, which `abilitiesOf` adds
 * @param {string} dataDir an empty folder
 */
export async function startWorld(parts, shops, dataDir) {
  const workspace = await parts.startWorkspace({
    botToken: SLACK.SLACK_BOT_TOKEN,
    signingSecret: SLACK.SLACK_SIGNING_SECRET,
    teamId: TEAM,
    users: [{ id: MANAGER, name: 'Dana Reyes' }],
    channels: [{ id: CHANNEL, name: 'fleet' }],
  });
  const sandbox = await parts.startFirestoneSandbox({
    shops: shops.map((shop) => ({ ...shop, ...abilitiesOf(shop.networkRef) })),
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  workspace.setEventsUrl(`${url}/slack/events`);
  const pitcrew = await parts.createPitcrew({
    env: {
      LOG_LEVEL: 'error',
      PORT: String(port),
      PITCREW_DATA: dataDir,
      PITCREW_ADMIN_TOKEN: ADMIN_TOKEN,
      PUBLIC_URL: url,
      RATE_LIMIT_PER_MINUTE: '0',
      ...SLACK,
      SLACK_API_URL: workspace.apiUrl,
      FIRESTONE_URL: sandbox.url,
      FIRESTONE_CLIENT_ID: parts.credentials.clientId,
      FIRESTONE_CLIENT_SECRET: parts.credentials.clientSecret,
      FIRESTONE_WEBHOOK_SECRET: parts.credentials.webhookSecret,
    },
  });
  await pitcrew.listen(port, '127.0.0.1');
  return {
    url,
    adminToken: ADMIN_TOKEN,
    workspace,
    shopsUrl: sandbox.url,
    async importShops() {
      const imported = await parts.importFromNetwork(pitcrew.parts.app.core, 'firestone');
      if (!imported.ok) throw new Error(imported.error);
    },
    async close() {
      await pitcrew.close();
      await sandbox.close();
      await workspace.close();
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
