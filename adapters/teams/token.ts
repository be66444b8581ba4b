import { z } from 'zod';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { retryAfterMs } from '../shared/http-client/index.ts';
import { tokenUrlOf } from './env.ts';
import type { TeamsConfig } from './env.ts';

const SCOPE = 'https://api.botframework.com/.default';
const TIMEOUT_MS = 6000;
/** A token is given up this long before its end, so that none runs out on its way. */
const MARGIN_MS = 5 * 60_000;

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

export interface Tokens {
  /** The app's token, asked for at the first need; calls at once share one request. */
  get(): Promise<Result<string, ChannelError>>;
  /** It was refused: the next call asks for a new one. */
  forget(token: string): void;
}

/** The app's own tokens by `client_credentials`. */
export function createTokens(config: TeamsConfig, clock: Pick<Clock, 'trueNow'>): Tokens {
  const url = tokenUrlOf(config);
  let known: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<Result<string, ChannelError>> | undefined;

  async function ask(): Promise<Result<string, ChannelError>> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: config.TEAMS_APP_ID,
          client_secret: config.TEAMS_APP_PASSWORD,
          scope: SCOPE,
        }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body: unknown = await response.json().catch(() => undefined);
      if (!response.ok) return fail(refusal(response, clock.trueNow()));
      const answer = answerSchema.safeParse(body);
      if (!answer.success)
        return fail(unreachable('Microsoft’s answer to the request for a token was not understood.'));
      const { access_token: token, expires_in: seconds } = answer.data;
      const livesMs = seconds * 1000;
      known = { token, until: clock.trueNow().getTime() + livesMs - Math.min(MARGIN_MS, livesMs / 2) };
      return ok(token);
    } catch {
      return fail(unreachable('The server that gives out tokens for Teams cannot be reached.'));
    } finally {
      asking = undefined;
    }
  }

  return {
    get: () =>
      known !== undefined && clock.trueNow().getTime() < known.until
        ? Promise.resolve(ok(known.token))
        : (asking ??= ask()),
    forget(token) {
      if (known?.token === token) known = undefined;
    },
  };
}

const unreachable = (reason: string): ChannelError => ({ code: 'unreachable', reason });

function refusal(response: Response, now: Date): ChannelError {
  const wait = retryAfterMs(response.headers.get('retry-after') ?? undefined, now);
  if (response.status === 429)
    return {
      code: 'rate-limited',
      reason: 'Microsoft asks to wait for a token.',
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    };
  // Tried again, since an operator will set it right.
  if (response.status === 400 || response.status === 401)
    return unreachable('Microsoft does not accept TEAMS_APP_ID and TEAMS_APP_PASSWORD.');
  return unreachable(`The server that gives out tokens for Teams answered with HTTP status ${response.status}.`);
}
