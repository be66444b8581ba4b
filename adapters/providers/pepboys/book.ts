import type {
  BookingOrder,
  CallOptions,
  Confirmed,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnknown, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import { lookup } from './appointments.ts';
import type { Held, Holds } from './holds.ts';
import { endOfHold } from './holds.ts';
import { jobCodeOf } from './services.ts';
import type { GridPlace } from './slot-id.ts';
import { readSlotId } from './slot-id.ts';
import * as wire from './wire.ts';
import { NOT_DONE, inWords } from './words.ts';
import type { Zones } from './zones.ts';

type Outcome = Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown>;

/** What booking works with. */
export interface BookParts {
  readonly api: PepBoysApi;
  readonly holds: Holds;
  readonly zones: Zones;
}

const TAKEN: SlotTaken = { kind: 'slot-taken', alternatives: [] };
const UNSETTLED: Unknown = { kind: 'unknown', why: 'timeout' };

/**
 * Holds the time, then confirms the hold. A repeat confirms the same token again, which cannot book twice; where the token
 * is used up or over, the look-up tells which. Only when there is no appointment and the token's time is over is the time
 * held anew, so that no two appointments ever live under one reference.
 */
export async function book(parts: BookParts, order: BookingOrder, options?: CallOptions): Promise<Outcome> {
  const { api, holds, zones } = parts;
  const { reference } = order;
  const place = placeOf(parts, order);
  if (!place.ok) return place;
  const deadline = deadlineOf(options, api.timeoutMs);

  const earlier = holds.recall(order);
  if (earlier) {
    const repeated = await confirm(api, earlier, order, deadline);
    if (repeated !== 'gone') return repeated;
    const found = await lookup(api, zones, reference, deadline);
    if (!found.ok) return fail(UNSETTLED);
    if (found.value) return ok(bare(found.value));
    if (!holds.isOver(earlier)) return fail(UNSETTLED);
  }
  const held = await hold(api, place.value, order, deadline);
  if (!held.ok) return held;
  // Somebody else has settled this booking meanwhile; the hold ends by itself.
  if (!(await holds.keep(order, held.value))) return fail({ kind: 'unavailable', why: 'refused' });
  const first = await confirm(api, held.value, order, deadline);
  if (first !== 'gone') return first;
  const found = await lookup(api, zones, reference, deadline);
  return found.ok && found.value ? ok(bare(found.value)) : fail(UNSETTLED);
}

/** Holds the time for a booking that is not sure yet; one that is still held is left as it is. */
export async function holdTime(
  parts: BookParts,
  order: BookingOrder,
  options?: CallOptions,
): Promise<Result<{ readonly until: Instant }, SlotTaken | Rejected | Unavailable | Unknown>> {
  const { api, holds } = parts;
  const place = placeOf(parts, order);
  if (!place.ok) return place;
  const earlier = holds.recall(order);
  if (earlier && !holds.isOver(earlier)) return ok({ until: new Date(earlier.until).toISOString() });
  const held = await hold(api, place.value, order, deadlineOf(options, api.timeoutMs));
  if (!held.ok) return held;
  if (!(await holds.keep(order, held.value))) return fail({ kind: 'unavailable', why: 'refused' });
  return ok({ until: new Date(held.value.until).toISOString() });
}

/** Where and when in the grid the order is; an order that its slot does not fit is one that nobody offered. */
function placeOf({ zones }: BookParts, { slot, workOrder }: BookingOrder): Result<GridPlace, SlotTaken | Rejected> {
  const jobCode = jobCodeOf(workOrder.service);
  if (jobCode === undefined) return fail(NOT_DONE);
  const place = readSlotId(slot.networkSlotId);
  if (place?.storeId !== slot.networkRef || place.jobCode !== jobCode) return fail(TAKEN);
  if (slot.timeZone !== undefined) zones.learn(slot.networkRef, slot.timeZone);
  return ok(place);
}

const bare = ({ confirmation, start }: Confirmed): Confirmed => ({ confirmation, start });

async function hold(
  api: PepBoysApi,
  { storeId, jobCode, date, time }: GridPlace,
  { reference, slot }: BookingOrder,
  deadline: Deadline,
): Promise<Result<Held, SlotTaken | Rejected | Unavailable | Unknown>> {
  const asked = api.clock.trueNow();
  const called = await api.call(
    {
      operation: 'hold',
      method: 'POST',
      path: '/holds',
      json: { storeId, jobCode, date, time, clientRef: reference },
      answer: wire.held,
      urgent: true,
    },
    deadline,
  );
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'refusal') return fail(called.status === 409 ? TAKEN : inWords(called, 'store'));
  const { holdToken: token, expiresAt } = called.value;
  return ok({ token, slotId: slot.networkSlotId, until: endOfHold(expiresAt, asked) });
}

/** `gone`: the token is used up, or its time is over. */
async function confirm(
  api: PepBoysApi,
  { token }: Held,
  order: BookingOrder,
  deadline: Deadline,
): Promise<Outcome | 'gone'> {
  const called = await api.call(
    {
      operation: 'confirm',
      method: 'POST',
      path: `/holds/${pathPart(token)}/confirm`,
      json: confirmBody(order),
      answer: wire.confirmed,
      urgent: true,
    },
    deadline,
  );
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'answer') return ok({ confirmation: called.value.apptId, start: order.slot.start });
  if (called.status === 410 || called.status === 404) return 'gone';
  return fail(called.status === 409 ? TAKEN : inWords(called, 'hold'));
}

function confirmBody({ workOrder, vehicle, fleetName }: BookingOrder) {
  const { number, po, issue, faultCodes, contact } = workOrder;
  const { vin, year, make, model, plate } = vehicle;
  const codes = faultCodes.length > 0 ? ` Fault codes: ${faultCodes.join(', ')}.` : '';
  return {
    // Absent fields are left out by JSON.
    vehicle: { vin, year, make, model, plate },
    contact: { name: contact.name, phone: contact.phone ?? '', fleet: fleetName },
    notes: `${number}, PO ${po}: ${issue.replace(/[.\s]+$/, '')}.${codes}`,
  };
}
