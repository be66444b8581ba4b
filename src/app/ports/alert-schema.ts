import { z } from 'zod';
import { SEVERITIES, SYSTEMS } from '../../domain/services.ts';

/** An instant with its offset, e.g. `2026-11-22T15:04:05Z`. */
export const instantSchema = z.iso.datetime({ offset: true });

/** The body of `POST /v1/alerts` and the argument of `raiseAlert`. Unknown fields are ignored. */
export const alertSchema = z
  .object({
    alertId: z.string().regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable characters'),
    vehicleId: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ ~ -')
      .optional(),
    vin: z.string().min(1).max(64).optional(),
    system: z.enum(SYSTEMS),
    severity: z.enum(SEVERITIES),
    observedAt: instantSchema,
    value: z.number().optional(),
    unit: z.string().max(20).optional(),
    threshold: z.number().optional(),
    faultCodes: z.array(z.string().min(1).max(40)).max(100).default([]),
    location: z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).optional(),
    odometerKm: z.number().min(0).max(10_000_000).optional(),
    message: z.string().max(2000).optional(),
  })
  .refine((alert) => alert.vehicleId !== undefined || alert.vin !== undefined, {
    path: ['vehicleId'],
    message: 'vehicleId or vin is required',
  });

export type AlertInput = z.input<typeof alertSchema>;
export type ParsedAlert = z.output<typeof alertSchema>;
