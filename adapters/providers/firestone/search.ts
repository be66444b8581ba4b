import pLimit from 'p-limit';
import type { Availability } from '../../../src/app/ports/availability.ts';
import type { CallOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ProviderId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays, localDate } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { FirestoneApi } from './api.ts';
import { isAvailability } from './quick-availability.ts';
import { firestoneCode } from './services.ts';
import { NO_LENGTH, freeSlots } from './slots.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

type Found = Result<Availability, Unavailable | Rejected>;

/** Today and the next 13 days. */
const DAYS = 14;
const AT_ONCE = 16;

/** Asks each store for itself, several at once; the deadline is one for all of them. */
export async function search(
  api: FirestoneApi,
  providers: readonly Provider[],
  service: ServiceCode,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found>> {
  const deadline = deadlineOf(options, api.timeoutMs);
  const code = firestoneCode(service);
  const ask = async (provider: Provider): Promise<readonly [ProviderId, Found]> => [
    provider.providerId,
    code === undefined ? fail(NOT_DONE) : await searchOne(api, provider, service, code, deadline),
  ];
  const [first] = providers;
  // Polls ask for one shop at a time, ten thousand times a round.
  if (first && providers.length === 1) return new Map([await ask(first)]);
  const limit = pLimit(AT_ONCE);
  return new Map(await Promise.all(providers.map((provider) => limit(() => ask(provider)))));
}

const NOT_DONE: Rejected = {
  kind: 'rejected',
  reason: 'Firestone does not do this service.',
  code: 'unsupported-service',
};

async function searchOne(
  api: FirestoneApi,
  { providerId, networkRef, timeZone }: Provider,
  service: ServiceCode,
  code: string,
  deadline: Deadline,
): Promise<Found> {
  const { clock, breaks } = api;
  const from = localDate(clock.now().toISOString(), timeZone);
  const query = new URLSearchParams({ service: code, from, days: String(DAYS) });
  const operation = 'availability';
  const called = await api.call(
    {
      operation,
      method: 'GET',
      path: `/v2/stores/${pathPart(networkRef)}/availability?${query}`,
      answer: wire.availability,
      isSurelyAnswer: isAvailability,
    },
    deadline,
  );
  if (called.kind === 'no-answer') return fail(asUnavailable(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'store'));
  const reply = called.value;
  const broken = (field: string, problem: string): Found => {
    breaks.report(operation, { field, path: field, problem });
    return fail({ kind: 'unavailable', why: 'bad-reply', field });
  };
  if (reply.storeNumber !== networkRef) return broken('storeNumber', 'must be the store that was asked for');
  const now = clock.now();
  const slots = freeSlots(reply, { from, to: addDays(from, DAYS - 1), now: now.toISOString() });
  if (slots === NO_LENGTH) return broken('days.slots.end', 'must lie after the start');
  const ageMs = Math.max(0, clock.trueNow().getTime() - Date.parse(reply.asOf));
  return ok({ providerId, service, slots, asOf: new Date(now.getTime() - ageMs).toISOString() });
}
