import { z } from 'zod';
import { hostList, serviceUrlProblem } from '../shared/service-url.ts';

const secret = (what: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, `must be ${what}: at least 8 printable characters without spaces`)
    .describe(what);

const address = z
  .object({
    SLACK_API_URL: z
      .string()
      .default('https://slack.com/api/')
      .refine(isApiUrl, {
        error: 'must be an http or https URL that ends in /api/, such as https://slack.com/api/',
        abort: true,
      })
      .describe("where Slack's Web API is; its origin is also trusted for response URLs"),
    PITCREW_PLAINTEXT_HOSTS: z
      .string()
      .default('')
      .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  })
  .superRefine(({ SLACK_API_URL, PITCREW_PLAINTEXT_HOSTS }, context) => {
    const message = serviceUrlProblem(SLACK_API_URL, hostList(PITCREW_PLAINTEXT_HOSTS));
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['SLACK_API_URL'], message });
  });

/**
 * Slack's variables. The channel is on when `SLACK_SIGNING_SECRET` or `SLACK_BOT_TOKEN` is set; then both are needed.
 * Joined by `and`, since a rule over several fields is not looked at while another field of its object is wrong.
 */
export const slackEnv = z
  .object({
    SLACK_SIGNING_SECRET: secret("the app's signing secret (Basic Information → App Credentials)"),
    SLACK_BOT_TOKEN: secret('the bot token (xoxb-…) of the team that the fleets post into'),
    SLACK_APP_TOKEN: secret('the app-level token (xapp-…)')
      .optional()
      .describe('app-level token (xapp-…) for Socket Mode; not used yet'),
    SLACK_CLIENT_ID: z
      .string()
      .min(1)
      .optional()
      .describe("the app's client id, for installing into other teams; not used yet"),
    SLACK_CLIENT_SECRET: secret("the app's client secret")
      .optional()
      .describe("the app's client secret, for installing into other teams; not used yet"),
  })
  .and(address);

export type SlackConfig = z.output<typeof slackEnv>;

function isApiUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.pathname.endsWith('/api/') && url.search + url.hash === '';
}
