import { randomUUID } from 'node:crypto';
import type { SandboxReply } from '../../../shared/sandbox/index.ts';
import { withOffset } from '../../../shared/sandbox/index.ts';
import { escapeXml, group, leaf, parseXml, pluck, starDocument } from '../xml/index.ts';
import type { Appointment } from './types.ts';

/** `2026-11-22T15:04:05Z` */
const seconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const xml = (text: string): SandboxReply => ({ status: 200, text, contentType: 'application/xml; charset=utf-8' });

const area = (about: string | undefined, now: Date, bodId: string = randomUUID()): readonly string[] => [
  ...(about === undefined ? [] : [group('Sender', leaf('ReferenceID', about))]),
  leaf('CreationDateTime', seconds(now)),
  leaf('BODID', bodId),
];

export interface Place {
  readonly startMs: number;
  readonly endMs: number;
  readonly advisor: number;
}

export function availability(about: string, now: Date, zone: string, places: readonly Place[]): SandboxReply {
  const slots = places.map(({ startMs, endMs, advisor }) =>
    group(
      'AvailableSlot',
      leaf('SlotStartDateTime', withOffset(startMs, zone)),
      leaf('SlotEndDateTime', withOffset(endMs, zone)),
      leaf('AdvisorID', `A${advisor}`),
      leaf('TransportationOption', advisor % 2 === 1 ? 'Shuttle' : 'Loaner'),
    ),
  );
  return xml(starDocument('ShowServiceAppointmentAvailability', area(about, now), slots));
}

export type Verdict =
  | { readonly accepted: string }
  | { readonly rejected: 'SLOT_UNAVAILABLE' | 'INVALID_VIN' | 'UNKNOWN_DOCUMENT' | 'NOT_CHANGEABLE' | 'DUPLICATE_BOD' };

export function acknowledgement(about: string, now: Date, documentId: string, verdict: Verdict): SandboxReply {
  const outcome =
    'accepted' in verdict
      ? [leaf('ResponseStatus', 'Accepted'), leaf('DealerDocumentID', verdict.accepted)]
      : [leaf('ResponseStatus', 'Rejected'), leaf('ReasonCode', verdict.rejected)];
  return xml(
    starDocument('AcknowledgeServiceAppointment', area(about, now), [leaf('DocumentID', documentId), ...outcome]),
  );
}

/** What could not be understood. */
export function failure(about: string | undefined, now: Date, why: string): SandboxReply {
  return xml(starDocument('ConfirmBOD', area(about, now), [group('BODFailureMessage', leaf('Description', why))]));
}

/** A status as it is posted; the names of the header may lie deeper in the data area. */
export function statusDocument(bodId: string, appointment: Appointment, now: Date): string {
  const { documentId, dealerDocumentId, dealer, startMs, vin, status } = appointment;
  const header = group(
    'ServiceAppointmentHeader',
    leaf('DocumentID', documentId),
    leaf('DealerDocumentID', dealerDocumentId),
    leaf('AppointmentDateTime', withOffset(startMs, dealer.zone)),
    leaf('VehicleID', vin),
    leaf('AppointmentStatus', status),
  );
  const applicationArea = area(dealer.networkRef, now, bodId);
  return starDocument('ShowServiceAppointment', applicationArea, ['<Show/>', group('ServiceAppointment', header)]);
}

/** Whether the answer to a status is its receipt. */
export function isReceipt(body: string): boolean {
  const root = parseXml(body);
  if (!root.ok || root.value.name !== 'ConfirmBOD') return false;
  const { ConfirmBODDataArea: data } = pluck(root.value, { ConfirmBODDataArea: { BODSuccessMessage: {} } });
  return data !== undefined && Object.hasOwn(data as object, 'BODSuccessMessage');
}

const TYPED = ['ReferenceID', 'DocumentID', 'ResponseStatus', 'SlotStartDateTime', 'SlotEndDateTime'];

/** The fault `malformed` cuts a document in its middle, `wrong-type` puts an element where a text belongs. */
export function spoil(reply: SandboxReply, kind: 'malformed' | 'wrong-type', pick: number): SandboxReply {
  const text = reply.text ?? escapeXml(JSON.stringify(reply.body ?? {}));
  if (kind === 'malformed') return { ...reply, text: text.slice(0, Math.floor(text.length / 2)) };
  const there = TYPED.filter((name) => text.includes(`<${name}>`));
  const name = there[Math.floor(pick * there.length)];
  if (name === undefined) return { ...reply, text: '<Other/>' };
  return {
    ...reply,
    text: text.replace(new RegExp(`<${name}>[^<]*</${name}>`), `<${name}><Other>1</Other></${name}>`),
  };
}
