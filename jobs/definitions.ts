import { z } from 'zod';
import type { JobServices } from '../src/app/ports/job-services.ts';
import type { JobContext, JobDefinition, JobResult } from '../src/app/ports/jobs.ts';
import type { OutboxEntry } from '../src/app/ports/store.ts';

type BookingId = Parameters<JobServices['syncCards']>[0];
type FleetId = Parameters<JobServices['digest']>[0];
type Retry = JobDefinition['retry'];

/** The jobs' names: every kind of effect, and what repeats. */
export type JobName =
  OutboxEntry['kind'] | 'remind-appointment' | 'digest' | 'poll-availability' | 'poll-statuses' | 'refresh-providers';

const id = z.string().min(1);
const bookingId = id.transform((text) => text as BookingId);
const fleetId = id.transform((text) => text as FleetId);

/** What each job's payload holds: ids, and for an effect always its booking's. */
export const payloads = {
  'make-offer': z.object({
    bookingId,
    why: z.enum(['alert', 're-offer', 'more', 'recovered']),
    deliveryId: id.optional(),
  }),
  'book-at-shop': z.object({ bookingId, attempt: z.int().min(1) }),
  'move-at-shop': z.object({ bookingId, attempt: z.int().min(1) }),
  'release-at-shop': z.object({ bookingId, reference: id }),
  'cancel-at-shop': z.object({ bookingId, reference: id }),
  'sync-cards': z.object({ bookingId }),
  'post-note': z.object({ bookingId, noteId: id }),
  tell: z.object({ bookingId, deliveryId: id }),
  'apply-parked': z.object({ bookingId, network: id, confirmation: id }),
  'await-answer': z.object({ bookingId, attempt: z.int().min(1), at: z.iso.datetime() }),
  'tell-shop': z.object({
    bookingId,
    about: z.enum(['accepted', 'withdrawn', 'kept']),
    network: id,
    networkRef: id,
    reference: id,
    start: z.iso.datetime(),
    end: z.iso.datetime(),
  }),
  'book-commission': z.object({ bookingId }),
  'expire-offer': z.object({ bookingId, at: z.iso.datetime() }),
  'await-approval': z.object({ bookingId, round: z.int().min(1), at: z.iso.datetime() }),
  'remind-approver': z.object({ bookingId, round: z.int().min(1), at: z.iso.datetime() }),
  'hold-at-shop': z.object({ bookingId, round: z.int().min(1) }),
  remind: z.object({ bookingId, step: z.int().min(1), at: z.iso.datetime() }),
  'plan-reminders': z.object({ bookingId, start: z.iso.datetime() }),
  'remind-appointment': z.object({ bookingId, hours: z.number(), start: z.iso.datetime() }),
  digest: z.object({ fleetId, at: z.iso.datetime() }),
  'auto-book': z.object({ bookingId }),
  'end-undo': z.object({ bookingId, at: z.iso.datetime() }),
  'poll-availability': z.object({ network: id, group: id }),
  'poll-statuses': z.object({ network: id }),
  'refresh-providers': z.object({ network: id }),
} as const satisfies Record<JobName, z.ZodType>;

// What was asked of a shop has to become known, so it is asked for about a year; nobody is left waiting either.
const untilKnown: Retry = { attempts: 1_000_000, backoffMs: 500, maxBackoffMs: 30_000 };
const patient: Retry = { attempts: 20, backoffMs: 500, maxBackoffMs: 60_000 };
const offering: Retry = { attempts: 10, backoffMs: 500, maxBackoffMs: 30_000 };
// The next poll comes anyway.
const brief: Retry = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 10_000 };

/**
 * A definition for every job. A payload that does not fit its schema throws a ZodError, which counts as a failed try; of a
 * repeating job it is the end.
 * @param services what the jobs do
 */
export function createDefinitions(services: JobServices): JobDefinition[] {
  return [
    define('make-offer', offering, payloads['make-offer'], (job, context) =>
      services.makeOffer(job.bookingId, job.why, job.deliveryId, context),
    ),
    define('book-at-shop', untilKnown, payloads['book-at-shop'], (job, context) =>
      services.bookAtShop(job.bookingId, job.attempt, context),
    ),
    define('move-at-shop', untilKnown, payloads['move-at-shop'], (job, context) =>
      services.moveAtShop(job.bookingId, job.attempt, context),
    ),
    define('release-at-shop', untilKnown, payloads['release-at-shop'], (job, context) =>
      services.releaseAtShop(job.bookingId, job.reference, context),
    ),
    define('cancel-at-shop', untilKnown, payloads['cancel-at-shop'], (job, context) =>
      services.cancelAtShop(job.bookingId, job.reference, context),
    ),
    define('sync-cards', patient, payloads['sync-cards'], (job, context) => services.syncCards(job.bookingId, context)),
    define('post-note', patient, payloads['post-note'], (job, context) =>
      services.postNote(job.bookingId, job.noteId, context),
    ),
    define('tell', patient, payloads.tell, (job, context) => services.tell(job.bookingId, job.deliveryId, context)),
    define('apply-parked', patient, payloads['apply-parked'], (job, context) =>
      services.applyParked(job.bookingId, job.network, job.confirmation, context),
    ),
    define('await-answer', patient, payloads['await-answer'], (job, context) =>
      services.awaitAnswer(job.bookingId, job.attempt, context),
    ),
    define('tell-shop', untilKnown, payloads['tell-shop'], ({ bookingId: _, network, ...message }, context) =>
      services.tellShop(network, message, context),
    ),
    // Money is booked however long the store is away.
    define('book-commission', untilKnown, payloads['book-commission'], (job, context) =>
      services.bookCommission(job.bookingId, context),
    ),
    define('expire-offer', patient, payloads['expire-offer'], (job, context) =>
      services.expireOffer(job.bookingId, job.at, context),
    ),
    define('await-approval', untilKnown, payloads['await-approval'], (job, context) =>
      services.awaitApproval(job.bookingId, job.round, context),
    ),
    define('remind-approver', patient, payloads['remind-approver'], (job, context) =>
      services.remindApprover(job.bookingId, job.round, context),
    ),
    define('hold-at-shop', patient, payloads['hold-at-shop'], (job, context) =>
      services.holdAtShop(job.bookingId, job.round, context),
    ),
    define('remind', untilKnown, payloads.remind, (job, context) => services.remind(job.bookingId, job.step, context)),
    define('plan-reminders', patient, payloads['plan-reminders'], (job, context) =>
      services.planReminders(job.bookingId, job.start, context),
    ),
    define('remind-appointment', patient, payloads['remind-appointment'], (job, context) =>
      services.remindAppointment(job.bookingId, job.hours, job.start, context),
    ),
    define('digest', untilKnown, payloads.digest, (job, context) => services.digest(job.fleetId, job.at, context)),
    define('auto-book', untilKnown, payloads['auto-book'], (job, context) => services.autoBook(job.bookingId, context)),
    define('end-undo', patient, payloads['end-undo'], (job, context) => services.endUndo(job.bookingId, context)),
    repeating('poll-availability', services, payloads['poll-availability'], (job, context) =>
      services.pollAvailability(job.network, job.group, context),
    ),
    repeating('poll-statuses', services, payloads['poll-statuses'], (job, context) =>
      services.pollStatuses(job.network, context),
    ),
    repeating('refresh-providers', services, payloads['refresh-providers'], (job, context) =>
      services.refreshProviders(job.network, context),
    ),
  ];
}

/** A definition whose handler gets its payload as the schema reads it. */
export function define<Payload>(
  name: string,
  retry: Retry,
  schema: z.ZodType<Payload>,
  handle: (payload: Payload, context: JobContext) => Promise<JobResult>,
): JobDefinition {
  return { name, retry, handle: async (payload, context) => handle(schema.parse(payload), context) };
}

/** What repeats is never given up, so one whose payload does not fit is ended: it would fail at every turn for ever. */
function repeating<Payload>(
  name: JobName,
  services: Pick<JobServices, 'endRepeat'>,
  schema: z.ZodType<Payload>,
  handle: (payload: Payload, context: JobContext) => Promise<JobResult>,
): JobDefinition {
  return {
    name,
    retry: brief,
    async handle(payload, context) {
      const read = schema.safeParse(payload);
      return read.success ? handle(read.data, context) : services.endRepeat(context.id);
    },
  };
}
