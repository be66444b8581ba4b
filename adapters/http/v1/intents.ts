import { z } from 'zod';
import { INTENT_NAMES, intentSchema } from '../../../src/app/intents/schema.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { problem } from '../problem.ts';
import { callerIdSchema } from '../wire/fields.ts';
import { findFor } from './bookings.ts';
import { settle, settledView } from './settled.ts';

const host = z.object({
  intent: z.enum(INTENT_NAMES),
  memberId: z.string().min(1).max(64).meta({ description: 'The member on whose behalf the host acts.' }),
  deliveryId: callerIdSchema.meta({ description: "The caller's own id of this call: the idempotency key." }),
});

// In this order, so that an unknown intent is told with the known ones.
const intentBody = host.loose().pipe(host.and(intentSchema));

/** `POST /v1/bookings/{bookingId}/intents`: what a member would click, done by the fleet's host application. */
export function intentOperations(deps: HttpDeps): readonly Operation[] {
  const { bookings } = deps;
  return [
    operation({
      method: 'POST',
      path: '/v1/bookings/:bookingId/intents',
      name: 'postIntent',
      summary: 'Do something with a booking on behalf of a member. Waits up to 2.5 s for the outcome.',
      access: 'fleet',
      body: intentBody,
      answers: { 202: { what: 'It is stored; the outcome says what became of it so far.', schema: settledView } },
      async handle(call) {
        if (call.caller.kind !== 'fleet') return problem('FLEET_ONLY');
        const found = await findFor(call.caller, bookings, call.id('bookingId'));
        if (!found.ok) return found.answer;
        const { bookingId, fleetId } = found.booking;
        const { memberId, deliveryId, ...intent } = call.body;
        return settle(deps, bookingId, {
          id: `host:${fleetId}/${bookingId}/${deliveryId}`,
          channel: 'host',
          body: { kind: 'intent', bookingId, intent, actor: { kind: 'member', fleetId, memberId, channel: 'host' } },
        });
      },
    }),
  ];
}
