import { z } from 'zod';

const ADDRESS = /^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,250}$/;

/**
 * Where the operator is told of objectives that are not kept, and of each week. The mail server's and Slack's own variables
 * are checked where they belong; here it only counts that they are there.
 */
export const operatorEnv = z
  .object({
    OPERATOR_EMAIL: z
      .string()
      .regex(ADDRESS, 'must be one e-mail address, such as ops@example.com')
      .optional()
      .describe('mailbox that is told of objectives that are not kept and of each week; needs SMTP_URL'),
    OPERATOR_SLACK_CHANNEL: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, "must be a channel's id, such as C0123456789")
      .optional()
      .describe("the same for a Slack channel, by its id, in the bot token's team; the app must be in it"),
    SMTP_URL: z.string().optional(),
    MAIL_FROM: z.string().optional(),
    SLACK_BOT_TOKEN: z.string().optional(),
    PITCREW_PLAINTEXT_HOSTS: z.string().default(''),
  })
  .superRefine(({ OPERATOR_EMAIL, OPERATOR_SLACK_CHANNEL, SMTP_URL, SLACK_BOT_TOKEN }, context) => {
    if (OPERATOR_EMAIL !== undefined && SMTP_URL === undefined)
      context.addIssue({ code: 'custom', path: ['OPERATOR_EMAIL'], message: 'needs a mail server: set SMTP_URL too' });
    if (OPERATOR_SLACK_CHANNEL !== undefined && SLACK_BOT_TOKEN === undefined) {
      const message = 'needs Slack: set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET too';
      context.addIssue({ code: 'custom', path: ['OPERATOR_SLACK_CHANNEL'], message });
    }
  });

export type OperatorConfig = z.output<typeof operatorEnv>;
