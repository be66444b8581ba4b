import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import { until } from './waiting.ts';

/** A mail as it arrived, with what a shop sees in it. */
export interface Arrived {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly parsed: ParsedMail;
  /** The message as it came over the wire. */
  readonly raw: string;
  /** The iCalendar part, and the METHOD in its content type. */
  readonly calendar: { readonly method: string; readonly text: string };
  /** Addresses by the words of their links, read from the HTML. */
  readonly links: Readonly<Record<string, string>>;
}

export interface MailServer {
  readonly url: string;
  /** In order of arrival. */
  readonly mails: readonly Arrived[];
  /** Waits for a mail that fits. */
  mail(what: string, fits: (mail: Arrived) => boolean, ms?: number): Promise<Arrived>;
  close(): Promise<void>;
}

export interface MailServerOptions {
  readonly port?: number;
  /** Called before a mail is acknowledged; an error is the server's refusal. */
  readonly taken?: (mail: Arrived) => Promise<void>;
  readonly smtp?: SMTPServerOptions;
}

/** A real SMTP server on loopback that parses what it gets. */
export async function startMailServer({ port = 0, taken, smtp }: MailServerOptions = {}): Promise<MailServer> {
  const mails: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onData(stream, _session, callback) {
      void read(stream).then(async (mail) => {
        mails.push(mail);
        await taken?.(mail);
        callback();
      }, callback);
    },
    ...smtp,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: listening } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${listening}`,
    mails,
    mail: (what, fits, ms) => until(`a mail arrives: ${what}`, () => mails.find(fits), ms),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function read(stream: AsyncIterable<Buffer>): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString('utf8');
  const parsed = await simpleParser(raw);
  const html = typeof parsed.html === 'string' ? parsed.html : '';
  const [, method = ''] = /Content-Type: text\/calendar;[^]*?method="?(\w+)/i.exec(raw) ?? [];
  const attached = parsed.attachments.find(({ contentType }) => /calendar|ics/.test(contentType));
  const address = (field: typeof parsed.to): string =>
    [field].flat().flatMap((one) => one?.value.map(({ address }) => address ?? '') ?? [])[0] ?? '';
  return {
    to: address(parsed.to),
    from: address(parsed.from),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html,
    parsed,
    raw,
    calendar: { method, text: attached?.content.toString('utf8') ?? '' },
    links: Object.fromEntries(
      [...html.matchAll(/<a href="([^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, url = '', words = '']) => [words, url]),
    ),
  };
}

/** A property of an iCalendar text, unfolded; without its name and parameters. */
export function propertyOf(calendar: string, name: string): string | undefined {
  const lines = calendar.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const line = lines.find((each) => each === name || each.startsWith(`${name}:`) || each.startsWith(`${name};`));
  return line?.slice(line.indexOf(':') + 1);
}

/** `20261123T150000Z` as a moment in epoch milliseconds. */
export const momentOf = (basic: string): number =>
  Date.parse(basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
