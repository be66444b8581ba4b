import { z } from 'zod';
import { alertSchema } from '../../../src/app/ports/alert-schema.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';

const raised = z.object({
  alertId: z.string(),
  bookingId: z.string(),
  status: z
    .enum(['accepted', 'merged', 'duplicate'])
    .meta({ description: 'A new case; joined the open case of its vehicle and system; or came before.' }),
});

/** `POST /v1/alerts`: the way in for predictions. */
export function alertOperations({ api }: HttpDeps): readonly Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/v1/alerts',
      name: 'raiseAlert',
      summary: 'Raise an alert about a vehicle. The same alertId again changes nothing.',
      access: 'signed-fleet',
      body: alertSchema,
      answers: { 202: { what: 'The alert is stored, and its booking with it.', schema: raised } },
      refusals: ['UNKNOWN_VEHICLE', 'INVALID_SIGNATURE', 'SIGNATURE_EXPIRED'],
      async handle({ caller, body }) {
        if (caller.kind !== 'fleet') return problem('FLEET_ONLY');
        const outcome = await api.raiseAlert(caller.fleetId, body);
        if (outcome.ok) return json(202, outcome.value);
        const { code, path, message } = outcome.error;
        return problem(code, { errors: [{ path, message }] });
      },
    }),
  ];
}
