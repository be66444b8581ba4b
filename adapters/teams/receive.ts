import type { RawRequest, RawResponse } from '../../src/app/ports/http.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import { STORE_UNAVAILABLE } from '../../src/app/ports/store-unavailable.ts';
import { activitySchema, tenantOf } from './activity.ts';
import type { Activity } from './activity.ts';
import { asAction, asTask, refusal, unauthorised, unavailable } from './answers.ts';
import type { Answer } from './answers.ts';
import type { createGreeting } from './greet.ts';
import type { createInstalls } from './installs.ts';
import type { createInvokes } from './invokes.ts';
import type { Proof } from './proof.ts';

interface Parts {
  readonly proof: Proof;
  /** The only tenant that is listened to; absent: every one. */
  readonly tenantId: string | undefined;
  readonly invokes: ReturnType<typeof createInvokes>;
  readonly installs: ReturnType<typeof createInstalls>;
  readonly greet: ReturnType<typeof createGreeting>;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'ack'>;
}

const OK: RawResponse = { status: 200 };

/**
 * Where the Bot Framework enters Pitcrew: the token first, then the activity, then what it asks for. Without a token that
 * speaks for just this activity the answer is 401, whatever the body is.
 */
export function createReceiver({ proof, tenantId: only, invokes, installs, greet, log, metrics }: Parts) {
  return async function handle(request: RawRequest): Promise<RawResponse> {
    const arrived = performance.now();
    const token = await proof.ofHeader(request.headers['authorization']);
    if (token === undefined) return unauthorised();
    const json = jsonIn(request.body);
    if (!(await proof.covers(token, json))) return unauthorised();
    const activity = activitySchema.safeParse(json);
    if (!activity.success) {
      const paths = new Set(activity.error.issues.map(({ path }) => path.join('.') || 'the body'));
      return refusal(400, 'BadRequest', `Not as Teams sends it: ${[...paths].slice(0, 5).join(', ')}.`);
    }
    const tenant = tenantOf(activity.data);
    if (tenant === undefined || (only !== undefined && tenant !== only)) return unauthorised();
    try {
      const response = await respond(activity.data, tenant);
      metrics.ack('teams', (performance.now() - arrived) / 1000);
      return response;
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
      log.error({ err: error }, 'A delivery from Teams could not be stored.');
      return unavailable();
    }
  };

  async function respond(activity: Activity, tenant: string): Promise<RawResponse> {
    if (activity.type !== 'invoke') {
      await installs(activity, tenant);
      if (activity.type === 'message') await greet(activity);
      return OK;
    }
    switch (activity.name) {
      case 'adaptiveCard/action':
        return written(await invokes.action(activity, tenant), asAction);
      case 'task/fetch':
        return written(await invokes.fetchTask(activity, tenant), asTask);
      case 'task/submit':
        return written(await invokes.submitTask(activity, tenant), asTask);
      default:
        return refusal(501, 'NotImplemented', 'Nothing here answers that.');
    }
  }
}

const written = (answer: Answer | undefined, write: (answer: Answer) => RawResponse): RawResponse =>
  answer === undefined ? refusal(400, 'BadRequest', 'That is not as Teams sends it.') : write(answer);

const isStoreUnavailable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === STORE_UNAVAILABLE;

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}
