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

const appToken = secret('the app-level token (xapp-…)')
  .optional()
  .describe(
    'app-level token (xapp-…): Slack is then listened to over a web socket (Socket Mode), which needs no public URL',
  );

// A rule over several fields is not looked at while another field of its object is wrong: each rule has its own object.
const signing = z
  .object({
    SLACK_SIGNING_SECRET: secret("the app's signing secret (Basic Information → App Credentials)").optional().meta({
      description: "the app's signing secret (Basic Information → App Credentials); needed but in Socket Mode",
      sample: 'sample-slack-signing-secret',
    }),
    SLACK_APP_TOKEN: appToken,
  })
  .superRefine(({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }, context) => {
    if (SLACK_SIGNING_SECRET !== undefined || SLACK_APP_TOKEN !== undefined) return;
    const message = 'is needed and not set';
    context.addIssue({ code: 'custom', path: ['SLACK_SIGNING_SECRET'], message });
  });

const teams = z
  .object({
    SLACK_BOT_TOKEN: secret('the bot token (xoxb-…) of the team that the fleets post into').optional().meta({
      description: 'the bot token (xoxb-…) of one team; needed unless teams install the app themselves',
      sample: 'sample-slack-bot-token',
    }),
    SLACK_CLIENT_ID: z
      .string()
      .min(1)
      .optional()
      .describe("the app's client id: with the secret, teams install the app themselves at GET /slack/install"),
    SLACK_CLIENT_SECRET: secret("the app's client secret")
      .optional()
      .describe("the app's client secret; both or neither"),
  })
  .superRefine(({ SLACK_BOT_TOKEN, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET }, context) => {
    const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (SLACK_CLIENT_ID === undefined && SLACK_CLIENT_SECRET !== undefined)
      missing('SLACK_CLIENT_ID', 'is needed with SLACK_CLIENT_SECRET');
    else if (SLACK_CLIENT_ID !== undefined && SLACK_CLIENT_SECRET === undefined)
      missing('SLACK_CLIENT_SECRET', 'is needed with SLACK_CLIENT_ID');
    else if (SLACK_BOT_TOKEN === undefined && SLACK_CLIENT_ID === undefined)
      missing('SLACK_BOT_TOKEN', 'is needed, unless SLACK_CLIENT_ID and SLACK_CLIENT_SECRET let teams install the app');
  });

/** Slack's variables. The channel is on when a signing secret, a bot token or an app-level token is set. */
export const slackEnv = signing.and(teams).and(address);

export type SlackConfig = z.output<typeof slackEnv>;

function isApiUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.pathname.endsWith('/api/') && url.search + url.hash === '';
}
