import { z } from 'zod';
import type { Booking, BookingState } from '../../../src/domain/booking.ts';
import { idSchema, moneySchema, pageQuery } from './fields.ts';

// The compiler keeps this complete: a state that is missing or unknown here does not compile.
const STATES = {
  offered: true,
  requested: true,
  'awaiting-approval': true,
  scheduled: true,
  moving: true,
  'in-progress': true,
  completed: true,
  cancelled: true,
  'no-show': true,
  manual: true,
  dismissed: true,
  expired: true,
  failed: true,
} as const satisfies Record<BookingState, true>;

const stateSchema = z.enum(Object.keys(STATES) as [BookingState, ...BookingState[]]);

/** The query of `GET /v1/bookings`; several states with commas between, or `state` several times. */
export const bookingsQuery = pageQuery.extend({
  fleetId: idSchema.optional(),
  vehicleId: idSchema.optional(),
  state: z
    .string()
    .max(500)
    .transform((states) => states.split(','))
    .pipe(z.array(stateSchema))
    .optional()
    .meta({ override: { type: 'string', description: 'One or several states, with commas between.' } }),
});

const actorSchema = z.object({
  kind: z.enum(['member', 'system', 'provider', 'host']),
  id: z.string(),
  channel: z.string(),
});

const slotSchema = z.looseObject({
  slotId: z.string(),
  providerId: z.string(),
  providerName: z.string(),
  network: z.string(),
  start: z.string(),
  end: z.string(),
  timeZone: z.string(),
  distanceKm: z.number(),
  reasons: z.array(z.string()),
  price: moneySchema.optional(),
  checkedAt: z.string(),
});

const appointmentSchema = z.looseObject({
  providerId: z.string().optional(),
  providerName: z.string().optional(),
  start: z.string(),
  end: z.string().optional(),
  timeZone: z.string().optional(),
  confirmation: z.string().optional(),
});

const outcomeSchema = z.object({
  intent: z.string(),
  deliveryId: z.string(),
  at: z.string(),
  result: z.enum(['done', 'absorbed', 'refused', 'failed', 'pending']),
  message: z.string(),
});

/** A booking as it is shown. Fields may be added. */
export const bookingView = z
  .looseObject({
    bookingId: z.string(),
    fleetId: z.string(),
    vehicleId: z.string(),
    state: stateSchema,
    version: z.int(),
    alerts: z.array(z.looseObject({ alertId: z.string() })),
    offer: z.looseObject({
      slots: z.array(slotSchema),
      fallbacks: z.array(z.looseObject({ providerName: z.string() })),
      rankedBy: z.string().optional(),
      reason: z.string().optional(),
    }),
    appointment: appointmentSchema.optional(),
    workOrder: z.looseObject({ number: z.string() }).optional(),
    rating: z.looseObject({ stars: z.int(), comment: z.string().optional() }).optional(),
    cancellation: z.looseObject({ fee: moneySchema.optional(), paidBy: z.string().optional() }).optional(),
    outcomes: z.array(outcomeSchema),
    lastOutcome: outcomeSchema.optional(),
    cost: moneySchema.optional(),
  })
  .meta({ id: 'Booking' });

/** A row of a booking's history as it is shown. */
export const historyView = z
  .object({
    at: z.string(),
    actor: actorSchema,
    intent: z.string().meta({ description: 'The intent, or the event where no intent caused the step.' }),
    from: stateSchema.nullable(),
    to: stateSchema,
    version: z.int(),
  })
  .meta({ id: 'HistoryRow' });

/** The history to show: who is told by id, never by name. */
export function showHistory(booking: Booking): z.input<typeof historyView>[] {
  return booking.history.map(({ at, actor: { kind, id, channel }, intent, from, to, version }) => {
    return { at, actor: { kind, id, channel }, intent, from, to, version };
  });
}
