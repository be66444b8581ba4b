import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline, JsonApi, NoAnswer } from '../../shared/http-client/index.ts';
import { deadlineIn, within } from '../../shared/http-client/index.ts';
import type { Refused } from './wire.ts';
import * as wire from './wire.ts';

export interface Tokens {
  /**
   * A token that is thought valid, fetched when there is none; all who ask at once share one fetch. `stale` is a token
   * that was just refused: it is never given again. The error is certain to mean that nothing else was sent.
   */
  get(deadline: Deadline, stale?: string): Promise<Result<string, NoAnswer>>;
}

const EARLY_MS = 60_000;
const LATE: Result<string, NoAnswer> = fail({ kind: 'no-answer', why: 'timeout', mayHaveHappened: false });

/** OAuth2 client credentials; renewed a minute before the end, or at nine tenths of a shorter life. */
export function createTokens(
  api: JsonApi<Refused>,
  clock: Pick<Clock, 'trueNow'>,
  config: { readonly clientId: string; readonly clientSecret: string; readonly timeoutMs: number },
): Tokens {
  let held: { readonly token: string; readonly until: number } | undefined;
  let fetching: Promise<Result<string, NoAnswer>> | undefined;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: config.clientId,
    client_secret: config.clientSecret,
  }).toString();

  async function fetchOne(): Promise<Result<string, NoAnswer>> {
    const asked = clock.trueNow().getTime();
    const called = await api.call(
      {
        operation: 'token',
        method: 'POST',
        path: '/oauth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: form,
        answer: wire.token,
      },
      // Others may wait for it too, so no single caller's deadline ends it.
      deadlineIn(config.timeoutMs),
    );
    if (called.kind === 'answer') {
      const { access_token: token, expires_in: seconds } = called.value;
      const life = seconds * 1000;
      held = { token, until: asked + Math.max(life * 0.9, life - EARLY_MS) };
      return ok(token);
    }
    held = undefined;
    // A refusal of the credentials comes as a 400 or 401 by OAuth2's rules.
    if (called.kind === 'refusal') return fail({ kind: 'no-answer', why: 'not-authorised', mayHaveHappened: false });
    return fail({ ...called, mayHaveHappened: false });
  }

  return {
    get(deadline, stale) {
      const isFresh = held !== undefined && held.token !== stale && held.until > clock.trueNow().getTime();
      if (held && isFresh && !fetching) return Promise.resolve(ok(held.token));
      fetching ??= fetchOne().finally(() => (fetching = undefined));
      return within(deadline, fetching, LATE);
    },
  };
}
