import { DEFAULT_POLICY, type Fleet, type Member, type Provider, type Vehicle } from '../../../src/domain/directory.ts';
import type { Booking, BookingState, Phase } from '../../../src/domain/booking.ts';
import { asBookingId, asFleetId, asMemberId, asProviderId, asVehicleId } from '../../../src/domain/ids.ts';
import type { Commit, Delivery, OutboxEntry } from '../../../src/app/ports/index.ts';

export const AT = '2026-11-22T15:00:00.000Z';
export const FLEET = asFleetId('north');
export const OTHER_FLEET = asFleetId('south');

/** `01JZ…` with the number at its end: ids whose order is the order of their numbers. */
export const bookingId = (n: number) => asBookingId(`01JZ${String(n).padStart(22, '0')}`);

/** A booking as it is when its alert came in: `offered`, revision 1, holding nothing. */
export function booking(n: number, more: Partial<Booking> = {}): Booking {
  return {
    bookingId: bookingId(n),
    fleetId: FLEET,
    vehicleId: asVehicleId(`van-${n}`),
    system: 'battery_12v',
    service: 'BATTERY_12V',
    severity: 'warning',
    context: {
      timeZone: 'America/Chicago',
      locale: 'en-US',
      vin: '1FTBW2CM5HKA00001',
      vehicleClass: 'light',
      gvwrLb: 9000,
    },
    createdAt: AT,
    updatedAt: AT,
    revision: 1,
    version: 1,
    phase: { state: 'offered' },
    alerts: [],
    offer: { slots: [], more: [], fallbacks: [], madeAt: AT, expiresAt: AT },
    attempts: 0,
    history: [],
    outcomes: [],
    handled: [],
    cards: [],
    notes: [],
    claims: [],
    keys: [],
    ...more,
  };
}

/** A phase that needs no more than its state to be stored and found. */
export const phase = (state: BookingState): Phase => ({ state }) as Phase;

/** The commit that makes a booking. */
export const first = (made: Booking, more: Partial<Commit> = {}): Commit => ({
  booking: made,
  expectedRevision: null,
  outbox: [],
  ...more,
});

/** The commit that writes over a booking as it was read. */
export const next = (read: Booking, change: Partial<Booking>, more: Partial<Commit> = {}): Commit => ({
  booking: { ...read, ...change, revision: read.revision + 1 },
  expectedRevision: read.revision,
  outbox: [],
  ...more,
});

export const entry = (of: Booking, n: number, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id: `${of.bookingId}-${of.revision}-${n}`,
  kind: 'sync-cards',
  bookingId: of.bookingId,
  priority: 2,
  payload: {},
  ...more,
});

export function delivery(n: number, more: Partial<Delivery> = {}): Delivery {
  return {
    id: `slack:${n}.trigger`,
    channel: 'slack',
    receivedAt: new Date(Date.parse(AT) + n * 1000).toISOString(),
    body: {
      kind: 'intent',
      bookingId: bookingId(n),
      intent: { intent: 'choose-slot', slotId: 's1' },
      actor: { kind: 'slack', teamId: 'T01', userId: 'U01' },
      version: 3,
      reply: { channel: 'slack', ref: { responseUrl: 'https://hooks.example/1' } },
    },
    ...more,
  };
}

export const fleet = (id = FLEET, more: Partial<Fleet> = {}): Fleet => ({
  fleetId: id,
  name: 'North Plumbing',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  policy: DEFAULT_POLICY,
  integrations: {},
  channels: [],
  ...more,
});

export const member = (id: string, more: Partial<Member> = {}): Member => ({
  fleetId: FLEET,
  memberId: asMemberId(id),
  name: 'Dana Fox',
  roles: ['manager'],
  ...more,
});

export const vehicle = (id: string, more: Partial<Vehicle> = {}): Vehicle => ({
  fleetId: FLEET,
  vehicleId: asVehicleId(id),
  vin: '1FTBW2CM5HKA00001',
  class: 'light',
  ...more,
});

export const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(id),
  name: 'Firestone Complete Auto Care',
  network: 'firestone',
  networkRef: `ref-${id}`,
  lat: 41.88,
  lon: -87.63,
  timeZone: 'America/Chicago',
  services: ['BATTERY_12V'],
  certifications: [],
  ...more,
});
