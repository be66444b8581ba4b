import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { ContractBreaks } from '../../shared/contract-breaks.ts';
import type { Called, Deadline, HttpClient, JsonCall, NoAnswer } from '../../shared/http-client/index.ts';
import { createJsonApi } from '../../shared/http-client/index.ts';
import { createTokens } from './tokens.ts';
import type { Refused } from './wire.ts';
import * as wire from './wire.ts';

/** A call to Firestone; the token is seen to. */
export interface FirestoneCall<T> extends Omit<JsonCall<T>, 'body'> {
  readonly json?: object | undefined;
}

export interface FirestoneApi {
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  /** The network's own time limit, in milliseconds. */
  readonly timeoutMs: number;
  call<T>(call: FirestoneCall<T>, deadline: Deadline): Promise<Called<T, Refused>>;
}

export interface FirestoneApiParts {
  readonly http: HttpClient;
  readonly breaks: ContractBreaks;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Calls with a token: after a 401 it is renewed once and the call repeated once, within the same deadline. */
export function createFirestoneApi(parts: FirestoneApiParts): FirestoneApi {
  const { http, breaks, clock, log, timeoutMs } = parts;
  const api = createJsonApi({ http, breaks, clock, refusal: wire.refusal });
  const tokens = createTokens(api, clock, parts);
  let isLockedOut = false;

  /** Told when it begins and when it ends, not for every call between. */
  function notice(called: Called<unknown, Refused> | NoAnswer): void {
    const isNow = called.kind === 'no-answer' && called.why === 'not-authorised';
    if (isNow === isLockedOut || (called.kind === 'no-answer' && !isNow)) return;
    isLockedOut = isNow;
    if (isNow)
      log.error({ network: 'firestone' }, 'Firestone refuses our credentials: check FIRESTONE_CLIENT_ID and _SECRET');
    else log.info({ network: 'firestone' }, 'Firestone accepts our credentials again');
  }

  async function once<T>({ json, ...call }: FirestoneCall<T>, token: string, deadline: Deadline) {
    const headers = {
      accept: 'application/json',
      ...call.headers,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      authorization: `Bearer ${token}`,
    };
    return api.call({ ...call, headers, body: json && JSON.stringify(json) }, deadline);
  }

  async function signedIn<T>(call: FirestoneCall<T>, deadline: Deadline): Promise<Called<T, Refused>> {
    const token = await tokens.get(deadline);
    if (!token.ok) return token.error;
    const first = await once(call, token.value, deadline);
    if (first.kind !== 'no-answer' || first.status !== 401) return first;
    const renewed = await tokens.get(deadline, token.value);
    return renewed.ok ? once(call, renewed.value, deadline) : renewed.error;
  }

  return {
    breaks,
    clock,
    timeoutMs,
    async call(call, deadline) {
      const called = await signedIn(call, deadline);
      notice(called);
      return called;
    },
  };
}
