import { z } from 'zod';
import { isTimeZone } from '../../../src/domain/time.ts';
import { JOB_CODES } from './services.ts';

/** The forms of Pep Boys' replies (providers.md, part 2). Fields that are not named here are ignored. */

const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const time = z.string().regex(/^([01]\d|2[0-3])[0-5]\d$/, 'must be a wall time, such as 0900');
const timeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), 'must be an IANA time zone');

/** Opaque, but a part of paths and kept in our store: no control characters, no halves of characters, no dot segment. */
const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be text without control characters')
  .refine((text) => text !== '.' && text !== '..', 'must not be a dot segment');

/** An object by names that the shops choose, as a list, so that a wrong field's path has only the contract's names. */
const entries = <Name extends string, Value extends string>(name: Name, value: Value) =>
  z
    .record(z.string(), z.unknown())
    .transform((record) => Object.entries(record).map(([key, each]) => ({ [name]: key, [value]: each })));

export const searched = z.object({ generated: epochMs, stores: z.record(z.string(), z.unknown()) });

/** One store of a search's reply, its grid as lists. */
export const store = z.object({
  tz: timeZone,
  stepMinutes: z.int().min(1).max(1440),
  days: entries('date', 'times').pipe(
    z.array(
      z.object({
        date: z.iso.date(),
        times: entries('time', 'bays').pipe(z.array(z.object({ time, bays: z.int().min(0) }))),
      }),
    ),
  ),
});
export type WireStore = z.output<typeof store>;

const job = z.object({
  jobCode: z.string(),
  minutes: z.int().min(1).max(1440),
  priceCents: z.int().min(0).max(100_000_000),
});
export type WireJob = z.output<typeof job>;

const isForeign = (entry: unknown): boolean => {
  const code = (entry as { readonly jobCode?: unknown } | null)?.jobCode;
  return typeof code === 'string' && !JOB_CODES.has(code);
};
/** Jobs that we never book may look as they like. */
export const jobs = z
  .array(z.unknown())
  .transform((all) => all.filter((entry) => !isForeign(entry)))
  .pipe(z.array(job));

export const held = z.object({ holdToken: id, expiresAt: epochMs });

export const confirmed = z.object({ apptId: id, state: z.literal('BOOKED') });

export const cancelled = z.object({ apptId: id, state: z.literal('CANCELED') });

export const item = z.object({
  apptId: id,
  clientRef: z.string(),
  storeId: z.string().min(1),
  date: z.iso.date(),
  time,
  state: z.enum(['BOOKED', 'ARRIVED', 'WORKING', 'DONE', 'CANCELED', 'NOSHOW']),
  changed: epochMs,
  totalCents: z.int().min(0).max(100_000_000_000).nullish(),
});
export type WireItem = z.output<typeof item>;

export const items = z.array(item);

/** Read one by one, so that a broken item does not hide the others. */
export const page = z.object({ items: z.array(z.unknown()), cursor: z.string().min(1).max(4096).nullable() });

/** Any 4xx. */
export const refusal = z.object({ error: z.string().nullish(), field: z.string().nullish() });
export type Refused = z.output<typeof refusal>;
