import { z } from 'zod';
import type { JobDefinition } from '../src/app/ports/jobs.ts';
import type { LevelJobs } from '../src/app/ports/level-jobs.ts';
import { define } from './definitions.ts';

const id = z.string().min(1);
const share = z.number();
const day = z.iso.date();

const breach = z.object({
  objective: z.enum(['booking-success', 'response-p95', 'booked-within-24h']),
  network: id.optional(),
  fleetId: id.optional(),
  value: share,
  target: share,
  sample: z.int(),
  from: day,
  to: day,
});

const breachMessage = z.object({
  day,
  place: id,
  breaches: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(breach)),
});
const digestMessage = z.object({ monday: day, to: id, fleetId: id.optional() });

// The next look comes anyway.
const brief = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 10_000 };
// A mail server or a chat may be away for a day; an older message is of no use.
const forADay = { attempts: 300, backoffMs: 1_000, maxBackoffMs: 300_000 };

/**
 * The jobs of the service levels. A payload that does not fit its schema throws a ZodError, which counts as a failed try.
 * @param services what the jobs do
 */
export function createLevelDefinitions(services: LevelJobs): JobDefinition[] {
  const anything = z.object({});
  return [
    define('watch-levels', brief, anything, (_, context) => services.watchLevels(context)),
    define('plan-digests', brief, anything, (_, context) => services.planDigests(context)),
    define('tell-operator', forADay, breachMessage, (message, context) => services.tellOperator(message, context)),
    define('weekly-digest', forADay, digestMessage, (message, context) => services.weeklyDigest(message, context)),
  ];
}
