import { DateTime } from 'luxon';
import type { BookingOrder } from '../../../src/app/ports/network.ts';
import type { Instant, LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import { formatMoney } from '../../../src/domain/money.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { group, leaf, starDocument } from './xml/index.ts';

/** A document of ours, ready to be sent. */
export interface Outgoing {
  /** Unique among all documents; the same one is sent again under the same one. */
  readonly bodId: string;
  readonly xml: string;
}

interface Envelope {
  readonly bodId: string;
  readonly dealer: string;
  readonly createdAt: Instant;
}

const applicationArea = ({ bodId, dealer, createdAt }: Envelope): readonly string[] => [
  group('Sender', leaf('ReferenceID', 'pitcrew')),
  leaf('CreationDateTime', toSeconds(createdAt)),
  leaf('BODID', bodId),
  group('Destination', leaf('DealerNumberID', dealer)),
];

const toSeconds = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** A moment as dealers write it, with the offset of the shop's zone: `2026-11-23T09:00:00-06:00`. */
export const withOffset = (at: Instant, timeZone: TimeZone): string =>
  DateTime.fromISO(at, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");

/** The number of a case's document at its dealer: the booking's id, whichever attempt it is (`<booking id>-<attempt>`). */
export const documentIdOf = (reference: string): string => reference.replace(/-\d+$/, '');

/** Asks a dealer for free times; both dates are included. */
export function availabilityQuestion(
  envelope: Envelope,
  { service, from, to }: { readonly service: ServiceCode; readonly from: LocalDate; readonly to: LocalDate },
): Outgoing {
  const xml = starDocument('GetServiceAppointmentAvailability', applicationArea(envelope), [
    leaf('DealerNumberID', envelope.dealer),
    leaf('OperationCode', service),
    leaf('StartDate', from),
    leaf('EndDate', to),
  ]);
  return { bodId: envelope.bodId, xml };
}

/** Books (`Add`) or moves (`Replace`). It depends on the order alone, so that its repeat is the same byte for byte. */
export function appointmentDocument(action: 'Add' | 'Replace', envelope: Envelope, order: BookingOrder): Outgoing {
  const { slot, vehicle, workOrder, underWarranty = false } = order;
  const header = [
    leaf('DocumentID', documentIdOf(order.reference)),
    leaf('ActionCode', action),
    leaf('AppointmentDateTime', withOffset(slot.start, slot.timeZone ?? 'utc')),
    leaf('VehicleID', vehicle.vin),
    leaf('OperationCode', workOrder.service),
    leaf('WarrantyIndicator', String(underWarranty)),
  ];
  const detail = [
    leaf('JobDescription', jobDescription(order)),
    ...workOrder.faultCodes.map((code) => leaf('DiagnosticTroubleCode', code)),
  ];
  return processDocument(envelope, header, detail);
}

/** Cancels whatever stands at the dealer under this document's number. */
export const withdrawal = (envelope: Envelope, documentId: string): Outgoing =>
  processDocument(envelope, [leaf('DocumentID', documentId), leaf('ActionCode', 'Delete')]);

function processDocument(envelope: Envelope, header: readonly string[], detail?: readonly string[]): Outgoing {
  const appointment = group(
    'ServiceAppointment',
    group('ServiceAppointmentHeader', ...header),
    ...(detail ? [group('ServiceAppointmentDetail', ...detail)] : []),
  );
  const dataArea = ['<Process acknowledgeCode="Always"/>', appointment];
  return { bodId: envelope.bodId, xml: starDocument('ProcessServiceAppointment', applicationArea(envelope), dataArea) };
}

/** All that the header has no element for. */
function jobDescription({ workOrder, vehicle, fleetName }: BookingOrder): string {
  const { issue, number, po, notToExceed, contact } = workOrder;
  const car = [vehicle.year, vehicle.make, vehicle.model].filter((part) => part !== undefined).join(' ');
  const parts = [
    issue,
    `Work order ${number}, PO ${po}`,
    ...(notToExceed ? [`Not to exceed ${formatMoney(notToExceed)}`] : []),
    [car, vehicle.plate].filter(Boolean).join(', '),
    `Fleet ${fleetName}`,
    `Contact ${[contact.name, contact.phone].filter(Boolean).join(', ')}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replace(/[.\s]+$/, ''))
    .join('. ');
}

/** Our word about a document of theirs: that it is stored, or why it was not understood. */
export function confirmBod(
  envelope: { readonly bodId: string; readonly createdAt: Instant; readonly about?: string | undefined },
  failure?: string,
): string {
  const { bodId, createdAt, about } = envelope;
  const sender = about === undefined ? [] : [group('Sender', leaf('ReferenceID', about))];
  const message =
    failure === undefined
      ? group('BODSuccessMessage', leaf('Description', 'Stored.'))
      : group('BODFailureMessage', leaf('Description', failure));
  return starDocument(
    'ConfirmBOD',
    [...sender, leaf('CreationDateTime', toSeconds(createdAt)), leaf('BODID', bodId)],
    [message],
  );
}

/** What a status is found by: dealers number their documents each for himself, so that two may have the same. */
export const statusRefOf = (documentId: string, dealerDocumentId: string): string =>
  `${documentId}/${dealerDocumentId}`;
