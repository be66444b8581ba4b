import type { Transporter } from 'nodemailer';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Notice, NoticePlace } from '../../src/app/ports/notices.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { openMailTransport } from '../shared/mail-transport.ts';

const TIMEOUT_MS = 10_000;

/** A mailbox. The same notice sent again has the same Message-ID, by which most mail programs show it once. */
export function createMailPlace(options: {
  readonly to: string;
  readonly url: string;
  readonly from: string;
  readonly plaintextHosts: readonly string[];
  /** The host name of PUBLIC_URL. */
  readonly host: string;
}): NoticePlace {
  const { to, from, host, url, plaintextHosts } = options;
  let transport: Promise<Transporter> | undefined;
  const opened = (): Promise<Transporter> =>
    (transport ??= openMailTransport({ url, plaintextHosts, timeoutMs: TIMEOUT_MS, maxConnections: 1 }));
  return {
    name: 'operator-mail',
    async post(notice) {
      try {
        const mailer = await opened();
        await mailer.sendMail({
          from,
          to,
          subject: notice.title,
          text: textOf(notice),
          messageId: `<${notice.id}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return ok(undefined);
      } catch (error) {
        return fail(failureOf(error));
      }
    },
    async close() {
      if (transport) (await transport).close();
    },
  };
}

const textOf = ({ words, facts, footer }: Notice): string =>
  [
    ...words,
    ...(facts.length > 0 ? [facts.map(({ label, value }) => `${label}: ${value}`).join('\n')] : []),
    ...(footer === undefined ? [] : [footer]),
    '',
  ].join('\n\n');

function failureOf(error: unknown): ChannelError {
  const { code, responseCode } = (error ?? {}) as { readonly code?: unknown; readonly responseCode?: unknown };
  const isFinal = typeof responseCode === 'number' && responseCode >= 500;
  if (code === 'EAUTH') return { code: 'rejected', reason: 'The mail server does not accept the user of SMTP_URL.' };
  if (isFinal) return { code: 'rejected', reason: 'The mail server does not take mail for OPERATOR_EMAIL.' };
  return { code: 'unreachable', reason: 'The mail server cannot be reached.' };
}
