import { z } from 'zod';

const ADDRESS = /^(?:[^<>\r\n]{0,200}<)?[^\s<>@]{1,64}@[^\s<>@]{1,250}>?$/;
const address = (what: string) =>
  z
    .string()
    .regex(ADDRESS, 'must be an e-mail address, such as Pitcrew <service@example.com>')
    .optional()
    .describe(what);

/** The mail server's variables, for everyone who sends mails. */
export const mailVariables = {
  SMTP_URL: z
    .string()
    .optional()
    .describe(
      'mail server, smtp:// or smtps:// with user and password; without it nobody gets mails, and local shops can only be called',
    ),
  MAIL_FROM: address('sender of mails, such as Pitcrew <service@example.com>; needed with SMTP_URL'),
  MAIL_REPLY_TO: address('where answers to mails go'),
  PITCREW_PLAINTEXT_HOSTS: z
    .string()
    .default('')
    .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
};

interface MailVariables {
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM?: string | undefined;
}

/** What is wrong with the mail server's variables together, for `superRefine`. */
export function checkMail(
  { SMTP_URL, MAIL_FROM }: MailVariables,
  context: Pick<z.core.$RefinementCtx, 'addIssue'>,
): void {
  if (SMTP_URL === undefined) return;
  const message = smtpProblem(SMTP_URL);
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['SMTP_URL'], message });
  if (MAIL_FROM === undefined)
    context.addIssue({ code: 'custom', path: ['MAIL_FROM'], message: 'is needed where SMTP_URL is set' });
}

function smtpProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as smtp://user:password@mail.example.com:587';
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return 'must begin with smtp:// or smtps://';
  return hostname === '' ? 'must name a host, such as smtp://user:password@mail.example.com:587' : undefined;
}

/** The address in `Name <address>`. */
export const bareAddress = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1]?.trim() ?? from.trim();
