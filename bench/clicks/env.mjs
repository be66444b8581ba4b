/** How the product of these benches is configured. */
import { SAMPLE_CREDENTIALS } from '../../dist/adapters/providers/firestone/sandbox/index.js';
import { SIGNING_SECRET } from './signing.mjs';

/** @param {{ slackUrl: string, firestoneUrl: string }} world @param {string} folder its data @param {string} [redisUrl] */
export const benchEnv = ({ slackUrl, firestoneUrl }, folder, redisUrl) => ({
  LOG_LEVEL: 'error',
  PITCREW_DATA: folder,
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_BOT_TOKEN: 'xoxb-bench-token',
  SLACK_API_URL: slackUrl,
  FIRESTONE_URL: firestoneUrl,
  FIRESTONE_CLIENT_ID: SAMPLE_CREDENTIALS.clientId,
  FIRESTONE_CLIENT_SECRET: SAMPLE_CREDENTIALS.clientSecret,
  FIRESTONE_WEBHOOK_SECRET: SAMPLE_CREDENTIALS.webhookSecret,
  ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
});
