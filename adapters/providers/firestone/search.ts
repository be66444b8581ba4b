import pLimit from 'p-limit';
import type { Availability, Unchanged } from '../../../src/app/ports/availability.ts';
import type { CallOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ProviderId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays, localDate } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asJson, asUnavailable, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { FirestoneApi } from './api.ts';
import { isAvailability } from './quick-availability.ts';
import type { Mark } from './fingerprint.ts';
import { isMarkOf, markOf } from './fingerprint.ts';
import { firestoneCode } from './services.ts';
import { NO_LENGTH, freeSlots } from './slots.ts';
import type { WireAvailability } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

type Found<T> = Result<T, Unavailable | Rejected>;

/** Today and the next 13 days. */
const DAYS = 14;
const AT_ONCE = 16;

/** Asks each store for itself, several at once; the deadline is one for all of them. */
export const search = (
  api: FirestoneApi,
  providers: readonly Provider[],
  service: ServiceCode,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found<Availability>>> => searchAll(api, providers, service, options, searchOne);

/** The same, where a store's reply may be recognised as one that was read before. */
export const searchAgain = (
  api: FirestoneApi,
  providers: readonly Provider[],
  service: ServiceCode,
  known: (shop: ProviderId) => string | undefined,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found<Availability | Unchanged>>> =>
  searchAll(api, providers, service, options, (ask) => searchOneAgain(ask, known(ask.shop.providerId)));

interface Ask {
  readonly api: FirestoneApi;
  readonly shop: Provider;
  readonly service: ServiceCode;
  readonly code: string;
  readonly deadline: Deadline;
}

async function searchAll<T>(
  api: FirestoneApi,
  shops: readonly Provider[],
  service: ServiceCode,
  options: CallOptions | undefined,
  searchShop: (ask: Ask) => Promise<Found<T>>,
): Promise<ReadonlyMap<ProviderId, Found<T>>> {
  const deadline = deadlineOf(options, api.timeoutMs);
  const code = firestoneCode(service);
  const ask = async (shop: Provider): Promise<readonly [ProviderId, Found<T>]> => [
    shop.providerId,
    code === undefined ? fail(NOT_DONE) : await searchShop({ api, shop, service, code, deadline }),
  ];
  const [first] = shops;
  // Polls ask for one shop at a time, ten thousand times a round.
  if (first && shops.length === 1) return new Map([await ask(first)]);
  const limit = pLimit(AT_ONCE);
  return new Map(await Promise.all(shops.map((shop) => limit(() => ask(shop)))));
}

const NOT_DONE: Rejected = {
  kind: 'rejected',
  reason: 'Firestone does not do this service.',
  code: 'unsupported-service',
};

async function searchOne(ask: Ask): Promise<Found<Availability>> {
  const found = await searchOneAgain(ask, undefined);
  if (found.ok && 'unchanged' in found.value) throw new Error('A reply was recognised though none was known.');
  return found as Found<Availability>;
}

/** A reply that is the known one but for its age. */
class Recognised {
  readonly asOf: string;
  constructor(asOf: string) {
    this.asOf = asOf;
  }
}

async function searchOneAgain(ask: Ask, known: string | undefined): Promise<Found<Availability | Unchanged>> {
  const { api, shop, service, code, deadline } = ask;
  const { providerId, networkRef, timeZone } = shop;
  const { clock, breaks } = api;
  const from = localDate(clock.now().toISOString(), timeZone);
  const query = new URLSearchParams({ service: code, from, days: String(DAYS) });
  const operation = 'availability';
  let read: { readonly bytes: Uint8Array; readonly mark: Mark | undefined } | undefined;
  const called = await api.call<WireAvailability | Recognised>(
    {
      operation,
      method: 'GET',
      path: `/v2/stores/${pathPart(networkRef)}/availability?${query}`,
      answer: wire.availability,
      isSurelyAnswer: (reply) => reply instanceof Recognised || isAvailability(reply),
      readBody(bytes, contentType) {
        const mark = markOf(bytes, networkRef, code, from, contentType ?? '');
        if (mark && mark.fingerprint === known) return ok(new Recognised(mark.asOf));
        read = { bytes, mark };
        return asJson(bytes, contentType);
      },
    },
    deadline,
  );
  if (called.kind === 'no-answer') return fail(asUnavailable(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'store'));
  const reply = called.value;
  const now = clock.now();
  const ageMs = Math.max(0, clock.trueNow().getTime() - Date.parse(reply.asOf));
  const asOf = new Date(now.getTime() - ageMs).toISOString();
  if (reply instanceof Recognised) return ok({ providerId, service, asOf, unchanged: known ?? '' });
  const broken = (field: string, problem: string): Found<never> => {
    breaks.report(operation, { field, path: field, problem });
    return fail({ kind: 'unavailable', why: 'bad-reply', field });
  };
  if (reply.storeNumber !== networkRef) return broken('storeNumber', 'must be the store that was asked for');
  const slots = freeSlots(reply, { from, to: addDays(from, DAYS - 1), now: now.toISOString() });
  if (slots === NO_LENGTH) return broken('days.slots.end', 'must lie after the start');
  const isMarked = read?.mark && isMarkOf(read.mark, read.bytes, reply.asOf);
  return ok({ providerId, service, slots, asOf, ...(isMarked ? { fingerprint: read?.mark?.fingerprint } : {}) });
}
