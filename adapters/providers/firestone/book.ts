import type {
  BookingOrder,
  CallOptions,
  Confirmed,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import { toMajor } from '../../../src/domain/money.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import type { Called, Refusal } from '../../shared/http-client/index.ts';
import { asUnknown, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { FirestoneApi } from './api.ts';
import { firestoneCode } from './services.ts';
import { NO_LENGTH, toSlot } from './slots.ts';
import type { Refused } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

type Outcome = Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown>;

const MAX_ALTERNATIVES = 100;

/** Books under the order's reference; repeating it never books twice, since Firestone remembers the reference. */
export async function book(
  api: FirestoneApi,
  order: BookingOrder,
  callbackUrl: string,
  options?: CallOptions,
): Promise<Outcome> {
  const code = firestoneCode(order.workOrder.service);
  if (code === undefined)
    return fail({ kind: 'rejected', reason: 'Firestone does not do this service.', code: 'unsupported-service' });
  const called = await api.call(
    {
      operation: 'book',
      method: 'POST',
      path: '/v2/appointments',
      headers: { 'idempotency-key': order.reference },
      json: bookingBody(order, code, callbackUrl),
      answer: wire.booked,
    },
    deadlineOf(options, api.timeoutMs),
  );
  return outcomeOf(api, 'book', called, order, 'store');
}

/** Moves an appointment to another time of the same store and service; its confirmation stays. */
export async function move(
  api: FirestoneApi,
  { confirmation }: Pick<Appointment, 'confirmation'>,
  order: BookingOrder,
  options?: CallOptions,
): Promise<Outcome> {
  const called = await api.call(
    {
      operation: 'move',
      method: 'PATCH',
      path: `/v2/appointments/${pathPart(confirmation)}`,
      json: { slotId: order.slot.networkSlotId },
      answer: wire.booked,
    },
    deadlineOf(options, api.timeoutMs),
  );
  return outcomeOf(api, 'move', called, order, 'appointment');
}

function bookingBody({ slot, workOrder, vehicle, fleetName }: BookingOrder, service: string, callbackUrl: string) {
  const { number, po, issue, faultCodes, notToExceed, contact } = workOrder;
  const { vin, year, make, model, plate } = vehicle;
  return {
    storeNumber: slot.networkRef,
    slotId: slot.networkSlotId,
    service,
    // Absent fields are left out by JSON.
    vehicle: { vin, year, make, model, plate },
    customer: { fleet: fleetName, contactName: contact.name, phone: contact.phone ?? '' },
    workOrder: {
      number,
      po,
      issue,
      service: workOrder.service,
      faultCodes,
      notToExceed: notToExceed && { amount: toMajor(notToExceed), currency: notToExceed.currency },
    },
    callbackUrl,
  };
}

function outcomeOf(
  api: FirestoneApi,
  operation: string,
  called: Called<Confirmed, Refused>,
  order: BookingOrder,
  what: string,
): Outcome {
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'answer') return ok({ confirmation: called.value.confirmation, start: called.value.start });
  const isTaken = called.status === 409 || called.value.code === 'UNKNOWN_SLOT';
  if (!isTaken) return fail(inWords(called, what));
  return fail({ kind: 'slot-taken', alternatives: alternativesOf(api, operation, called, order) });
}

/** Those that are whole; a broken one is reported and left out, since the answer itself is clear without it. */
function alternativesOf(
  { breaks, clock }: FirestoneApi,
  operation: string,
  { value }: Refusal<Refused>,
  { slot: asked }: BookingOrder,
): readonly FreeSlot[] {
  const { timeZone } = asked;
  if (!Array.isArray(value.alternatives) || timeZone === undefined) return [];
  const now = clock.now().toISOString();
  return value.alternatives.slice(0, MAX_ALTERNATIVES).flatMap((each: unknown) => {
    const read = breaks.read(operation, wire.alternative, each, 'alternatives');
    const slot = read.ok ? toSlot(read.value, read.value.date, timeZone) : undefined;
    return slot && slot !== NO_LENGTH && slot.capacity > 0 && slot.start > now ? [slot] : [];
  });
}
