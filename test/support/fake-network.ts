import type {
  BookingOrder,
  Confirmed,
  FoundAppointment,
  NetworkTraits,
  ProviderNetwork,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../../src/app/ports/network.ts';
import type { Availability } from '../../src/app/ports/availability.ts';
import type { Provider } from '../../src/domain/directory.ts';
import type { ProviderId } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import type { FreeSlot } from '../../src/domain/slot.ts';

/** How the next call ends. `unknown-done` and `hang-done` have their effect at the shop first; a hanging call never answers. */
export type Ending =
  'ok' | 'slot-taken' | 'rejected' | 'invalid-vin' | 'unavailable' | 'unknown' | 'unknown-done' | 'hang' | 'hang-done';

export interface LedgerRow extends FoundAppointment {
  readonly reference: string;
  readonly networkRef: string;
  readonly networkSlotId: string;
}

export interface FakeNetwork extends ProviderNetwork {
  /** What was asked, in order: `book B1-1`, `lookup B1-1`, `cancel FC-1`. Searches are counted only. */
  readonly calls: string[];
  searches: number;
  /** Every appointment that the shops have, by our reference. */
  readonly ledger: Map<string, LedgerRow>;
  /** How the next calls end, first one first; then they are ok. */
  readonly next: { readonly book: Ending[]; readonly cancel: Ending[]; readonly lookup: ('ok' | 'unavailable')[] };
  /** Nothing answers while it is set. */
  down: boolean;
  /** What a cancellation costs. */
  fee: Money | undefined;
  /** How long a booking takes, in milliseconds. */
  bookMs: number;
  /** The free times of a shop as it tells them. */
  slotsOf(provider: Provider): readonly FreeSlot[];
}

const NATIVE: NetworkTraits = {
  holds: false,
  nativeIdempotency: true,
  optimisticVersion: false,
  moveKeepsId: true,
  conflictChecked: true,
  availability: 'native',
  status: 'webhook',
};

const DOWN: Unavailable = { kind: 'unavailable', why: 'refused' };
const never = new Promise<never>(() => {});

/** A network of shops in memory that keeps its own ledger and can be told how each call ends. */
export function createFakeNetwork(
  slots: (provider: Provider) => readonly FreeSlot[],
  clock: { now(): Date },
  traits: Partial<NetworkTraits> = {},
): FakeNetwork {
  const taken = (networkRef: string, slotId: string): number =>
    [...network.ledger.values()].filter(
      (row) => row.networkRef === networkRef && row.networkSlotId === slotId && row.status !== 'cancelled',
    ).length;
  const capacity = new Map<string, number>();
  let confirmations = 0;

  function enter(order: BookingOrder): Result<Confirmed, SlotTaken> {
    const known = network.ledger.get(order.reference);
    if (known) return ok(known);
    const { networkRef, networkSlotId, start } = order.slot;
    if (taken(networkRef, networkSlotId) >= (capacity.get(`${networkRef}/${networkSlotId}`) ?? 1)) {
      return fail({ kind: 'slot-taken', alternatives: [] });
    }
    const confirmation = `FC-${++confirmations}`;
    const { reference } = order;
    network.ledger.set(reference, { reference, networkRef, networkSlotId, confirmation, start, status: 'scheduled' });
    return ok({ confirmation, start });
  }

  const network: FakeNetwork = {
    name: 'firestone',
    traits: { ...NATIVE, ...traits },
    calls: [],
    searches: 0,
    ledger: new Map(),
    next: { book: [], cancel: [], lookup: [] },
    down: false,
    fee: undefined,
    bookMs: 0,
    slotsOf: slots,

    async search(providers, service) {
      network.searches++;
      const answers = new Map<ProviderId, Result<Availability, Unavailable | Rejected>>();
      for (const provider of providers) {
        const { providerId, networkRef } = provider;
        const free = network.slotsOf(provider).map((slot) => {
          capacity.set(`${networkRef}/${slot.networkSlotId}`, slot.capacity);
          return { ...slot, capacity: slot.capacity - taken(networkRef, slot.networkSlotId) };
        });
        const asOf = clock.now().toISOString();
        answers.set(
          providerId,
          network.down
            ? fail(DOWN)
            : ok({ providerId, service, slots: free.filter((slot) => slot.capacity > 0), asOf }),
        );
      }
      return answers;
    },

    async book(order): Promise<Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown>> {
      network.calls.push(`book ${order.reference}`);
      if (network.bookMs > 0) await new Promise((go) => setTimeout(go, network.bookMs));
      if (network.down) return fail(DOWN);
      const ending = network.next.book.shift() ?? 'ok';
      switch (ending) {
        case 'ok':
          return enter(order);
        case 'slot-taken':
          return fail({ kind: 'slot-taken', alternatives: [] });
        case 'rejected':
          return fail({ kind: 'rejected', reason: 'Closed that day' });
        case 'invalid-vin':
          return fail({ kind: 'rejected', reason: 'The VIN is not valid', code: 'invalid-vin' });
        case 'unavailable':
          return fail(DOWN);
        case 'unknown-done':
          enter(order);
          return fail({ kind: 'unknown', why: 'timeout' });
        case 'unknown':
          return fail({ kind: 'unknown', why: 'timeout' });
        case 'hang-done':
          enter(order);
          return never;
        case 'hang':
          return never;
      }
    },

    async lookup(reference) {
      network.calls.push(`lookup ${reference}`);
      if (network.down || (network.next.lookup.shift() ?? 'ok') === 'unavailable') return fail(DOWN);
      return ok(network.ledger.get(reference) ?? null);
    },

    async cancel({ confirmation, reference }) {
      network.calls.push(`cancel ${confirmation}`);
      const ending = network.next.cancel.shift() ?? 'ok';
      if (network.down || ending === 'unavailable') return fail(DOWN);
      if (ending === 'rejected') return fail({ kind: 'rejected', reason: 'The car is on the lift' });
      const row = network.ledger.get(reference);
      if (row && ending !== 'unknown') network.ledger.set(reference, { ...row, status: 'cancelled' });
      if (ending !== 'ok') return fail({ kind: 'unknown', why: 'timeout' });
      return ok({ fee: network.fee });
    },

    async close() {},
  };
  return network;
}
