import { bayClaims, vehicleClaims } from '../../domain/claims.ts';
import type { FleetId, ProviderId, VehicleId } from '../../domain/ids.ts';
import type { FreeSlot, OfferedSlot } from '../../domain/slot.ts';
import type { BookingStore } from '../ports/store.ts';

/** Seats of one slot that are looked at; with more bays than this free at the shop it is not asked who holds them. */
const SEATS = 8;

export interface HeldBy {
  readonly fleetId: FleetId;
  readonly vehicleId: VehicleId;
  /** What the booking itself holds, which does not stand in its own way. */
  readonly ownClaims?: readonly string[] | undefined;
  /** Slots known to be gone. */
  readonly exclude?: readonly { readonly providerId: ProviderId; readonly networkSlotId: string }[] | undefined;
}

/** What of a slot is needed to look up who holds it. */
type Checked = Pick<OfferedSlot, 'providerId' | 'networkSlotId' | 'start' | 'end' | 'capacity' | 'seats'>;
type Named = Pick<Checked, 'providerId' | 'networkSlotId'>;

/** Which slots our own bookings hold, looked up only for those that are about to be offered. */
export interface Holds {
  /** True until it is known that the slot is gone, its seats are all held, or the vehicle is away at that time. */
  isFree(slot: FreeSlot, providerId: ProviderId): boolean;
  /** Looks up what was not looked up yet. Answers whether all of these slots are free. */
  check(slots: readonly Checked[]): Promise<boolean>;
  /** Looks up the first `count` of a shop's slots that were not looked up yet, in order of time. */
  checkNext(providerId: ProviderId, slots: readonly FreeSlot[], count: number): Promise<void>;
}

export function createHolds(
  bookings: Pick<BookingStore, 'heldClaims'>,
  { fleetId, vehicleId, ownClaims, exclude = [] }: HeldBy,
): Holds {
  const own = new Set(ownClaims);
  const checked = createSlotSet();
  const taken = createSlotSet();
  exclude.forEach(taken.add);

  const check = async (slots: readonly Checked[]): Promise<boolean> => {
    const wanted = slots
      .filter((slot) => !checked.has(slot))
      .map(({ providerId, networkSlotId, start, end, capacity, seats = capacity }) => ({
        slot: { providerId, networkSlotId },
        capacity,
        vehicle: vehicleClaims(fleetId, vehicleId, start, end),
        seats: seatsOf(seats).map((seat) => bayClaims(providerId, seat, start, end)),
      }));
    const claims = new Set(wanted.flatMap(({ vehicle, seats }) => [...vehicle, ...seats.flat()]));
    const held = claims.size > 0 ? await bookings.heldClaims([...claims]) : new Set();
    const isHeld = (some: readonly string[]): boolean => some.some((claim) => held.has(claim) && !own.has(claim));
    for (const { slot, capacity, vehicle, seats } of wanted) {
      checked.add(slot);
      if (isHeld(vehicle) || (seats.length > 0 && seats.filter(isHeld).length >= capacity)) taken.add(slot);
    }
    return slots.every((slot) => !taken.has(slot));
  };

  return {
    isFree: ({ networkSlotId }, providerId) => !taken.has({ providerId, networkSlotId }),
    check,
    async checkNext(providerId, slots, count) {
      const unknown = slots
        .map((slot) => ({ ...slot, providerId }))
        .filter((slot) => slot.capacity > 0 && !checked.has(slot))
        .sort((a, b) => (a.start < b.start ? -1 : 1));
      await check(unknown.slice(0, count));
    },
  };
}

interface SlotSet {
  has(slot: Named): boolean;
  add(slot: Named): void;
}

/** By shop, then by the network's own id: every slot of two weeks is looked up at each ranking, so nothing is put together for it. */
function createSlotSet(): SlotSet {
  const byShop = new Map<ProviderId, Set<string>>();
  return {
    has: ({ providerId, networkSlotId }) => byShop.get(providerId)?.has(networkSlotId) ?? false,
    add({ providerId, networkSlotId }) {
      const known = byShop.get(providerId);
      if (known) known.add(networkSlotId);
      else byShop.set(providerId, new Set([networkSlotId]));
    },
  };
}

const seatsOf = (capacity: number): readonly number[] =>
  capacity > SEATS ? [] : Array.from({ length: capacity }, (_, seat) => seat);
