import type { LocalNetwork } from '../../adapters/providers/local/sandbox/index.ts';
import type { Fault, FaultPlan } from '../../adapters/shared/sandbox/index.ts';
import type { Arrived } from './mail-server.ts';
import { propertyOf, read } from './mail-server.ts';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export interface MailShops {
  readonly url: string;
  readonly mails: readonly Arrived[];
  close(): Promise<void>;
}

/**
 * Independent shops as their mail server sees them: each reads a mail as it arrives and presses Accept while it has a
 * bay, else Decline. Faults are the mail server's own: a refusal, a cut line, silence, babble.
 */
export async function startMailShops(options: {
  readonly shops: LocalNetwork;
  /** The networkRef of the shop with this address. */
  readonly storeOf: (address: string) => string;
  readonly plan: FaultPlan;
  readonly slowMs: number;
  readonly press: (url: string) => Promise<unknown>;
}): Promise<MailShops> {
  const { shops, storeOf, plan, slowMs, press } = options;
  const mails: Arrived[] = [];

  async function answer(mail: Arrived, fault: Fault | undefined): Promise<void> {
    const { method, text } = mail.calendar;
    const at = (name: string): number => momentOf(propertyOf(text, name) ?? '');
    const uid = propertyOf(text, 'UID') ?? '';
    const store = storeOf(mail.to);
    if (method === 'CANCEL') return shops.cancel(uid, store);
    const [startMs, endMs] = [at('DTSTART'), at('DTEND')];
    if (fault?.kind === 'stolen-slot') for (let i = 0; i < 9; i++) shops.walkIn(store, startMs, endMs);
    const reference = String(mail.parsed.headers.get('x-pitcrew-booking'));
    const decision = shops.request({ reference, uid, store, startMs, endMs });
    const url = mail.links[decision === 'accepted' ? 'Accept' : 'Decline'];
    if (url) await press(url);
  }

  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 20,
    onData(stream, session, callback) {
      void take(stream, session).then(callback, callback);
    },
  });

  /** Nothing comes back from a promise that stays open: that is the silence. */
  async function take(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<Error | null> {
    const mail = await read(stream);
    mails.push(mail);
    const operation = mail.calendar.method === 'CANCEL' ? 'withdraw' : 'request';
    const fault = plan.next(operation, ['stolen-slot']);
    switch (fault?.kind) {
      case 'error500':
        return refusal(451, 'Local error in processing');
      case 'rate-limit':
        return refusal(450, 'Too many mails');
      case 'drop-before':
        return cut(session);
      case 'timeout-before':
        return silence();
      default:
    }
    await answer(mail, fault);
    switch (fault?.kind) {
      case 'drop-after':
        return cut(session);
      case 'timeout-after':
        return silence();
      case 'malformed':
        return babble(session, 'gibberish\r\n');
      case 'wrong-type':
        return babble(session, '999 \r\n');
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, slowMs));
        return null;
      default:
        return null;
    }
  }

  const socketOf = ({ id }: SMTPServerSession) =>
    [...server.connections].find((each) => each.session.id === id)?._socket;
  const silence = (): Promise<never> => new Promise(() => undefined);
  const cut = (session: SMTPServerSession): Promise<never> => {
    socketOf(session)?.destroy();
    return silence();
  };
  const babble = (session: SMTPServerSession, text: string): Promise<never> => {
    socketOf(session)?.write(text);
    return silence();
  };

  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (responseCode: number, words: string): Error => Object.assign(new Error(words), { responseCode });

/** `20261123T150000Z` as a moment. */
const momentOf = (basic: string): number =>
  Date.parse(basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
