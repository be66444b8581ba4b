import { z } from 'zod';
import { instantSchema } from '../../../src/app/ports/alert-schema.ts';
import type { Vehicle } from '../../../src/domain/directory.ts';
import type { FleetId, VehicleId } from '../../../src/domain/ids.ts';
import { dateSchema, idSchema, line, pointSchema } from './fields.ts';

const warrantySchema = z.object({
  component: line(64),
  months: z.number().min(0).max(1_200),
  km: z.number().min(0).max(10_000_000),
});

const externalIdsSchema = z
  .record(z.string(), z.string().min(1).max(128))
  .refine(
    (ids) => Object.keys(ids).length <= 20 && Object.keys(ids).every((key) => /^[A-Za-z0-9._-]{1,64}$/.test(key)),
    'must have at most 20 names of A-Z a-z 0-9 . _ -',
  );

/** The body of `PUT /v1/fleets/{fleetId}/vehicles/{vehicleId}`. A VIN's form is warned of, not refused (see `vin.ts`). */
export const vehicleBody = z.object({
  vin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9-]{1,32}$/, 'must be a vehicle identification number: letters and digits'),
  plate: line(32).optional(),
  year: z.int().min(1900).max(2100).optional(),
  make: line(64).optional(),
  model: line(64).optional(),
  class: z.enum(['light', 'medium', 'heavy']),
  powertrain: line(32).optional(),
  gvwrLb: z.number().gt(0).max(1_000_000).optional(),
  inServiceDate: dateSchema.optional(),
  warranty: z.array(warrantySchema).max(50).optional(),
  externalIds: externalIdsSchema.optional(),
  depot: line(64).optional(),
  location: pointSchema.optional(),
  locationAt: instantSchema.optional().meta({ description: 'When it was there; without it any alert knows better.' }),
  odometerKm: z.number().min(0).max(10_000_000).optional(),
});

/** A vehicle as it is shown; `warnings` are sentences about the VIN, in the answer of the PUT alone. */
export const vehicleView = vehicleBody.extend({
  fleetId: idSchema,
  vehicleId: idSchema,
  warnings: z.array(z.string()).optional(),
});

/** The body as the domain's vehicle. */
export function toVehicle(fleetId: FleetId, vehicleId: VehicleId, body: z.output<typeof vehicleBody>): Vehicle {
  const { locationAt } = body;
  return { fleetId, vehicleId, ...body, locationAt: locationAt && new Date(locationAt).toISOString() };
}
