import { IANAZone } from 'luxon';
import { z } from 'zod';
import { isCursor } from '../../shared/stores/pages.ts';

/** The fields that several bodies share. Where zod's own words do not say what would be right, a field says it. */
export const idSchema = z.string().regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ ~ -');

/** Ids that callers give to their own messages: an idempotency key. */
export const callerIdSchema = z.string().regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable characters');

// Control characters and halves of characters break cards, mails and calendars alike.
const ONE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;

/** One line of text, trimmed, 1 to `max` characters. */
export const line = (max = 200) =>
  z.string().trim().min(1).max(max).regex(ONE_LINE, 'must be one line without control characters');

const zones = new Map<string, boolean>();

const isZone = (name: string): boolean => {
  let valid = zones.get(name);
  if (valid === undefined) {
    valid = /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
    if (zones.size < 1_000) zones.set(name, valid);
  }
  return valid;
};

export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isZone, 'must be the name of an IANA time zone, such as America/Chicago');

export const localeSchema = z.string().max(35).refine(isLocale, 'must be a language tag, such as en-US');

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export const phoneSchema = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +13125550100');

export const emailSchema = z.email().max(254);

export const dateSchema = z.iso.date();

export const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 06:30');

export const pointSchema = z.object({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
});

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export const moneySchema = z.object({
  amount: z.int().min(0).max(1_000_000_000_000).meta({ description: 'In minor units: 18900 is 189.00 USD.' }),
  currency: z
    .string()
    .max(3)
    .refine((code) => currencies.has(code), 'must be the code of an ISO 4217 currency, such as USD'),
});

/** Minutes, also a fraction of one, up to a year. */
export const minutes = () => z.number().min(0).max(525_600);

/** A web address, kept as text; hosts that may be called are judged where they are called. */
export const webUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with https:// or http://' })
  .max(2000);

export const weekdaysSchema = z
  .string()
  .regex(/^(Mo|Tu|We|Th|Fr|Sa|Su)([-,](Mo|Tu|We|Th|Fr|Sa|Su)){0,6}$/, 'must be days of the week, such as Mo-Fr');

/** A page of a list, `cursor` is null on the last. */
export const listOf = (item: z.ZodType) => z.object({ items: z.array(item), cursor: z.string().nullable() });

/** The query of a list. */
export const pageQuery = z.object({
  cursor: z
    .string()
    .min(1)
    .max(512)
    .refine(isCursor, 'must be the cursor of the page before, as it was given')
    .optional()
    .meta({ description: 'From the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
