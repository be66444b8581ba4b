import type { LedgerEntry, SandboxReply } from '../../../shared/sandbox/index.ts';
import { hash32, localDate, withOffset } from '../../../shared/sandbox/index.ts';
import type { Place } from './availability.ts';
import { placeOf, slotsOf } from './availability.ts';
import { invalid, readBooking, readMove } from './booking-body.ts';
import { usd } from './catalogue.ts';
import type { Stores } from './stores.ts';
import { estimateOf } from './stores.ts';
import type { Appointment, AppointmentStatus, Store } from './types.ts';

const NOT_FOUND: SandboxReply = { status: 404, body: { code: 'NOT_FOUND' } };
const UNKNOWN_SLOT: SandboxReply = { status: 404, body: { code: 'UNKNOWN_SLOT' } };
const NOT_CHANGEABLE: SandboxReply = { status: 422, body: { code: 'NOT_CHANGEABLE' } };

export interface Appointments {
  /** `POST /v2/appointments`; `stolen` lets a walk-in take the slot first. */
  book(key: string, raw: string, stolen: boolean): SandboxReply;
  move(confirmation: string, raw: string, stolen: boolean): SandboxReply;
  cancel(confirmation: string): SandboxReply;
  lookup(key: string | null): SandboxReply;
  /** By confirmation or by idempotency key. */
  find(reference: string): Appointment | undefined;
  /** Sets a status, with its entry in the history; frees the bay when the vehicle is not coming. */
  setStatus(appointment: Appointment, status: AppointmentStatus): void;
  all(): Iterable<Appointment>;
}

/** The book of all appointments; `onCancelled` is told of each that a DELETE has cancelled. */
export function createAppointments(
  stores: Stores,
  now: () => Date,
  onCancelled: (appointment: Appointment) => void,
): Appointments {
  const byConfirmation = new Map<string, Appointment>();
  const byKey = new Map<string, Appointment>();
  /** Key → the 201 that it got, for ever. */
  const remembered = new Map<string, SandboxReply>();

  const record = (appointment: Appointment): void => {
    const { status, startMs, store } = appointment;
    const at = now().toISOString();
    appointment.history.push({ at, status, start: withOffset(startMs, store.zone) });
  };

  const setStatus = (appointment: Appointment, status: AppointmentStatus): void => {
    appointment.status = status;
    const { stay, store, startMs, endMs } = appointment;
    const bays = stores.bays(store, localDate(startMs, store.zone));
    const leaves = status === 'CANCELLED' || status === 'NO_SHOW';
    if (leaves && stay) {
      bays.release(stay);
      appointment.stay = undefined;
    } else if (!leaves && !stay) {
      appointment.stay = bays.take(startMs, endMs, appointment);
    }
    record(appointment);
  };

  const steal = (store: Store, { date, startMs, endMs }: Place): void => {
    const bays = stores.bays(store, date);
    while (bays.take(startMs, endMs, 'walk-in'));
  };

  const taken = (store: Store, { job, date }: Place): SandboxReply => {
    const open = slotsOf(stores, store, job, date, now()).filter(({ baysOpen }) => baysOpen > 0);
    return { status: 409, body: { code: 'SLOT_TAKEN', alternatives: open.map((slot) => ({ ...slot, date })) } };
  };

  return {
    book(key, raw, stolen) {
      if (key === '') return { status: 400, body: { code: 'IDEMPOTENCY_KEY_REQUIRED' } };
      const before = remembered.get(key);
      if (before) return before;
      const body = readBooking(raw);
      if ('status' in body) return body;
      const store = stores.get(body.storeNumber);
      if (!store) return NOT_FOUND;
      if (!store.jobs.some(({ code }) => code === body.service)) return invalid('service');
      const place = placeOf(store, body.slotId, now());
      if (place?.job.code !== body.service) return UNKNOWN_SLOT;
      if (stolen) steal(store, place);
      const { job, date, startMs, endMs } = place;
      const appointment: Appointment = {
        confirmation: confirmationFor(key, byConfirmation),
        key,
        store,
        job,
        callbackUrl: body.callbackUrl,
        vehicle: body.vehicle,
        workOrder: body.workOrder,
        estimate: estimateOf(store, job),
        startMs,
        endMs,
        status: 'CONFIRMED',
        stay: undefined,
        cancelFee: undefined,
        history: [],
      };
      appointment.stay = stores.bays(store, date).take(startMs, endMs, appointment);
      if (!appointment.stay) return taken(store, place);
      byConfirmation.set(appointment.confirmation, appointment);
      byKey.set(key, appointment);
      record(appointment);
      const reply = { status: 201, body: bookingJson(appointment) };
      remembered.set(key, reply);
      return reply;
    },

    move(confirmation, raw, stolen) {
      const appointment = byConfirmation.get(confirmation);
      if (!appointment) return NOT_FOUND;
      const slotId = readMove(raw);
      if (typeof slotId !== 'string') return slotId;
      if (!isChangeable(appointment)) return NOT_CHANGEABLE;
      const { store, job, stay } = appointment;
      const place = placeOf(store, slotId, now());
      if (place?.job !== job) return UNKNOWN_SLOT;
      // Its own bay counts as free, so that a job may move by less than its length.
      const old = stores.bays(store, localDate(appointment.startMs, store.zone));
      if (stay) old.release(stay);
      if (stolen) steal(store, place);
      const next = stores.bays(store, place.date).take(place.startMs, place.endMs, appointment);
      if (!next) {
        const reply = taken(store, place);
        if (stay) old.restore(stay);
        return reply;
      }
      Object.assign(appointment, { stay: next, startMs: place.startMs, endMs: place.endMs, status: 'CONFIRMED' });
      record(appointment);
      return { status: 200, body: bookingJson(appointment) };
    },

    cancel(confirmation) {
      const appointment = byConfirmation.get(confirmation);
      if (!appointment) return NOT_FOUND;
      if (appointment.status !== 'CANCELLED') {
        if (!isChangeable(appointment)) return NOT_CHANGEABLE;
        const { amount, currency, beforeHours } = appointment.store.cancelFee;
        const late = now().getTime() > appointment.startMs - beforeHours * 3_600_000;
        appointment.cancelFee = { amount: late ? amount : 0, currency };
        setStatus(appointment, 'CANCELLED');
        onCancelled(appointment);
      }
      const fee = appointment.cancelFee ?? usd(0);
      return { status: 200, body: { status: 'CANCELLED', fee } };
    },

    lookup(key) {
      if (key === null || key === '') return invalid('idempotencyKey');
      const found = byKey.get(key);
      if (!found) return { status: 200, body: { appointments: [] } };
      const item = { ...bookingJson(found), storeNumber: found.store.networkRef, idempotencyKey: key };
      return { status: 200, body: { appointments: [item] } };
    },

    find: (reference) => byConfirmation.get(reference) ?? byKey.get(reference),

    setStatus,

    all: () => byConfirmation.values(),
  };
}

function isChangeable({ status }: Appointment): boolean {
  return status === 'CONFIRMED' || status === 'CHECKED_IN';
}

function bookingJson({ confirmation, status, startMs, store }: Appointment) {
  return { confirmation, status, start: withOffset(startMs, store.zone) };
}

/** Made from the key, so that a sandbox that starts again does not give an old number to another booking. */
function confirmationFor(key: string, taken: ReadonlyMap<string, unknown>): string {
  for (let hash = hash32(key); ; hash += 1) {
    const confirmation = `FCAC-${10_000_000 + (hash % 90_000_000)}`;
    if (!taken.has(confirmation)) return confirmation;
  }
}

/** An appointment as the ledger shows it. */
export function ledgerEntry(appointment: Appointment): LedgerEntry {
  const { store, startMs, endMs } = appointment;
  return {
    network: 'firestone',
    reference: appointment.key,
    confirmation: appointment.confirmation,
    store: store.networkRef,
    service: appointment.job.code,
    start: withOffset(startMs, store.zone),
    end: withOffset(endMs, store.zone),
    status: appointment.status,
    vehicle: appointment.vehicle,
    workOrder: appointment.workOrder,
    history: [...appointment.history],
  };
}
