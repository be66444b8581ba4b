import type { LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import type { Unavailable } from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import * as wire from './wire.ts';

/** The stores' time zones: appointments come without one. */
export interface Zones {
  learn(storeId: string, timeZone: TimeZone): void;
  /** A store's zone, asked for with a search of one date when nobody has told it yet. */
  of(storeId: string, date: LocalDate, deadline: Deadline): Promise<Result<TimeZone, Unavailable>>;
}

/** Any job will do to ask for a zone. */
const ANY_JOB = 'BATT';

export function createZones(api: PepBoysApi): Zones {
  const known = new Map<string, TimeZone>();
  return {
    learn: (storeId, timeZone) => void known.set(storeId, timeZone),
    async of(storeId, date, deadline) {
      const before = known.get(storeId);
      if (before !== undefined) return ok(before);
      const called = await api.call(
        {
          operation: 'search',
          method: 'POST',
          path: '/scheduling/search',
          json: { storeIds: [storeId], jobCode: ANY_JOB, from: date, to: date },
          answer: wire.searched,
          urgent: true,
        },
        deadline,
      );
      if (called.kind === 'no-answer') return fail(asUnavailable(called));
      const stores = called.kind === 'answer' ? called.value.stores : {};
      const read = api.breaks.read(
        'search',
        wire.store,
        Object.hasOwn(stores, storeId) ? stores[storeId] : undefined,
        'stores',
      );
      if (!read.ok) return fail({ kind: 'unavailable', why: 'bad-reply', field: read.error });
      known.set(storeId, read.value.tz);
      return ok(read.value.tz);
    },
  };
}
