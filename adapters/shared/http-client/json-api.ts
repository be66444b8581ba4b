import type { z } from 'zod';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ContractBreaks } from '../contract-breaks.ts';
import type { HttpClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { asJson } from './json.ts';
import { retryAfterMs } from './retry-after.ts';
import type { BodyReader, HttpCall, HttpReply } from './types.ts';

/** The call brought nothing that can be used. */
export interface NoAnswer {
  readonly kind: 'no-answer';
  readonly why:
    'timeout' | 'refused' | 'connection-cut' | 'server-error' | 'rate-limited' | 'bad-reply' | 'not-authorised';
  /** False only when it is certain that the call had no effect. */
  readonly mayHaveHappened: boolean;
  /** Of the reply, where one came. */
  readonly status?: number | undefined;
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** A well-formed 4xx other than 401, 403 and 429: the network understood the call and says no. */
export interface Refusal<R> {
  readonly kind: 'refusal';
  readonly status: number;
  readonly value: R;
}

export interface Answered<T> {
  readonly kind: 'answer';
  readonly value: T;
}

export type Called<T, R> = Answered<T> | Refusal<R> | NoAnswer;

export interface JsonCall<T> extends HttpCall {
  /** What a 2xx must bring. Fields that it does not name are ignored. */
  readonly answer: z.ZodType<T>;
  /** Cheaper than `answer`, for replies by the thousand: what it says yes to passes there, and is taken as it is. */
  readonly isSurelyAnswer?: ((reply: unknown) => reply is T) | undefined;
  /** How the body becomes the value that is checked, where that is this call's own. */
  readonly readBody?: BodyReader<unknown> | undefined;
}

export interface JsonApi<R> {
  call<T>(call: JsonCall<T>, deadline: Deadline): Promise<Called<T, R>>;
}

/** After a 429 that does not say how long. */
const RETRY_DEFAULT_MS = 1000;

/**
 * JSON over HTTP, with every outcome sorted into an answer, a refusal, or no answer (providers.md, "What every adapter
 * promises"). `refusal` is the form of the network's 4xx. A reply that breaks the contract is reported with its first
 * wrong field.
 */
export function createJsonApi<R>(parts: {
  readonly http: HttpClient;
  readonly breaks: ContractBreaks;
  readonly clock: Pick<Clock, 'trueNow'>;
  readonly refusal: z.ZodType<R>;
  /** How a body becomes the value that the schemas check; as JSON unless told. */
  readonly body?: BodyReader<unknown>;
}): JsonApi<R> {
  const { http, breaks, clock, refusal, body: readBody = asJson } = parts;

  const broken = (operation: string, field: string, problem: string): NoAnswer => {
    breaks.report(operation, { field, path: field, problem });
    return { kind: 'no-answer', why: 'bad-reply', mayHaveHappened: true, field };
  };

  function read<T>(operation: string, schema: z.ZodType<T>, reply: HttpReply<unknown>): Result<T, NoAnswer> {
    if (!reply.body.ok) {
      const what = reply.body.error;
      // "too large" is said of the body; the others are themselves the name of what is wrong.
      const field = what === 'too-large' ? 'body' : what;
      return fail(broken(operation, field, `the reply's ${field} cannot be used${what === field ? '' : `: ${what}`}`));
    }
    const parsed = breaks.read(operation, schema, reply.body.value);
    if (parsed.ok) return ok(parsed.value);
    return fail({ kind: 'no-answer', why: 'bad-reply', mayHaveHappened: true, field: parsed.error });
  }

  return {
    async call(call, deadline) {
      const { operation } = call;
      const reply = await http.call(call, deadline, call.readBody ?? readBody);
      if (reply.kind === 'bad-http') return broken(operation, 'http', 'the reply is not HTTP');
      if (reply.kind !== 'reply') {
        const why = reply.kind === 'cut' ? 'connection-cut' : reply.kind;
        return { kind: 'no-answer', why, mayHaveHappened: reply.mayHaveArrived };
      }
      const { status } = reply;
      const wait = retryAfterMs(reply.headers['retry-after'], clock.trueNow());
      if (status >= 500) return { kind: 'no-answer', why: 'server-error', mayHaveHappened: true, retryAfterMs: wait };
      if (status === 429) {
        const after = wait ?? RETRY_DEFAULT_MS;
        return { kind: 'no-answer', why: 'rate-limited', mayHaveHappened: false, retryAfterMs: after };
      }
      if (status === 401 || status === 403)
        return { kind: 'no-answer', why: 'not-authorised', mayHaveHappened: false, status };
      if (status >= 400) {
        const refused = read(operation, refusal, reply);
        return refused.ok ? { kind: 'refusal', status, value: refused.value } : refused.error;
      }
      if (status >= 300) return broken(operation, 'status', 'redirects are not followed');
      if (reply.body.ok && call.isSurelyAnswer?.(reply.body.value)) return { kind: 'answer', value: reply.body.value };
      const answer = read(operation, call.answer, reply);
      return answer.ok ? { kind: 'answer', value: answer.value } : answer.error;
    },
  };
}
