import type { Activity } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { z } from 'zod';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { retryAfterMs } from '../shared/http-client/index.ts';
import { hostList, serviceUrlProblem } from '../shared/service-url.ts';
import type { TeamsConfig } from './env.ts';
import { ConnectorFailure, NoToken, toTeamsError } from './errors.ts';
import { createTokens } from './token.ts';

type ClientOptions = NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>;
type HttpClient = NonNullable<ClientOptions['httpClient']>;

/** How long one call may take: less than the time after which another process takes an unfinished post up. */
const CALL_TIMEOUT_MS = 8000;
const bodySchema = z.object({ error: z.object({ code: z.string() }) });

export interface Connector {
  /** Makes one call to a Bot Framework service; a failure is a value. */
  call<T>(serviceUrl: string, work: (client: ConnectorClient) => Promise<T>): Promise<Result<T, ChannelError>>;
}

/** The Bot Framework's own client, with our token, one deadline a call and no retries, since our jobs retry. */
export function createConnector(config: TeamsConfig, clock: Pick<Clock, 'trueNow'>): Connector {
  const tokens = createTokens(config, clock);
  const plaintextHosts = hostList(config.PITCREW_PLAINTEXT_HOSTS);

  const credentials: ConstructorParameters<typeof ConnectorClient>[0] = {
    async signRequest(request) {
      const token = await tokens.get();
      if (!token.ok) throw new NoToken(token.error);
      request.headers.set('authorization', `Bearer ${token.value}`);
      return request;
    },
  };

  const httpClient: HttpClient = {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const response = await fetch(url, {
        method,
        headers: headers.rawHeaders(),
        body: typeof body === 'string' ? body : null,
        redirect: 'error',
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const bodyAsText = await response.text();
      if (response.status === 401) tokens.forget(headers.get('authorization')?.replace('Bearer ', '') ?? '');
      if (!response.ok) throw failureOf(response, bodyAsText);
      const received = headers.clone();
      received.set('content-type', response.headers.get('content-type') ?? 'application/json');
      return { request, status: response.status, headers: received, bodyAsText };
    },
  };

  function failureOf({ status, headers }: Response, bodyAsText: string): ConnectorFailure {
    const wait = retryAfterMs(headers.get('retry-after') ?? undefined, clock.trueNow());
    return new ConnectorFailure(status, codeIn(bodyAsText), wait);
  }

  return {
    async call(serviceUrl, work) {
      const problem = serviceUrlProblem(serviceUrl, plaintextHosts);
      if (problem !== undefined) return fail({ code: 'rejected', reason: `The serviceUrl for Teams ${problem}.` });
      // The package is heavy: it is loaded when the first call is made.
      const sdk = await import('botframework-connector');
      try {
        return ok(await work(new sdk.ConnectorClient(credentials, { baseUri: serviceUrl, httpClient })));
      } catch (error) {
        return fail(toTeamsError(error));
      }
    },
  };
}

function codeIn(body: string): string | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data?.error.code;
  } catch {
    return undefined;
  }
}

export type OutboundActivity = Partial<Activity>;
