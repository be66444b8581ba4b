import type { z } from 'zod';
import type { Rejected } from '../../../src/app/ports/network.ts';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { ContractBreaks } from '../../shared/contract-breaks.ts';
import type { Answered, Deadline, HttpClient, NoAnswer } from '../../shared/http-client/index.ts';
import { createJsonApi } from '../../shared/http-client/index.ts';
import type { Outgoing } from './documents.ts';
import type { NotUnderstood } from './wire.ts';
import * as wire from './wire.ts';
import { notUnderstood } from './words.ts';

/** Every answer names the question that it is one to. */
interface Reply {
  readonly document: string;
  readonly ApplicationArea: { readonly Sender: { readonly ReferenceID: string } };
}

/** The dealer could not understand our document, and has done nothing. */
export interface Misunderstood {
  readonly kind: 'misunderstood';
  readonly rejected: Rejected;
}

export interface StarApi {
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  /** The network's own time limit, in milliseconds. */
  readonly timeoutMs: number;
  /** Sends a document and reads the answer to it. */
  ask<T extends Reply>(
    operation: string,
    document: Outgoing,
    answer: z.ZodType<T | NotUnderstood>,
    deadline: Deadline,
  ): Promise<Answered<T> | Misunderstood | NoAnswer>;
}

interface Parts {
  readonly http: HttpClient;
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs: number;
  readonly user: string;
  readonly password: string;
}

const isConfirmBod = (reply: Reply | NotUnderstood): reply is NotUnderstood => reply.document === 'ConfirmBOD';

export function createStarApi({ http, breaks, clock, log, timeoutMs, user, password }: Parts): StarApi {
  const api = createJsonApi({ http, breaks, clock, refusal: wire.refusal, body: wire.asXml });
  const headers = {
    accept: 'application/xml',
    'content-type': 'application/xml',
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  };
  let isLockedOut = false;

  /** Told when it begins and when it ends, not for every call between. */
  function notice(isNow: boolean): void {
    if (isNow === isLockedOut) return;
    isLockedOut = isNow;
    if (isNow) log.error({ network: 'star' }, 'The dealers refuse our credentials: check STAR_USER and STAR_PASSWORD');
    else log.info({ network: 'star' }, 'The dealers accept our credentials again');
  }

  return {
    breaks,
    clock,
    timeoutMs,
    async ask<T extends Reply>(
      operation: string,
      { bodId, xml }: Outgoing,
      answer: z.ZodType<T | NotUnderstood>,
      deadline: Deadline,
    ): Promise<Answered<T> | Misunderstood | NoAnswer> {
      const called = await api.call(
        { operation, method: 'POST', path: '/star/inbound', headers, body: xml, answer },
        deadline,
      );
      if (called.kind === 'no-answer') {
        if (called.why === 'not-authorised') notice(true);
        return called;
      }
      notice(false);
      const reply: T | NotUnderstood = called.value;
      const about = reply.ApplicationArea?.Sender?.ReferenceID;
      // Whoever could not read a document may not know its id; who names one must name this.
      if (about !== bodId && !(isConfirmBod(reply) && (about ?? '') === '')) {
        const field = 'ApplicationArea.Sender.ReferenceID';
        breaks.report(operation, { field, path: field, problem: 'must be the BODID of the question' });
        return { kind: 'no-answer', why: 'bad-reply', mayHaveHappened: true, field };
      }
      if (isConfirmBod(reply)) return { kind: 'misunderstood', rejected: notUnderstood(reply) };
      return { kind: 'answer', value: reply };
    },
  };
}
