import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { ContractBreaks } from '../../shared/contract-breaks.ts';
import type { Called, Deadline, HttpClient, JsonCall, NoAnswer } from '../../shared/http-client/index.ts';
import { createJsonApi } from '../../shared/http-client/index.ts';
import { createPace } from './pace.ts';
import type { Refused } from './wire.ts';
import * as wire from './wire.ts';

/** A call to Pep Boys; key and pace are seen to. */
export interface PepBoysCall<T> extends Omit<JsonCall<T>, 'body' | 'headers'> {
  readonly json?: object | undefined;
  /** Someone waits for it: it goes before polls and searches. */
  readonly urgent?: boolean | undefined;
}

export interface PepBoysApi {
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  readonly log: Log;
  /** The network's own time limit, in milliseconds. */
  readonly timeoutMs: number;
  call<T>(call: PepBoysCall<T>, deadline: Deadline): Promise<Called<T, Refused>>;
  close(): Promise<void>;
}

export interface PepBoysApiParts {
  readonly http: HttpClient;
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs: number;
  readonly apiKey: string;
}

/** At most so many answered requests in any second, and a little for clocks that differ in their ticks. */
const REQUESTS = 10;
const WINDOW_MS = 1_010;

/** Calls with the API key, at the pace that the network allows; while it asks for a pause, nothing is sent at all. */
export function createPepBoysApi(parts: PepBoysApiParts): PepBoysApi {
  const { http, breaks, clock, log, timeoutMs, apiKey } = parts;
  const api = createJsonApi({ http, breaks, clock, refusal: wire.refusal });
  const pace = createPace(REQUESTS, WINDOW_MS);
  let isLockedOut = false;

  /** Told when it begins and when it ends, not for every call between. */
  function notice(called: Called<unknown, Refused>): void {
    const isNow = called.kind === 'no-answer' && called.why === 'not-authorised';
    if (isNow === isLockedOut || (called.kind === 'no-answer' && !isNow)) return;
    isLockedOut = isNow;
    if (isNow) log.error({ network: 'pepboys' }, 'Pep Boys refuses our API key: check PEPBOYS_API_KEY');
    else log.info({ network: 'pepboys' }, 'Pep Boys accepts our API key again');
  }

  return {
    breaks,
    clock,
    log,
    timeoutMs,
    async call({ json, urgent = false, ...call }, deadline) {
      const turn = await pace.turn(deadline, urgent);
      if (turn.kind !== 'go') return unsent(turn.kind === 'paused' ? turn.forMs : undefined);
      const headers = {
        accept: 'application/json',
        'x-api-key': apiKey,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      };
      const called = await api
        .call({ ...call, headers, body: json && JSON.stringify(json) }, deadline)
        .finally(turn.done);
      if (called.kind === 'no-answer' && called.why === 'rate-limited') pace.pause(called.retryAfterMs ?? 1_000);
      notice(called);
      return called;
    },
    async close() {
      pace.close();
      await http.close();
    },
  };
}

const unsent = (pausedMs: number | undefined): NoAnswer =>
  pausedMs === undefined
    ? { kind: 'no-answer', why: 'timeout', mayHaveHappened: false }
    : { kind: 'no-answer', why: 'rate-limited', mayHaveHappened: false, retryAfterMs: pausedMs };
