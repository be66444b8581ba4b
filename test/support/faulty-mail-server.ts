import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';
import type { Fault, FaultPlan } from '../../adapters/shared/sandbox/index.ts';
import type { Arrived } from './mail-server.ts';
import { read } from './mail-server.ts';

export interface FaultyMailServer {
  readonly url: string;
  /** In order of arrival, those that were refused included. */
  readonly mails: readonly Arrived[];
  close(): Promise<void>;
}

/**
 * A mail server whose faults are its own: a refusal, a cut line, silence, babble. `taken` is called for each mail that
 * takes effect, before it is acknowledged.
 */
export async function startFaultyMailServer(options: {
  readonly plan: FaultPlan;
  readonly slowMs: number;
  /** How long a silence lasts before the line is cut; for ever unless told. */
  readonly silentMs?: number;
  readonly taken: (mail: Arrived, fault: Fault | undefined) => Promise<void>;
}): Promise<FaultyMailServer> {
  const { plan, slowMs, silentMs, taken } = options;
  const mails: Arrived[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
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
    const fault = plan.next(mail.calendar.method === 'CANCEL' ? 'withdraw' : 'request', ['stolen-slot']);
    switch (fault?.kind) {
      case 'error500':
        return refusal(451, 'Local error in processing');
      case 'rate-limit':
        return refusal(450, 'Too many mails');
      case 'drop-before':
        return cut(session);
      case 'timeout-before':
        return silence(session);
      default:
    }
    await taken(mail, fault);
    switch (fault?.kind) {
      case 'drop-after':
        return cut(session);
      case 'timeout-after':
        return silence(session);
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
  const never = (): Promise<never> => new Promise(() => undefined);
  const silence = (session: SMTPServerSession): Promise<never> => {
    if (silentMs !== undefined) timers.add(setTimeout(() => void cut(session), silentMs));
    return never();
  };
  const cut = (session: SMTPServerSession): Promise<never> => {
    socketOf(session)?.destroy();
    return never();
  };
  const babble = (session: SMTPServerSession, text: string): Promise<never> => {
    socketOf(session)?.write(text);
    return never();
  };

  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close() {
      timers.forEach(clearTimeout);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const refusal = (responseCode: number, words: string): Error => Object.assign(new Error(words), { responseCode });
