import type { ServerResponse } from 'node:http';
import type { Asked } from './odd-server.ts';

export const NAMESPACE = 'http://www.starstandard.org/STAR/5';

/** What a document says in its first element of this name. */
export const said = (xml: string, name: string): string | undefined =>
  new RegExp(`<(?:\\w+:)?${name}>([^<]*)</`).exec(xml)?.[1];

/** A document to the letter, written by hand. */
export const document = (name: string, about: string | undefined, data: string): string =>
  `<${name} xmlns="${NAMESPACE}"><ApplicationArea>${about === undefined ? '' : `<Sender><ReferenceID>${about}</ReferenceID></Sender>`}` +
  `<CreationDateTime>2026-11-22T15:04:06Z</CreationDateTime><BODID>theirs-1</BODID></ApplicationArea>` +
  `<${name}DataArea>${data}</${name}DataArea></${name}>`;

export const slot = (start = '2026-11-23T09:00:00-06:00', end = '2026-11-23T10:00:00-06:00', advisor = 'A2') =>
  `<AvailableSlot><SlotStartDateTime>${start}</SlotStartDateTime><SlotEndDateTime>${end}</SlotEndDateTime>` +
  `<AdvisorID>${advisor}</AdvisorID><TransportationOption>Shuttle</TransportationOption></AvailableSlot>`;

export const show = (about: string, ...slots: readonly string[]) =>
  document('ShowServiceAppointmentAvailability', about, slots.join(''));

export const accepted = (about: string, documentId: string, number = 'RO-52401') =>
  document(
    'AcknowledgeServiceAppointment',
    about,
    `<DocumentID>${documentId}</DocumentID><ResponseStatus>Accepted</ResponseStatus><DealerDocumentID>${number}</DealerDocumentID>`,
  );

export const rejected = (about: string, documentId: string, reason: string) =>
  document(
    'AcknowledgeServiceAppointment',
    about,
    `<DocumentID>${documentId}</DocumentID><ResponseStatus>Rejected</ResponseStatus><ReasonCode>${reason}</ReasonCode>`,
  );

export const misread = (about: string | undefined, description: string) =>
  document('ConfirmBOD', about, `<BODFailureMessage><Description>${description}</Description></BODFailureMessage>`);

export const bodIdOf = ({ body }: Asked): string => said(body, 'BODID') ?? '';

export function xml(response: ServerResponse, body: string | Uint8Array, status = 200, type = 'application/xml'): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(body);
}
