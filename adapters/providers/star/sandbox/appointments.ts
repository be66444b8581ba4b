import type { LedgerEntry } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, hash32, localDate, withOffset } from '../../../shared/sandbox/index.ts';
import type { Verdict } from './answers.ts';
import type { Dealers } from './dealers.ts';
import type { Order, WholeHeader } from './questions.ts';
import type { Appointment, AppointmentStatus, Dealer } from './types.ts';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;

export interface Appointments {
  /** Carries an order out; `stolen` lets a walk-in take the time first. */
  carryOut(order: Order, dealer: Dealer, stolen: boolean): Verdict;
  /** By the dealer's number, by the BODID that made it, or by our document's number. */
  find(reference: string): Appointment | undefined;
  /** At another time where `startMs` says so. @throws SandboxRefusal when nobody is free then. */
  setStatus(appointment: Appointment, status: AppointmentStatus, startMs?: number): void;
  all(): Iterable<Appointment>;
}

export function createAppointments(dealers: Dealers, now: () => Date): Appointments {
  const byNumber = new Map<string, Appointment>();
  const byBod = new Map<string, Appointment>();

  const record = ({ history, status, startMs, dealer }: Appointment): void => {
    history.push({ at: now().toISOString(), status, start: withOffset(startMs, dealer.zone) });
  };
  const dayOf = ({ dealer, startMs }: Appointment) => dealers.day(dealer, localDate(startMs, dealer.zone));
  const leave = (appointment: Appointment): void => {
    if (appointment.stay) dayOf(appointment).release(appointment.stay);
    appointment.stay = undefined;
  };
  /** Takes a time for an appointment that holds none. */
  const enter = (appointment: Appointment, startMs: number, endMs: number): boolean => {
    const stay = dealers
      .day(appointment.dealer, localDate(startMs, appointment.dealer.zone))
      .take(startMs, endMs, appointment);
    if (!stay) return false;
    Object.assign(appointment, { startMs, endMs, stay });
    return true;
  };
  /** To another time with its own counting as free; stays where it is when nobody is free then. */
  const shift = (appointment: Appointment, startMs: number, endMs: number): boolean => {
    const old = { startMs: appointment.startMs, endMs: appointment.endMs };
    leave(appointment);
    if (enter(appointment, startMs, endMs)) return true;
    enter(appointment, old.startMs, old.endMs);
    return false;
  };

  /** The newest under a number that stands, else the newest. */
  const underNumber = (documentId: string, dealer?: Dealer): Appointment | undefined => {
    const known = [...byNumber.values()].filter(
      (one) => one.documentId === documentId && (dealer === undefined || one.dealer === dealer),
    );
    return known.findLast(({ status }) => status !== 'Cancelled') ?? known.at(-1);
  };

  const steal = (dealer: Dealer, startMs: number, endMs: number): void => {
    const day = dealers.day(dealer, localDate(startMs, dealer.zone));
    while (day.take(startMs, endMs, 'walk-in'));
  };

  const slotFor = (dealer: Dealer, { service, startMs }: WholeHeader, stolen: boolean) => {
    const slot = dealer.services.includes(service) ? dealers.slotAt(dealer, service, startMs) : undefined;
    if (slot && stolen) steal(dealer, slot.startMs, slot.endMs);
    return slot;
  };

  function book(order: WholeHeader & { readonly bodId: string }, dealer: Dealer, stolen: boolean): Verdict {
    const slot = slotFor(dealer, order, stolen);
    if (!slot) return { rejected: 'SLOT_UNAVAILABLE' };
    const { bodId, documentId, service, vin, warranty, description, faultCodes } = order;
    const dealerDocumentId = numberFor(bodId, byNumber);
    const facts = { bodId, documentId, dealerDocumentId, service, vin, warranty, description, faultCodes };
    const { startMs, endMs } = slot;
    const appointment: Appointment = {
      ...facts,
      dealer,
      startMs,
      endMs,
      status: 'Scheduled',
      stay: undefined,
      history: [],
    };
    if (!enter(appointment, startMs, endMs)) return { rejected: 'SLOT_UNAVAILABLE' };
    byNumber.set(dealerDocumentId, appointment);
    byBod.set(bodId, appointment);
    record(appointment);
    return { accepted: dealerDocumentId };
  }

  return {
    carryOut(order, dealer, stolen) {
      if (order.kind !== 'cancel' && !VIN.test(order.vin)) return { rejected: 'INVALID_VIN' };
      if (order.kind === 'book') return book(order, dealer, stolen);
      const appointment = underNumber(order.documentId, dealer);
      if (!appointment) return { rejected: 'UNKNOWN_DOCUMENT' };
      const { status, dealerDocumentId: accepted } = appointment;
      if (order.kind === 'cancel') {
        if (status === 'Cancelled') return { accepted };
        if (status !== 'Scheduled') return { rejected: 'NOT_CHANGEABLE' };
        leave(appointment);
        appointment.status = 'Cancelled';
      } else {
        if (status !== 'Scheduled') return { rejected: 'NOT_CHANGEABLE' };
        const slot = slotFor(dealer, order, stolen);
        if (!slot || !shift(appointment, slot.startMs, slot.endMs)) return { rejected: 'SLOT_UNAVAILABLE' };
      }
      record(appointment);
      return { accepted };
    },

    find: (reference) => byNumber.get(reference) ?? byBod.get(reference) ?? underNumber(reference),

    setStatus(appointment, status, startMs = appointment.startMs) {
      const endMs = startMs + appointment.endMs - appointment.startMs;
      const holds = status !== 'Cancelled' && status !== 'NoShow';
      if (!holds) leave(appointment);
      else if (startMs !== appointment.startMs && !shift(appointment, startMs, endMs))
        throw new SandboxRefusal(409, 'No advisor is free at that time.');
      else if (!appointment.stay) enter(appointment, startMs, endMs);
      Object.assign(appointment, { status, startMs, endMs });
      record(appointment);
    },

    all: () => byNumber.values(),
  };
}

/** Made from the BODID, so that a sandbox that starts again does not give an old number to another booking. */
function numberFor(bodId: string, taken: ReadonlyMap<string, unknown>): string {
  for (let hash = hash32(bodId); ; hash += 1) {
    const number = `RO-${10_000_000 + (hash % 90_000_000)}`;
    if (!taken.has(number)) return number;
  }
}

/** An appointment as the ledger shows it; `reference` is the BODID that made it. */
export function ledgerEntry(appointment: Appointment): LedgerEntry {
  const { dealer, startMs, endMs, documentId, description, faultCodes, warranty } = appointment;
  return {
    network: 'star',
    reference: appointment.bodId,
    confirmation: appointment.dealerDocumentId,
    store: dealer.networkRef,
    service: appointment.service,
    start: withOffset(startMs, dealer.zone),
    end: withOffset(endMs, dealer.zone),
    status: appointment.status,
    vehicle: { vin: appointment.vin },
    workOrder: { documentId, description, faultCodes, warranty },
    history: [...appointment.history],
  };
}
