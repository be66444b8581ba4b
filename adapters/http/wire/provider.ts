import { z } from 'zod';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ProviderId } from '../../../src/domain/ids.ts';
import { SERVICE_CODES } from '../../../src/domain/services.ts';
import {
  emailSchema,
  idSchema,
  line,
  minutes,
  moneySchema,
  phoneSchema,
  timeZoneSchema,
  webUrlSchema,
} from './fields.ts';

const body = z.object({
  name: line(),
  network: idSchema,
  networkRef: line(128).optional().meta({ description: "The network's own id of the shop; for `local` its id." }),
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  timeZone: timeZoneSchema,
  phone: phoneSchema.optional(),
  email: emailSchema.optional(),
  address: z
    .object({
      line1: line().optional(),
      city: line(100).optional(),
      state: line(100).optional(),
      postalCode: line(20).optional(),
    })
    .optional(),
  services: z.array(z.enum(SERVICE_CODES)).min(1).max(50),
  certifications: z.array(line(64)).max(50).default([]),
  maxGvwrLb: z.number().gt(0).max(1_000_000).optional(),
  openingHours: line(500).optional().meta({ description: 'In the syntax of OpenStreetMap.' }),
  bays: z.int().min(1).max(1_000).optional(),
  busyCalendarUrl: webUrlSchema.optional(),
  noticeMinutes: minutes().optional(),
  answerMinutes: minutes().optional(),
  mobile: phoneSchema.optional(),
  bookingUrl: webUrlSchema.optional(),
  cancelFee: z.object({ fee: moneySchema, beforeHours: z.number().min(0).max(8_760) }).optional(),
});

/** The body of `PUT /v1/providers/{providerId}`. */
export const providerBody = body.refine((shop) => shop.network === 'local' || shop.networkRef !== undefined, {
  path: ['networkRef'],
  message: "is required: the network's own id of the shop",
});

/** A provider as it is shown. */
export const providerView = body.extend({ providerId: idSchema, networkRef: z.string() });

/** The body as the domain's provider; what is named twice counts once. */
export const toProvider = (providerId: ProviderId, shop: z.output<typeof providerBody>): Provider => ({
  providerId,
  ...shop,
  networkRef: shop.networkRef ?? providerId,
  services: [...new Set(shop.services)],
  certifications: [...new Set(shop.certifications)],
});

/** What is wrong with a network's name that is none of these. */
export const unknownNetwork = (known: readonly string[]): string =>
  `must be one of the networks that there are: ${known.join(', ')}`;
