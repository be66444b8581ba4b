import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import type { ServiceCode } from '../../../../src/domain/services.ts';
import { SERVICE_CODES } from '../../../../src/domain/services.ts';
import { isDate } from '../../../shared/sandbox/index.ts';
import { parseXml, pluck } from '../xml/index.ts';
import type { Element } from '../xml/index.ts';

interface Envelope {
  readonly bodId: string;
  readonly dealer: string;
  /** The data area as it was understood, to tell a repeat from another document. */
  readonly content: string;
}

export interface AvailabilityQuestion extends Envelope {
  readonly kind: 'availability';
  readonly service: ServiceCode;
  readonly from: string;
  readonly to: string;
}

/** What a booking and a move say. */
export interface WholeHeader {
  readonly documentId: string;
  readonly startMs: number;
  readonly vin: string;
  readonly service: ServiceCode;
  readonly warranty: boolean;
  readonly description: string;
  readonly faultCodes: readonly string[];
}

export type Order = Envelope &
  ((WholeHeader & { readonly kind: 'book' | 'replace' }) | { readonly kind: 'cancel'; readonly documentId: string });

/** What could not be understood, and which document it was, as far as that could be read. */
export interface Misread {
  readonly bodId: string | undefined;
  readonly why: string;
}

type Fields = Readonly<Record<string, string | undefined>>;

const DAY_MS = 86_400_000;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const KINDS = { Add: 'book', Replace: 'replace', Delete: 'cancel' } as const;

/** Reads a document as a dealer's system would: what it does not understand it says so of, naming the element. */
export function readQuestion(body: string): Result<AvailabilityQuestion | Order, Misread> {
  const root = parseXml(body.replace(/^\ufeff/, ''));
  if (!root.ok) return fail({ bodId: undefined, why: root.error });
  const { bodId, dealer } = envelopeOf(root.value);
  const no = (why: string) => fail({ bodId: bodId || undefined, why });
  if (bodId === '') return no('BODID is missing');
  const content = JSON.stringify(root.value.children.filter(({ name }) => name.endsWith('DataArea')));
  try {
    if (root.value.name === 'GetServiceAppointmentAvailability')
      return ok({ kind: 'availability', bodId, content, ...readAvailability(root.value) });
    if (root.value.name !== 'ProcessServiceAppointment') return no('The document is not one that is understood');
    if (dealer === '') return no('Destination/DealerNumberID is missing');
    return ok({ bodId, dealer, content, ...readOrder(root.value) });
  } catch (error) {
    if (error instanceof Wrong) return no(error.message);
    throw error;
  }
}

/** An element that is missing or wrong. */
class Wrong extends Error {}

function envelopeOf(root: Element): { readonly bodId: string; readonly dealer: string } {
  const shape = { ApplicationArea: { BODID: 'text', Destination: { DealerNumberID: 'text' } } } as const;
  const area = pluck(root, shape)['ApplicationArea'] as { BODID?: string; Destination?: Fields } | undefined;
  return { bodId: area?.BODID ?? '', dealer: area?.Destination?.['DealerNumberID'] ?? '' };
}

function fieldsOf(root: Element, container: string, names: readonly string[]): Fields {
  const shape = { [container]: Object.fromEntries(names.map((name) => [name, 'text' as const])) };
  return (pluck(root, shape)[container] ?? {}) as Fields;
}

function need(fields: Fields, name: string, isRight: (text: string) => boolean = (text) => text !== ''): string {
  const value = fields[name];
  if (value === undefined || value === '') throw new Wrong(`${name} is missing`);
  if (typeof value !== 'string' || !isRight(value)) throw new Wrong(`${name} is wrong`);
  return value;
}

const isService = (code: string): boolean => (SERVICE_CODES as readonly string[]).includes(code);

function readAvailability(root: Element) {
  const names = ['DealerNumberID', 'OperationCode', 'StartDate', 'EndDate'];
  const fields = fieldsOf(root, `${root.name}DataArea`, names);
  const dealer = need(fields, 'DealerNumberID');
  const service = need(fields, 'OperationCode', isService) as ServiceCode;
  const from = need(fields, 'StartDate', isDate);
  const to = need(fields, 'EndDate', isDate);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1 || days > 31) throw new Wrong('EndDate is wrong: 1 to 31 days can be asked for');
  return { dealer, service, from, to };
}

function readOrder(root: Element) {
  const names = ['DocumentID', 'ActionCode', 'AppointmentDateTime', 'VehicleID', 'OperationCode', 'WarrantyIndicator'];
  const header = fieldsOf(root, 'ServiceAppointmentHeader', names);
  const documentId = need(header, 'DocumentID');
  const action = need(header, 'ActionCode', (code) => Object.hasOwn(KINDS, code)) as keyof typeof KINDS;
  const kind = KINDS[action];
  if (kind === 'cancel') return { kind, documentId };
  const start = need(header, 'AppointmentDateTime', (text) => MOMENT.test(text) && !Number.isNaN(Date.parse(text)));
  const detail = fieldsOf(root, 'ServiceAppointmentDetail', ['JobDescription']);
  return {
    kind,
    documentId,
    startMs: Date.parse(start),
    vin: need(header, 'VehicleID'),
    service: need(header, 'OperationCode', isService) as ServiceCode,
    warranty: need(header, 'WarrantyIndicator', (text) => text === 'true' || text === 'false') === 'true',
    description: need(detail, 'JobDescription'),
    faultCodes: textsOf(root, 'DiagnosticTroubleCode'),
  };
}

const textsOf = (element: Element, name: string): readonly string[] =>
  element.children.flatMap((child) => (child.name === name ? [child.text] : textsOf(child, name)));
