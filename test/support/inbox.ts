import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import type { Role } from '../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { createPitcrew } from '../../src/index.ts';
import type { Pitcrew, PitcrewOptions } from '../../src/index.ts';
import { profileEnv } from './profile.ts';
import { sentWith, until } from './waiting.ts';

export const KEYS: Readonly<Record<string, string>> = {
  acme: 'an-api-key-for-tests-only',
  beta: 'the-api-key-of-beta-for-tests',
};

export interface Session {
  readonly url: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** A Pitcrew without networks: its cases are offered without times, which is enough for an inbox to show and to act on. */
export interface InboxHouse {
  readonly pitcrew: Pitcrew;
  /** Where it listens, without the prefix of its PUBLIC_URL. */
  readonly url: string;
  raise(vehicleId: string, fleetId?: string): Promise<string>;
  booking(bookingId: string): Promise<Booking>;
  openSession(memberId: string, fleetId?: string, key?: string): Promise<Response>;
  session(memberId: string, fleetId?: string): Promise<Session>;
  /** What a member does by a session; answers status and body. */
  act(token: string, body: object): Promise<{ readonly status: number; readonly json: Record<string, string> }>;
  close(): Promise<void>;
}

export async function openInbox(
  dataDir: string,
  { env, ...options }: PitcrewOptions = {},
  port = 0,
): Promise<InboxHouse> {
  const pitcrew = await createPitcrew({
    env: { LOG_LEVEL: 'fatal', PITCREW_DATA: dataDir, RATE_LIMIT_PER_MINUTE: '0', ...profileEnv(dataDir), ...env },
    ...options,
  });
  const url = `http://127.0.0.1:${await pitcrew.listen(port, '127.0.0.1')}`;
  const house: InboxHouse = {
    pitcrew,
    url,
    async raise(vehicleId, fleetId = 'acme') {
      const raised = await pitcrew.raiseAlert({
        ...{ fleetId, alertId: `alert-${process.pid}-${sentWith()}`, vehicleId },
        ...{ system: 'battery_12v', severity: 'warning', observedAt: new Date().toISOString() },
      });
      return raised.bookingId;
    },
    async booking(bookingId) {
      const booking = await pitcrew.parts.store.bookings.get(asBookingId(bookingId));
      if (!booking) throw new Error(`There is no booking ${bookingId}.`);
      return booking;
    },
    openSession: (memberId, fleetId = 'acme', key = KEYS[fleetId] ?? '') =>
      fetch(`${url}/v1/fleets/${fleetId}/members/${memberId}/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
      }),
    session: async (memberId, fleetId) => (await (await house.openSession(memberId, fleetId)).json()) as Session,
    async act(token, body) {
      const answer = await fetch(`${url}/v1/inbox/intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ deliveryId: `click-${sentWith()}`, ...body }),
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, string> };
    },
    close: () => pitcrew.close(),
  };
  return house;
}

/** Two fleets: `acme` with Dana (manager), Omar (approver) and Sam (viewer), and `beta` with Ben; each with vehicles v1 to v5. */
export async function furnish({ pitcrew }: InboxHouse): Promise<void> {
  const { directory } = pitcrew.parts.store;
  const people: readonly [string, string, Role][] = [
    ['acme', 'dana', 'manager'],
    ['acme', 'omar', 'approver'],
    ['acme', 'sam', 'viewer'],
    ['beta', 'ben', 'manager'],
  ];
  for (const [id, key] of Object.entries(KEYS)) {
    const fleetId = asFleetId(id);
    const fleet = { fleetId, name: `Fleet ${id}`, timeZone: 'America/Chicago', locale: 'en-US', integrations: {} };
    await directory.putFleet({ ...fleet, policy: DEFAULT_POLICY, channels: [{ kind: 'inapp' }] }, key);
    for (let n = 1; n <= 5; n += 1) {
      const vehicle = {
        fleetId,
        vehicleId: asVehicleId(`v${n}`),
        vin: `1FTFW1E5XNF${id}${n}`,
        class: 'light' as const,
      };
      await directory.putVehicle(vehicle);
    }
  }
  for (const [fleet, id, role] of people) {
    const name = id.charAt(0).toUpperCase() + id.slice(1);
    await directory.putMember({ fleetId: asFleetId(fleet), memberId: asMemberId(id), name, roles: [role] });
  }
}

export interface InboxEvent {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly bookingId: string; readonly version: number; readonly state: string };
}

export interface InboxEvents {
  readonly status: number;
  readonly headers: Headers;
  /** In the order in which they came. */
  readonly all: readonly InboxEvent[];
  /** The last version told of each booking. */
  versions(): Readonly<Record<string, number>>;
  until(what: string, holds: (events: readonly InboxEvent[]) => boolean, ms?: number): Promise<readonly InboxEvent[]>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Listens as a browser's EventSource does. */
export async function listenTo(url: string, headers: Record<string, string>): Promise<InboxEvents> {
  const abort = new AbortController();
  const answer = await fetch(`${url}/v1/inbox/events`, { headers, signal: abort.signal });
  const all: InboxEvent[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
        const [event, id, data] = ['event', 'id', 'data'].map((name) => fields.get(name));
        if (event !== undefined) all.push({ event, id: id ?? '', data: JSON.parse(data ?? '') as InboxEvent['data'] });
      }
    }
  };
  const ended = read().catch(() => undefined);
  return {
    status: answer.status,
    headers: answer.headers,
    all,
    versions: () => Object.fromEntries(all.map(({ data }) => [data.bookingId, data.version])),
    until: (what, holds, ms) => until(what, () => (holds(all) ? all : undefined), ms),
    ended,
    async close() {
      abort.abort();
      await ended;
    },
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const cookie = (token: string) => ({ cookie: `pitcrew_inbox=${token}` });
