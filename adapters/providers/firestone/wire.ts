import { z } from 'zod';
import { fromMajor } from '../../../src/domain/money.ts';
import { isTimeZone } from '../../../src/domain/time.ts';

/** The forms of Firestone's replies (providers.md, part 1). Fields that are not named here are ignored. */

// Opaque, but some go into paths and all into our store: no control characters, no halves of characters.
const OPAQUE = /^[^\p{Cc}\p{Cs}]+$/u;
const opaque = (max: number) => z.string().min(1).max(max).regex(OPAQUE, 'must be text without control characters');
// As a part of a path these two would mean another place.
const confirmation = opaque(200).refine((text) => text !== '.' && text !== '..', 'must not be a dot segment');

const instant = z.iso.datetime({ offset: true }).transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  context.addIssue({ code: 'custom', message: 'must be a moment' });
  return z.NEVER;
});
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a wall time, such as 09:00');
const timeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), 'must be an IANA time zone');

const majorUnits = z.object({
  amount: z.number().min(0).max(1e9),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code'),
});
/** Decimal major units, such as 189.0. */
export type WireMoney = z.output<typeof majorUnits>;

/** Money in our form. */
export const money = majorUnits.transform(({ amount, currency }) => fromMajor(amount, currency));

const slot = z.object({
  slotId: opaque(1024),
  start: localTime,
  end: localTime,
  baysOpen: z.int().min(0),
  estimate: majorUnits,
});
export type WireSlot = z.output<typeof slot>;

const dropOff = z.object({ from: localTime, to: localTime });
export type WireDropOff = z.output<typeof dropOff>;

export const token = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/, 'must be printable text'),
  token_type: z.string().regex(/^bearer$/i, 'must be Bearer'),
  expires_in: z.number().gt(0),
});

export const availability = z.object({
  storeNumber: z.string(),
  timeZone,
  asOf: instant,
  days: z.array(z.object({ date: z.iso.date(), dropOff, slots: z.array(slot) })),
});
export type WireAvailability = z.output<typeof availability>;

export const alternative = slot.extend({ date: z.iso.date() });
export type WireAlternative = z.output<typeof alternative>;

export const booked = z.object({ confirmation, status: z.literal('CONFIRMED'), start: instant });

export const cancelled = z.object({ status: z.literal('CANCELLED'), fee: money });

export const found = z.object({
  appointments: z.array(
    z.object({
      confirmation,
      status: z.enum(['CONFIRMED', 'CHECKED_IN', 'IN_SERVICE', 'READY', 'NO_SHOW', 'CANCELLED']),
      start: instant,
      storeNumber: z.string(),
      idempotencyKey: z.string(),
    }),
  ),
});
export type WireAppointment = z.output<typeof found>['appointments'][number];

export const storesPage = z.object({ stores: z.array(z.unknown()), nextPage: z.int().min(2).nullable() });

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line');

export const store = z.object({
  // It becomes a part of our provider's id.
  storeNumber: z.string().regex(/^[A-Za-z0-9._~-]{1,54}$/, 'must be 1 to 54 letters, digits or . _ ~ -'),
  name: line(200).min(1),
  address: z.object({ line1: line(200), city: line(100), state: line(100), postalCode: line(20) }),
  geo: z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }),
  timeZone,
  phone: line(50).nullish(),
  services: z.array(z.string()),
  certifications: z.array(line(64).min(1)).max(50),
  maxGvwrLb: z.number().gt(0).max(1_000_000).nullish(),
  bookingPage: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullish(),
  cancelFee: z
    .object({
      amount: z.number().min(0).max(1e9),
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code'),
      beforeHours: z.number().min(0).max(8760),
    })
    .nullish(),
});
export type WireStore = z.output<typeof store>;

/** Any 4xx: `code` and sometimes the field; a 409 may have alternatives, read one by one. */
export const refusal = z.object({
  code: z.string().nullish(),
  field: z.string().nullish(),
  alternatives: z.unknown().optional(),
});
export type Refused = z.output<typeof refusal>;

/** A status webhook's body. */
export const statusEvent = z.object({
  eventId: opaque(200),
  confirmation,
  status: z.enum(['CHECKED_IN', 'IN_SERVICE', 'READY', 'NO_SHOW', 'CANCELLED']),
  at: instant,
  invoice: money.nullish(),
});
