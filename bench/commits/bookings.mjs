/** Bookings as they are when a shop has them: an appointment, its claims and keys, a history. */
const AT = '2026-11-22T15:00:00.000Z';
const FLEETS = 200;

export const idAt = (n) => `01JZ${String(n).padStart(22, '0')}`;
const fleetAt = (n) => `fleet-${n % FLEETS}`;
const vehicleAt = (n) => `van-${Math.floor(n / 5)}`;
const bucketsOf = (n) => Array.from({ length: 12 }, (_, i) => 5_900_000 + (n % 100_000) * 12 + i);
const bayOf = (n) => bucketsOf(n).map((bucket) => `bay:shop-${n}/0/${bucket}`);

/** The nth booking; every tenth is still open and holds its bay and vehicle for an hour. */
export function bookingAt(n, holds = n % 10 === 0) {
  const by = { kind: 'member', id: 'dana', channel: 'slack', name: 'Dana Reyes' };
  const row = { at: AT, actor: by, intent: 'choose-slot', from: 'offered', to: 'requested', version: 3 };
  return {
    ...{ bookingId: idAt(n), fleetId: fleetAt(n), vehicleId: vehicleAt(n), system: 'battery_12v', severity: 'warning' },
    service: 'BATTERY_12V',
    context: {
      ...{ timeZone: 'America/Chicago', locale: 'en-US', vin: '1FTBW2CM5HKA00001', plate: 'IL 44-120', year: 2022 },
      ...{ make: 'Ford', model: 'E-Transit', vehicleClass: 'light', gvwrLb: 9_500 },
    },
    ...{ createdAt: AT, updatedAt: AT, revision: 1, version: 3, attempts: 1 },
    phase: { state: holds ? 'offered' : 'expired' },
    alerts: [
      {
        alertId: `a-${n}`,
        system: 'battery_12v',
        severity: 'warning',
        observedAt: AT,
        receivedAt: AT,
        faultCodes: ['B1317'],
      },
    ],
    offer: { slots: [], more: [], fallbacks: [], madeAt: AT, expiresAt: AT },
    history: [row, row, row],
    ...{ outcomes: [], handled: [`slack:${n}.1`], cards: [], notes: [] },
    claims: holds ? [...bayOf(n), ...bucketsOf(n).map((bucket) => `veh:${fleetAt(n)}/${n}/${bucket}`)] : [],
    keys: [`alert:${fleetAt(n)}/a-${n}`, ...(holds ? [`case:${fleetAt(n)}/${n}/battery_12v`] : [])],
  };
}

/** The commit that makes a booking, as the engine asks for it. */
export function commitOf(booking) {
  const { bookingId, revision } = booking;
  const outbox = [{ id: `${bookingId}-${revision}-0`, kind: 'sync-cards', bookingId, priority: 2, payload: {} }];
  const day = { day: AT.slice(0, 10), kind: 'case', fleetId: booking.fleetId, network: '', providerId: '' };
  const facts = [{ ...day, detail: 'opened', bucket: 0, count: 1 }];
  return { booking, expectedRevision: null, outbox, facts };
}

/** What a click, an offer and a shop's word ask of the store. */
export function queriesOf({ bookings, deliveries }, count) {
  let n = 0;
  const next = () => (n = (n * 1_103_515_245 + 12_345) % 2_147_483_648) % count;
  return {
    get: () => bookings.get(idAt(next())),
    by_key: () => bookings.byKey(`alert:${fleetAt((n = next()))}/a-${n}`),
    held_claims: () => bookings.heldClaims(bayOf(next())),
    vehicle: () => bookings.find({ fleetId: fleetAt((n = next())), vehicleId: vehicleAt(n), limit: 10 }),
    pending_outbox: () => bookings.pendingOutbox(200),
    take_over: () => deliveries.takeOver(50),
  };
}
