import type {
  BookingOrder,
  CallOptions,
  Cancelled,
  Confirmed,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { asUnknown, deadlineOf } from '../../shared/http-client/index.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import type { StarApi } from './api.ts';
import type { Outgoing } from './documents.ts';
import { appointmentDocument, documentIdOf, statusRefOf, withdrawal } from './documents.ts';
import { slotIdOf } from './slots.ts';
import type { WireAcknowledgement } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

type Outcome = Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown>;
type Standing = Pick<Appointment, 'confirmation' | 'networkRef' | 'reference'>;

const TAKEN: Outcome = fail({ kind: 'slot-taken', alternatives: [] });

/**
 * Books. The BODID is the order's reference, so that its repeat is the same document and never books twice; the document's
 * number is the booking's id.
 */
export async function book(api: StarApi, order: BookingOrder, options?: CallOptions): Promise<Outcome> {
  // The document names the start alone, so a time of another name would be booked unseen.
  if (order.slot.networkSlotId !== slotIdOf(order.slot.start)) return TAKEN;
  const deadline = deadlineOf(options, api.timeoutMs);
  const document = appointmentDocument('Add', envelopeOf(api, order, order.reference), order);
  const answer = await process(api, 'book', document, order.reference, deadline);
  if (answer.ok || answer.error.kind !== 'rejected' || answer.error.code !== 'DUPLICATE_BOD')
    return confirmed(answer, order);
  // Another document went out under this number, and may have booked: nothing of it is left standing.
  const withdrawn = await withdraw(api, order.slot.networkRef, order.reference, deadline);
  return withdrawn.ok || withdrawn.error.kind === 'rejected' ? answer : fail({ kind: 'unknown', why: 'bad-reply' });
}

/** Moves to another time at the same dealer; its number stays. */
export async function move(
  api: StarApi,
  { reference }: Standing,
  order: BookingOrder,
  options?: CallOptions,
): Promise<Outcome> {
  if (order.slot.networkSlotId !== slotIdOf(order.slot.start)) return TAKEN;
  const envelope = envelopeOf(api, order, `${order.reference}-replace`);
  const document = appointmentDocument('Replace', envelope, { ...order, reference });
  const answer = await process(api, 'replace', document, reference, deadlineOf(options, api.timeoutMs));
  return confirmed(answer, { ...order, reference });
}

/** Cancels; safe to repeat, since its repeat is the same document. The contract knows no fee. */
export async function cancel(
  api: StarApi,
  { networkRef, reference }: Standing,
  options?: CallOptions,
): Promise<Result<Cancelled, Rejected | Unavailable | Unknown>> {
  return withdraw(api, networkRef, reference, deadlineOf(options, api.timeoutMs));
}

async function withdraw(api: StarApi, dealer: string, reference: string, deadline: Deadline) {
  const envelope = { bodId: `${reference}-delete`, dealer, createdAt: api.clock.now().toISOString() };
  const answer = await process(api, 'cancel', withdrawal(envelope, documentIdOf(reference)), reference, deadline);
  if (answer.ok) return ok({});
  const { error } = answer;
  return fail(error.kind === 'slot-taken' ? inWords('SLOT_UNAVAILABLE') : error);
}

const envelopeOf = (api: StarApi, { slot, requestedAt }: BookingOrder, bodId: string) => ({
  bodId,
  dealer: slot.networkRef,
  createdAt: requestedAt ?? api.clock.now().toISOString(),
});

/** Sends a document that changes something; what is accepted must be this one. */
async function process(
  api: StarApi,
  operation: string,
  document: Outgoing,
  reference: string,
  deadline: Deadline,
): Promise<Result<WireAcknowledgement, SlotTaken | Rejected | Unavailable | Unknown>> {
  const called = await api.ask(operation, document, wire.acknowledged, deadline);
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'misunderstood') return fail(called.rejected);
  const area = called.value.AcknowledgeServiceAppointmentDataArea;
  const broken = (name: string, problem: string) => {
    const field = `AcknowledgeServiceAppointmentDataArea.${name}`;
    api.breaks.report(operation, { field, path: field, problem });
    return fail({ kind: 'unknown', why: 'bad-reply', field } as const);
  };
  if (area.DocumentID !== documentIdOf(reference)) return broken('DocumentID', 'must be the one of the question');
  if (area.ResponseStatus === 'Rejected')
    return area.ReasonCode === 'SLOT_UNAVAILABLE' ? TAKEN_BY_OTHERS : fail(inWords(area.ReasonCode));
  if (operation !== 'cancel' && !wire.isOpaque(area.DealerDocumentID))
    return broken('DealerDocumentID', 'must be there when it is accepted');
  return ok(area);
}

const TAKEN_BY_OTHERS = fail({ kind: 'slot-taken', alternatives: [] } as const);

function confirmed(
  answer: Result<WireAcknowledgement, SlotTaken | Rejected | Unavailable | Unknown>,
  { reference, slot }: BookingOrder,
): Outcome {
  if (!answer.ok) return answer;
  const { DealerDocumentID: confirmation = '' } = answer.value;
  // The answer has no time: what is accepted is what was asked for.
  const start = new Date(slot.start).toISOString();
  return ok({ confirmation, start, statusRef: statusRefOf(documentIdOf(reference), confirmation) });
}
