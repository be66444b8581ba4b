import { claimsOf, commitOf, fleetAt, idAt, keyOf, lifeOf, vehicleAt } from './life.mjs';

/** Steps at which a booking waits for its manager, for its shop and for its day. */
const OPEN_STEPS = [2, 4, 6];

/** The nth booking of a filled store: every tenth is open and may hold a bay and its vehicle, the rest are over. */
export function bookingAt(n) {
  if (n % 10 === 0) return commitOf(n, OPEN_STEPS[(n / 10) % 3]).booking;
  return { ...commitOf(n, 0).booking, phase: { state: 'expired' }, keys: [keyOf.alert(n)] };
}

/** What a click, an offer, a page of a fleet and a shop's word ask of a store that holds `count` bookings. */
export function queriesOf({ bookings, deliveries }, count, seed = 1) {
  const random = mulberry32(seed);
  const any = () => Math.floor(random() * count);
  const open = () => Math.floor((random() * count) / 10) * 10;
  const pageOf = (n, states) => ({ fleetId: fleetAt(n), limit: 20, ...(states ? { states } : {}) });
  return {
    get: () => bookings.get(idAt(any())),
    by_key: () => bookings.byKey(keyOf.alert(any())),
    open_case: () => bookings.byKey(keyOf.case(open())),
    held_claims: () => bookings.heldClaims(claimsOf.bay(any())),
    vehicle: (n = any()) => bookings.find({ fleetId: fleetAt(n), vehicleId: vehicleAt(n), limit: 10 }),
    fleet_page: () => bookings.find(pageOf(any())),
    fleet_open_page: () => bookings.find(pageOf(open(), ['offered', 'requested', 'scheduled'])),
    pending_outbox: () => bookings.pendingOutbox(200),
    take_over: () => deliveries.takeOver(50),
  };
}

/** Lives of bookings from the nth on; the first `ready` of them are made before they are asked for. */
export function livesFrom(n, ready) {
  const made = Array.from({ length: ready }, () => lifeOf(n++));
  return () => made.pop() ?? lifeOf(n++);
}

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
