import type { LedgerEntry, SandboxReply } from '../../../shared/sandbox/index.ts';
import { chance, hash32, withOffset } from '../../../shared/sandbox/index.ts';
import { invalid, readConfirm, refusal } from './bodies.ts';
import type { Holds } from './holds.ts';
import type { Stores } from './stores.ts';
import type { Appointment, State } from './types.ts';

const GONE = refusal(410, 'hold_expired');

export interface Appointments {
  /** `POST /holds/{token}/confirm`: once a token, then 410 for ever. */
  confirm(token: string, raw: string): SandboxReply;
  cancel(apptId: string): SandboxReply;
  /** `GET /appointments?clientRef=`: the newest live one, else the newest. */
  lookup(clientRef: string): SandboxReply;
  /** `GET /appointments?since=&cursor=`. */
  changes(query: URLSearchParams): SandboxReply;
  /** By its id or by clientRef. */
  find(reference: string): Appointment | undefined;
  /** Sets a state, with its entry in the history; frees the bay when the vehicle is not coming. */
  setState(appointment: Appointment, state: State): void;
  all(): Iterable<Appointment>;
}

/** The book of all appointments. */
export function createAppointments(
  stores: Stores,
  holds: Holds,
  now: () => Date,
  options: { readonly pageSize: number; readonly seed: number },
): Appointments {
  const byId = new Map<string, Appointment>();
  let turns = 0;

  const setState = (appointment: Appointment, state: State): void => {
    const { place, stay, clientRef } = appointment;
    const bays = stores.bays(place.store, place.date);
    const leaves = state === 'CANCELED' || state === 'NOSHOW';
    if (leaves && stay) {
      bays.release(stay);
      appointment.stay = undefined;
    } else if (!leaves && !stay) appointment.stay = bays.take(place.startMs, place.endMs, appointment);
    if (state === 'DONE')
      appointment.totalCents = Math.round(
        place.job.priceCents * (0.92 + 0.16 * chance(options.seed, 'total', clientRef)),
      );
    const changed = now();
    turns += 1;
    Object.assign(appointment, { state, changed: changed.getTime(), turn: turns });
    const start = withOffset(place.startMs, place.store.zone);
    appointment.history.push({ at: changed.toISOString(), status: state, start });
  };

  const ofRef = (clientRef: string): Appointment | undefined =>
    [...byId.values()].filter((each) => each.clientRef === clientRef).sort(newestLive)[0];

  return {
    confirm(token, raw) {
      const read = readConfirm(raw);
      if (!holds.stands(token)) return GONE;
      if (!read.ok) return read.reply;
      const hold = holds.use(token);
      if (!hold) return GONE;
      const { clientRef, place } = hold;
      const apptId = idFor(clientRef, byId);
      const appointment: Appointment = {
        kind: 'appointment',
        apptId,
        clientRef,
        place,
        ...read.value,
        state: 'BOOKED',
        changed: 0,
        turn: 0,
        totalCents: undefined,
        stay: undefined,
        history: [],
      };
      byId.set(apptId, appointment);
      setState(appointment, 'BOOKED');
      return { status: 200, body: { apptId, state: 'BOOKED' } };
    },

    cancel(apptId) {
      const appointment = byId.get(apptId);
      if (!appointment) return refusal(404, 'unknown_appointment');
      const { state } = appointment;
      if (state === 'WORKING' || state === 'DONE' || state === 'NOSHOW') return refusal(409, 'not_cancelable');
      if (state !== 'CANCELED') setState(appointment, 'CANCELED');
      return { status: 200, body: { apptId, state: 'CANCELED' } };
    },

    lookup(clientRef) {
      const found = ofRef(clientRef);
      return { status: 200, body: found ? [itemOf(found)] : [] };
    },

    changes(query) {
      const since = query.get('since') ?? '';
      if (!/^\d{1,16}$/.test(since)) return invalid('since');
      const cursor = query.get('cursor') ?? '';
      const after = /^(\d{1,16})-(\d{1,16})$/.exec(cursor);
      if (cursor !== '' && !after) return invalid('cursor');
      const [changed, turn] = after ? [Number(after[1]), Number(after[2])] : [Number(since), 0];
      const found = [...byId.values()]
        .filter((each) => each.changed > changed || (each.changed === changed && each.turn > turn))
        .sort((a, b) => a.changed - b.changed || a.turn - b.turn);
      const page = found.slice(0, options.pageSize);
      const last = page.at(-1);
      const more = last !== undefined && found.length > page.length;
      const next = more ? `${last.changed}-${last.turn}` : null;
      return { status: 200, body: { items: page.map(itemOf), cursor: next } };
    },

    find: (reference) => byId.get(reference) ?? ofRef(reference),
    setState,
    all: () => byId.values(),
  };
}

/** An appointment as it goes over the wire. */
export function itemOf({ apptId, clientRef, place, state, changed, totalCents }: Appointment): object {
  const { store, date, time } = place;
  const item = { apptId, clientRef, storeId: store.networkRef, date, time, state, changed };
  return totalCents === undefined ? item : { ...item, totalCents };
}

const hasEnded = ({ state }: Appointment): number => Number(state === 'CANCELED' || state === 'NOSHOW');

const newestLive = (a: Appointment, b: Appointment): number => hasEnded(a) - hasEnded(b) || b.turn - a.turn;

/** Made from the reference, so that a sandbox that starts again does not give an old number to another booking. */
function idFor(clientRef: string, taken: ReadonlyMap<string, unknown>): string {
  for (let hash = hash32(clientRef); ; hash += 1) {
    const apptId = `PB-${10_000_000 + (hash % 90_000_000)}`;
    if (!taken.has(apptId)) return apptId;
  }
}

/** An appointment as the ledger shows it. */
export function ledgerEntry(appointment: Appointment): LedgerEntry {
  const { apptId, clientRef, place, state, vehicle, contact, notes, history } = appointment;
  const { store, job, startMs, endMs } = place;
  return {
    network: 'pepboys',
    reference: clientRef,
    confirmation: apptId,
    store: store.networkRef,
    service: job.code,
    start: withOffset(startMs, store.zone),
    end: withOffset(endMs, store.zone),
    status: state,
    vehicle,
    workOrder: { contact, notes },
    history: [...history],
  };
}
