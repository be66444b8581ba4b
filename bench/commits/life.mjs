/**
 * What the engine commits in the life of a booking, from the alert to the rating: the fifteen commits of one run of the
 * product (an offer of three slots, one click, a visit, five stars), with ids of their own for the nth booking.
 */
const AT = '2026-11-22T15:00:00.000Z';
const START = '2026-11-22T20:30:00.000Z';
// So few that a fleet has more open bookings than a page also in the small store.
const FLEETS = 40;

export const idAt = (n) => `01JZ${String(n).padStart(22, '0')}`;
export const fleetAt = (n) => `fleet-${Math.floor(n / 5) % FLEETS}`;
export const vehicleAt = (n) => `van-${Math.floor(n / 5)}`;
// Shops and vehicles have appointments at many times; each of these is an hour of five-minute buckets.
const bucketsOf = (n) => Array.from({ length: 12 }, (_, i) => 5_900_000 + (n % 100_000) * 12 + i);
/** The claims on a bay and on the vehicle, by their name in the steps. */
export const claimsOf = {
  bay: (n) => bucketsOf(n).map((bucket) => `bay:firestone-${n}/0/${bucket}`),
  veh: (n) => bucketsOf(n).map((bucket) => `veh:${fleetAt(n)}/${vehicleAt(n)}-${n % 5}/${bucket}`),
};
/** The keys that one booking has alone, by their name in the steps. */
export const keyOf = {
  alert: (n) => `alert:${fleetAt(n)}/a-${n}`,
  case: (n) => `case:${fleetAt(n)}/${vehicleAt(n)}-${n % 5}/battery_12v`,
  appt: (n) => `appt:firestone/FCAC-${n}`,
};

const DANA = { kind: 'member', id: 'u01dana', channel: 'slack', name: 'Dana Reyes' };
const SHOP = {
  ...{ providerId: 'firestone-10001', providerName: 'Firestone 1', network: 'firestone', networkRef: '10001' },
  ...{
    address: { line1: '1 Main Street', city: 'Chicago', state: 'IL', postalCode: '60601' },
    timeZone: 'America/Chicago',
  },
  ...{ phone: '+13125550100', lat: 41.88899321012636, lon: -87.63, dropOff: { from: '00:00', to: '02:30' } },
  ...{ start: START, end: '2026-11-22T21:30:00.000Z', networkSlotId: 's-50zukxk44' },
};
const slot = (n) => ({
  ...{
    ...SHOP,
    capacity: 3,
    estimate: { amount: 18_700 + n, currency: 'USD' },
    slotId: `s3m4uo3amq${n}`,
    distanceKm: n,
  },
  ...{ reasons: ['1.9 mi', 'same day', 'lowest price'], checkedAt: AT, bookingUrl: `https://shops.example/1000${n}` },
});
const SAID = 'Booked: Sun, Nov 22, 2:30 – 3:30 PM CST at Firestone 1, confirmation FCAC-10720273.';
const DELIVERY = 'slack:1795636229236.1.b6602cb7fd0c6aaf82ad942a1cbc469e';

const ALERTED = {
  ...{ system: 'battery_12v', severity: 'warning', service: 'BATTERY_12V', location: { lat: 41.88, lon: -87.63 } },
  context: {
    ...{ timeZone: 'America/Chicago', locale: 'en-US', vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford' },
    ...{ model: 'Transit', vehicleClass: 'light', gvwrLb: 9_500 },
  },
  alerts: [
    {
      ...{ alertId: 'alert-1', system: 'battery_12v', severity: 'warning', observedAt: AT, receivedAt: AT, value: 71 },
      ...{ unit: '%', threshold: 75, faultCodes: ['B1317'] },
    },
  ],
  ...{ createdAt: AT, updatedAt: AT, attempts: 0, outcomes: [], handled: [], cards: [], notes: [] },
};
const OFFERED = {
  ...ALERTED,
  offer: { slots: [slot(1), slot(2), slot(3)], more: [], fallbacks: [], madeAt: AT, expiresAt: START },
};
const SHOWN = {
  ...OFFERED,
  cards: [
    {
      ...{ channel: 'slack', target: 'slack:T01TEST/C01FLEET', version: 2, at: AT },
      ref: { teamId: 'T01TEST', channelId: 'C01FLEET', ts: '1795636229.224000' },
    },
  ],
};
const appointment = {
  ...SHOP,
  ...{ confirmation: 'FCAC-10720273', reference: `${idAt(0)}-1`, price: { amount: 19_900, currency: 'USD' }, by: DANA },
};
const CHOSEN = {
  ...{ ...SHOWN, attempts: 1, outcomes: [{ deliveryId: DELIVERY, intent: 'choose-slot', result: 'taken', at: AT }] },
  ...{ handled: [DELIVERY], reserved: { ...slot(1), by: DANA } },
};
const BOOKED = {
  ...{ ...SHOWN, attempts: 1, handled: [DELIVERY], cost: { amount: 19_900, currency: 'USD' } },
  outcomes: [{ deliveryId: DELIVERY, intent: 'choose-slot', result: 'done', at: AT, message: SAID }],
  notes: [{ noteId: 'n4', at: AT, text: SAID }],
  workOrder: {
    ...{ number: 'WO-HU7DEK4X', po: 'PO-HU7DEK4X', issue: '12 V battery at 71 % (limit 75 %)', service: 'BATTERY_12V' },
    ...{ faultCodes: ['B1317'], notToExceed: { amount: 23_880, currency: 'USD' } },
    contact: { name: 'Dana Reyes', phone: '+13125550151' },
  },
};
const RATED = { ...BOOKED, rating: { stars: 5, at: AT, by: DANA } };

/** State, body, version, which claims and keys are held, the kinds of what follows, how many facts. */
const STEPS = [
  ['offered', ALERTED, 1, ['case'], ['make-offer'], 1],
  ['offered', OFFERED, 2, ['case'], ['expire-offer', 'sync-cards'], 0],
  ['offered', SHOWN, 2, ['case'], [], 0],
  ['offered', SHOWN, 2, ['case'], [], 0],
  ['requested', CHOSEN, 3, ['case', 'bay', 'veh'], ['book-at-shop', 'sync-cards'], 1],
  ['requested', CHOSEN, 3, ['case', 'bay', 'veh'], [], 0],
  ['scheduled', BOOKED, 4, ['case', 'veh', 'appt'], ['apply-parked', 'sync-cards', 'post-note', 'plan-reminders'], 2],
  ['scheduled', BOOKED, 4, ['case', 'veh', 'appt'], [], 0],
  ['scheduled', BOOKED, 4, ['case', 'veh', 'appt'], [], 0],
  ['in-progress', BOOKED, 5, ['case', 'veh', 'appt'], ['sync-cards', 'post-note'], 0],
  ['in-progress', BOOKED, 5, ['case', 'veh', 'appt'], [], 0],
  ['completed', BOOKED, 6, ['appt'], ['sync-cards', 'post-note', 'book-commission'], 4],
  ['completed', BOOKED, 6, ['appt'], [], 0],
  ['completed', BOOKED, 6, ['appt'], [], 0],
  ['completed', RATED, 7, ['appt'], ['sync-cards'], 2],
];
export const LIFE = STEPS.length;

/** The commits of the nth booking's life, in their order. */
export const lifeOf = (n) => STEPS.map((_, step) => commitOf(n, step));

/** One of them, counted from 0. */
export function commitOf(n, step) {
  const [state, body, version, holds, kinds, facts] = STEPS[step];
  const ids = { bookingId: idAt(n), fleetId: fleetAt(n), vehicleId: vehicleAt(n) };
  const revision = step + 1;
  const booking = {
    ...{ ...body, ...ids, revision, version },
    phase: version < 4 ? { state } : { state, appointment },
    history: Array.from({ length: version }, (_, i) => row(i + 1, state)),
    claims: holds.flatMap((what) => claimsOf[what]?.(n) ?? []),
    keys: [keyOf.alert(n), ...holds.flatMap((what) => keyOf[what]?.(n) ?? [])],
  };
  return {
    ...{ booking, expectedRevision: step === 0 ? null : step },
    outbox: kinds.map((kind, i) => entry(ids.bookingId, `${revision}-${i}`, kind)),
    facts: Array.from({ length: facts }, (_, i) => fact(ids.fleetId, `${version}-${i}`)),
  };
}

const row = (version, to) => ({ at: AT, actor: DANA, intent: 'choose-slot', from: 'offered', to, version });

const entry = (bookingId, name, kind) => ({
  ...{ id: `${bookingId}-${name}`, kind, bookingId, priority: kind === 'expire-offer' ? 3 : 2, payload: { at: AT } },
});

const fact = (fleetId, detail) => ({
  ...{ day: AT.slice(0, 10), kind: 'attempt', fleetId, network: 'firestone', providerId: 'firestone-10001', detail },
  ...{ bucket: 0, count: 1 },
});
