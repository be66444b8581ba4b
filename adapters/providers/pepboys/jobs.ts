import type { Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, deadlineIn, within } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import type { WireJob } from './wire.ts';
import * as wire from './wire.ts';
import { NOT_DONE, inWords } from './words.ts';

type Known<T> = Result<T, Unavailable | Rejected>;

export interface Jobs {
  /** Length and price of a job. While the network cannot say, what it said before counts. */
  get(jobCode: string, deadline: Deadline): Promise<Known<WireJob>>;
}

const FRESH_MS = 15 * 60_000;
/** After a list that could not be had, what is known is used so long without asking again. */
const RETRY_MS = 30_000;

/** `GET /jobs`, kept for 15 minutes; all who ask at once share one call. */
export function createJobs(api: PepBoysApi): Jobs {
  let known: readonly WireJob[] | undefined;
  let askAt = -Infinity;
  let asking: Promise<Known<readonly WireJob[]>> | undefined;

  async function ask(): Promise<Known<readonly WireJob[]>> {
    // Others may wait for it too, so no single caller's deadline ends it.
    const called = await api.call(
      { operation: 'jobs', method: 'GET', path: '/jobs', answer: wire.jobs, urgent: true },
      deadlineIn(api.timeoutMs),
    );
    if (called.kind === 'answer') {
      known = called.value;
      askAt = api.clock.trueNow().getTime() + FRESH_MS;
      return ok(known);
    }
    askAt = api.clock.trueNow().getTime() + RETRY_MS;
    if (known) return ok(known);
    return fail(called.kind === 'no-answer' ? asUnavailable(called) : inWords(called, 'list of jobs'));
  }

  async function list(deadline: Deadline): Promise<Known<readonly WireJob[]>> {
    if (known && !asking && api.clock.trueNow().getTime() < askAt) return ok(known);
    asking ??= ask().finally(() => (asking = undefined));
    return within(deadline, asking, known ? ok(known) : fail({ kind: 'unavailable', why: 'timeout' }));
  }

  return {
    async get(jobCode, deadline) {
      const jobs = await list(deadline);
      if (!jobs.ok) return jobs;
      const job = jobs.value.find((each) => each.jobCode === jobCode);
      return job ? ok(job) : fail(NOT_DONE);
    },
  };
}
