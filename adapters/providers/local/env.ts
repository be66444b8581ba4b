import { z } from 'zod';

const ADDRESS = /^(?:[^<>\r\n]{0,200}<)?[^\s<>@]{1,64}@[^\s<>@]{1,250}>?$/;
const address = (what: string) =>
  z
    .string()
    .regex(ADDRESS, 'must be an e-mail address, such as Pitcrew <service@example.com>')
    .optional()
    .describe(what);

const variables = z.object({
  SMTP_URL: z
    .string()
    .optional()
    .describe('mail server, smtp:// or smtps:// with user and password; without it local shops can only be called'),
  MAIL_FROM: address('sender of mails, such as Pitcrew <service@example.com>; needed with SMTP_URL'),
  MAIL_REPLY_TO: address('where answers to mails go'),
  PITCREW_PLAINTEXT_HOSTS: z
    .string()
    .default('')
    .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  NODE_ENV: z.string().default('development').describe('`production` refuses calendars on this machine (development)'),
});

/** The variables of local shops: all optional. Without a mail server, a shop can only be called. */
export const localEnv = variables.superRefine(({ SMTP_URL, MAIL_FROM }, context) => {
  if (SMTP_URL === undefined) return;
  const message = smtpProblem(SMTP_URL);
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['SMTP_URL'], message });
  if (MAIL_FROM === undefined)
    context.addIssue({ code: 'custom', path: ['MAIL_FROM'], message: 'is needed where SMTP_URL is set' });
});

export type LocalConfig = z.output<typeof localEnv>;

function smtpProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as smtp://user:password@mail.example.com:587';
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return 'must begin with smtp:// or smtps://';
  return hostname === '' ? 'must name a host, such as smtp://user:password@mail.example.com:587' : undefined;
}
