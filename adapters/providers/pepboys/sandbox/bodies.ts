import type { SandboxReply } from '../../../shared/sandbox/index.ts';
import { addDays, isDate } from '../../../shared/sandbox/index.ts';
import type { PepBoysJob } from './catalogue.ts';
import { jobOf } from './catalogue.ts';

/** A refusal, `{"error"}`. */
export const refusal = (status: number, error: string): SandboxReply => ({ status, body: { error } });

/** 400 with the field's name; `body` when the whole is not a JSON object. */
export const invalid = (field: string): SandboxReply => ({ status: 400, body: { error: 'invalid_request', field } });

/** What a body holds, or the answer that names its first wrong field. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reply: SandboxReply };

const MAX_STORES = 50;
const MAX_DAYS = 31;

const wrong = (field: string): Read<never> => ({ ok: false, reply: invalid(field) });
const text = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export interface SearchBody {
  readonly storeIds: readonly string[];
  readonly job: PepBoysJob;
  readonly dates: readonly string[];
}

/** `POST /scheduling/search`: at most 50 stores and 31 days, `to` included. */
export function readSearch(raw: string): Read<SearchBody> {
  const body = readObject(raw);
  if (!body) return wrong('body');
  const { storeIds, jobCode, from, to } = body;
  if (!Array.isArray(storeIds) || !storeIds.every(text)) return wrong('storeIds');
  if (storeIds.length === 0 || storeIds.length > MAX_STORES) return wrong('storeIds');
  const job = jobOf(jobCode);
  if (job?.code !== jobCode || !job) return wrong('jobCode');
  if (!text(from) || !isDate(from)) return wrong('from');
  if (!text(to) || !isDate(to) || to < from || to > addDays(from, MAX_DAYS - 1)) return wrong('to');
  const dates: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return { ok: true, value: { storeIds, job, dates } };
}

export interface HoldBody {
  readonly storeId: string;
  readonly job: PepBoysJob;
  readonly date: string;
  readonly time: string;
  readonly clientRef: string;
}

/** `POST /holds`. */
export function readHold(raw: string): Read<HoldBody> {
  const body = readObject(raw);
  if (!body) return wrong('body');
  const { storeId, jobCode, date, time, clientRef } = body;
  if (!text(storeId)) return wrong('storeId');
  const job = jobOf(jobCode);
  if (job?.code !== jobCode || !job) return wrong('jobCode');
  if (!text(date) || !isDate(date)) return wrong('date');
  if (!text(time) || !/^([01]\d|2[0-3])[0-5]\d$/.test(time)) return wrong('time');
  if (!text(clientRef)) return wrong('clientRef');
  return { ok: true, value: { storeId, job, date, time, clientRef } };
}

export interface ConfirmBody {
  readonly vehicle: object;
  readonly contact: object;
  readonly notes: string;
}

/** `POST /holds/{token}/confirm`. */
export function readConfirm(raw: string): Read<ConfirmBody> {
  const body = readObject(raw);
  if (!body) return wrong('body');
  const { vehicle, contact, notes } = body;
  if (!isObject(vehicle)) return wrong('vehicle');
  if (!text(vehicle['vin'])) return wrong('vehicle.vin');
  if (!isObject(contact)) return wrong('contact');
  const missing = ['name', 'phone', 'fleet'].find((name) => typeof contact[name] !== 'string');
  if (missing !== undefined) return wrong(`contact.${missing}`);
  if (typeof notes !== 'string') return wrong('notes');
  return { ok: true, value: { vehicle, contact, notes } };
}

function readObject(raw: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(raw);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
