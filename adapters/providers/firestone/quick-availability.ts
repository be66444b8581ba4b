import { isCalendarDate, isTimeZone, minuteOfDay } from '../../../src/domain/time.ts';
import type { WireAvailability } from './wire.ts';

/**
 * Whether a reply certainly is as the schema `availability` wants it, found out at a tenth of the schema's cost: it is
 * the one reply of which thousands are read in each round. What is not certain here is judged by the schema, which also
 * says what is wrong; whatever passes here passes there.
 */
export function isAvailability(reply: unknown): reply is WireAvailability {
  if (!isObject(reply)) return false;
  const { storeNumber, timeZone, asOf, days } = reply;
  if (typeof storeNumber !== 'string' || typeof timeZone !== 'string' || !isZone(timeZone)) return false;
  if (typeof asOf !== 'string' || !isMoment(asOf) || !Array.isArray(days)) return false;
  for (const day of days) if (!isDay(day)) return false;
  return true;
}

function isDay(day: unknown): boolean {
  if (!isObject(day) || typeof day['date'] !== 'string' || !isDate(day['date'])) return false;
  const { dropOff, slots } = day;
  if (!isObject(dropOff) || !isTime(dropOff['from']) || !isTime(dropOff['to'])) return false;
  if (!Array.isArray(slots)) return false;
  for (const slot of slots) if (!isSlot(slot)) return false;
  return true;
}

function isSlot(slot: unknown): boolean {
  if (!isObject(slot)) return false;
  const { slotId, start, end, baysOpen, estimate } = slot;
  if (typeof slotId !== 'string' || !isPlainId(slotId) || !isTime(start) || !isTime(end)) return false;
  return typeof baysOpen === 'number' && Number.isSafeInteger(baysOpen) && baysOpen >= 0 && isMoney(estimate);
}

function isMoney(money: unknown): boolean {
  if (!isObject(money)) return false;
  const { amount, currency } = money;
  if (typeof amount !== 'number' || !(amount >= 0 && amount <= 1e9)) return false;
  return typeof currency === 'string' && (currency === 'USD' || /^[A-Z]{3}$/.test(currency));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isTime = (value: unknown): boolean => typeof value === 'string' && minuteOfDay(value) !== undefined;

/** Printable ASCII of a usual length. */
function isPlainId(text: string): boolean {
  if (text.length === 0 || text.length > 64) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

const isZone = (name: string): boolean => name.length <= 64 && /^[A-Za-z]/.test(name) && isTimeZone(name);

const MOMENT = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

// The schema knows no year 0.
const isDate = (text: string): boolean => isCalendarDate(text) && !text.startsWith('0000');
const isMoment = (text: string): boolean => MOMENT.test(text) && isDate(text.slice(0, 10));
