import type { SandboxReply } from '../../../shared/sandbox/index.ts';
import type { BookingBody } from './types.ts';

/** 400 with the field's path; `body` when the whole is not a JSON object. */
export function invalid(field: string): SandboxReply {
  return { status: 400, body: { code: 'INVALID_REQUEST', field } };
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const filled: Check = (value) => typeof value === 'string' && value.trim() !== '';
const integer: Check = (value) => Number.isInteger(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const amount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const webAddress: Check = (value) => typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** Path → check, in the order in which a wrong field is named; a parent stands before its children. */
const FIELDS: readonly (readonly [path: string, check: Check])[] = [
  ['storeNumber', filled],
  ['slotId', filled],
  ['service', filled],
  ['vehicle', isObject],
  ['vehicle.vin', filled],
  ['vehicle.year', optional(integer)],
  ['vehicle.make', optional(text)],
  ['vehicle.model', optional(text)],
  ['vehicle.plate', optional(text)],
  ['customer', isObject],
  ['customer.fleet', text],
  ['customer.contactName', text],
  ['customer.phone', text],
  ['workOrder', isObject],
  ['workOrder.number', filled],
  ['workOrder.po', text],
  ['workOrder.issue', text],
  ['workOrder.service', text],
  ['workOrder.faultCodes', texts],
  ['workOrder.notToExceed', optional(isObject)],
  ['callbackUrl', webAddress],
];

/** Reads a booking's body, or answers with the first field that is wrong. */
export function readBooking(raw: string): BookingBody | SandboxReply {
  const body = readObject(raw);
  if (!body) return invalid('body');
  for (const [path, check] of FIELDS) if (!check(at(body, path))) return invalid(path);
  if (at(body, 'workOrder.notToExceed') !== undefined) {
    if (!amount(at(body, 'workOrder.notToExceed.amount'))) return invalid('workOrder.notToExceed.amount');
    if (!filled(at(body, 'workOrder.notToExceed.currency'))) return invalid('workOrder.notToExceed.currency');
  }
  return {
    storeNumber: String(body['storeNumber']),
    slotId: String(body['slotId']),
    service: String(body['service']),
    vehicle: body['vehicle'],
    workOrder: body['workOrder'],
    callbackUrl: String(body['callbackUrl']),
  };
}

/** The slotId of a move's body, or the 400 for it. */
export function readMove(raw: string): string | SandboxReply {
  const body = readObject(raw);
  if (!body) return invalid('body');
  return filled(body['slotId']) ? String(body['slotId']) : invalid('slotId');
}

function readObject(raw: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(raw);
    return isObject(body) ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function at(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path.split('.')) value = isObject(value) ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}
