import type { Availability } from '../../../src/app/ports/availability.ts';
import type { CallOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ProviderId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays, localDate } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, deadlineOf } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import { freeSlots } from './grid.ts';
import type { Jobs } from './jobs.ts';
import { jobCodeOf } from './services.ts';
import type { WireJob } from './wire.ts';
import * as wire from './wire.ts';
import { NOT_DONE, inWords } from './words.ts';
import type { Zones } from './zones.ts';

type Found = Result<Availability, Unavailable | Rejected>;

/** Stores that one search may name. */
export const SEARCH_BATCH = 50;
const OPERATION = 'search';
/** Today and the next 13 days. */
const DAYS = 14;
const UNKNOWN_STORE: Rejected = { kind: 'rejected', reason: 'Pep Boys does not know this store.' };

/** What the network's parts share. */
export interface SearchParts {
  readonly api: PepBoysApi;
  readonly jobs: Jobs;
  readonly zones: Zones;
}

/** Asks 50 stores at a time; the deadline is one for all of them. */
export async function search(
  parts: SearchParts,
  providers: readonly Provider[],
  service: ServiceCode,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found>> {
  const deadline = deadlineOf(options, parts.api.timeoutMs);
  const code = jobCodeOf(service);
  const job = code === undefined ? fail(NOT_DONE) : await parts.jobs.get(code, deadline);
  if (!job.ok) return new Map(providers.map(({ providerId }) => [providerId, job]));
  const batches = Array.from({ length: Math.ceil(providers.length / SEARCH_BATCH) }, (_, i) =>
    providers.slice(i * SEARCH_BATCH, (i + 1) * SEARCH_BATCH),
  );
  const answers = await Promise.all(batches.map((batch) => searchBatch(parts, batch, service, job.value, deadline)));
  return new Map(answers.flat());
}

async function searchBatch(
  { api, zones }: SearchParts,
  providers: readonly Provider[],
  service: ServiceCode,
  job: WireJob,
  deadline: Deadline,
): Promise<readonly (readonly [ProviderId, Found])[]> {
  const forAll = (found: Found) => providers.map(({ providerId }) => [providerId, found] as const);
  const asked = api.clock.now().toISOString();
  // West of midnight it is still yesterday: one question covers the days of all.
  const todays = providers.map(({ timeZone }) => localDate(asked, timeZone)).sort();
  const from = todays[0] ?? asked.slice(0, 10);
  const to = addDays(todays.at(-1) ?? from, DAYS - 1);
  const storeIds = [...new Set(providers.map(({ networkRef }) => networkRef))];
  const called = await api.call(
    {
      operation: OPERATION,
      method: 'POST',
      path: '/scheduling/search',
      json: { storeIds, jobCode: job.jobCode, from, to },
      answer: wire.searched,
    },
    deadline,
  );
  if (called.kind === 'no-answer') return forAll(fail(asUnavailable(called)));
  if (called.kind === 'refusal') return forAll(fail(inWords(called, 'store')));
  const { generated, stores } = called.value;
  const now = api.clock.now();
  const ageMs = Math.max(0, api.clock.trueNow().getTime() - generated);
  const asOf = new Date(now.getTime() - ageMs).toISOString();

  return providers.map(({ providerId, networkRef }): readonly [ProviderId, Found] => {
    if (!Object.hasOwn(stores, networkRef)) return [providerId, fail(UNKNOWN_STORE)];
    const read = api.breaks.read(OPERATION, wire.store, stores[networkRef], 'stores');
    if (!read.ok) return [providerId, fail({ kind: 'unavailable', why: 'bad-reply', field: read.error })];
    const store = read.value;
    zones.learn(networkRef, store.tz);
    const today = localDate(now.toISOString(), store.tz);
    const window = { from: today, to: addDays(today, DAYS - 1), now: now.toISOString() };
    return [providerId, ok({ providerId, service, slots: freeSlots(networkRef, store, job, window), asOf })];
  });
}
