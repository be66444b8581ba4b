import type { ListOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import { fromMajor } from '../../../src/domain/money.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { asUnavailable, atMost, deadlineOf } from '../../shared/http-client/index.ts';
import type { FirestoneApi } from './api.ts';
import { servicesOf } from './services.ts';
import type { WireStore } from './wire.ts';
import * as wire from './wire.ts';

const OPERATION = 'stores';
/** For all pages together, unless the caller sets a limit; each page has the network's own. */
const ALL_PAGES_MS = 120_000;
const MAX_STORES = 100_000;

/**
 * All stores, page by page; with `updatedSince` those that changed at or after it. A broken store is reported and left
 * out. Pages that lead nowhere new break the contract, so that no list goes on for ever.
 */
export async function listProviders(
  api: FirestoneApi,
  options?: ListOptions,
): Promise<Result<readonly Provider[], Unavailable | Rejected>> {
  const deadline = deadlineOf(options, ALL_PAGES_MS);
  const providers = new Map<string, Provider>();
  let seen = 0;
  for (let page: number | null = 1; page !== null;) {
    const query: URLSearchParams = new URLSearchParams({
      ...(options?.updatedSince === undefined ? {} : { updatedSince: options.updatedSince }),
      page: String(page),
    });
    const called = await api.call(
      { operation: OPERATION, method: 'GET', path: `/v2/stores?${query}`, answer: wire.storesPage },
      atMost(api.timeoutMs, deadline),
    );
    if (called.kind === 'no-answer') return fail(asUnavailable(called));
    if (called.kind === 'refusal') return fail({ kind: 'rejected', reason: 'Firestone refuses to list its stores.' });
    const { stores, nextPage } = called.value;
    const before = providers.size;
    const broken = stores.filter((each) => {
      const read = api.breaks.read(OPERATION, wire.store, each, 'stores');
      if (read.ok) providers.set(read.value.storeNumber, toProvider(read.value));
      return !read.ok;
    });
    seen += stores.length;
    const bringsNothing = providers.size === before && broken.length === 0;
    if (nextPage !== null && (nextPage <= page || bringsNothing || seen > MAX_STORES)) {
      const problem = 'must lead to a later page with more stores';
      api.breaks.report(OPERATION, { field: 'nextPage', path: 'nextPage', problem });
      return fail({ kind: 'unavailable', why: 'bad-reply', field: 'nextPage' });
    }
    page = nextPage;
  }
  return ok([...providers.values()]);
}

function toProvider(store: WireStore): Provider {
  const { storeNumber, name, address, geo, timeZone, certifications, maxGvwrLb, bookingPage, cancelFee } = store;
  const phone = e164(store.phone ?? '');
  return {
    providerId: asProviderId(`firestone-${storeNumber}`),
    name,
    network: 'firestone',
    networkRef: storeNumber,
    lat: geo.lat,
    lon: geo.lng,
    timeZone,
    address,
    services: servicesOf(store.services),
    certifications: [...new Set(certifications)],
    ...(phone ? { phone } : {}),
    ...(maxGvwrLb ? { maxGvwrLb } : {}),
    ...(bookingPage ? { bookingUrl: bookingPage } : {}),
    ...(cancelFee
      ? { cancelFee: { fee: fromMajor(cancelFee.amount, cancelFee.currency), beforeHours: cancelFee.beforeHours } }
      : {}),
  };
}

/** A number in E.164; ten digits, or eleven with a 1, are American. Undefined for what cannot be dialled. */
function e164(text: string): string | undefined {
  const digits = text.replace(/[\s().-]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  if (/^1?[2-9]\d{9}$/.test(digits)) return `+1${digits.slice(-10)}`;
  return undefined;
}
