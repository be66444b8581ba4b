import type { BookingId, Instant } from '../../domain/ids.ts';
import { maySendAt, reminderAt } from '../../domain/policy/quiet-hours.ts';
import { sentence } from '../../domain/sentences.ts';
import { isUrgent } from '../../domain/services.ts';
import { absorbed } from '../../domain/step.ts';
import { isAnswered } from '../../domain/steps/attention.ts';
import { addMinutes } from '../../domain/time.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import { nextToRemind } from '../people.ts';
import type { JobRequest, JobResult } from '../ports/jobs.ts';
import { noteTo } from './thread-notes.ts';

/**
 * The job behind `remind`: says in the thread that nobody has answered, and brings the card to the next person himself, by
 * another channel once everybody was asked. Waits for the end of quiet hours, but not with a vehicle that is out of service.
 */
export async function remind(core: Core, bookingId: BookingId, step: number): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  if (booking?.phase.state !== 'offered' || booking.watch?.step !== step || isAnswered(booking)) return;
  const fleet = await core.directory.fleet(booking.fleetId);
  if (!fleet) return;
  const now = core.clock.now();
  const at = maySendAt(fleet.policy.quietHours, now.toISOString(), fleet.timeZone);
  const waitMs = Date.parse(at) - now.getTime();
  if (waitMs > 0 && booking.severity !== 'out-of-service') return { againInMs: waitMs };
  await core.engine.apply(bookingId, async (present, now) => {
    const urgent = isUrgent(present.severity);
    const next = urgent ? await nextToRemind(core, fleet, present, now) : undefined;
    const nextAt = next && addMinutes(now, fleet.policy.remindAfterMinutes);
    const isOver = urgent && !next && (present.watch?.asked.length ?? 0) > 0;
    // Everybody was asked.
    if (isOver) return absorbed({ code: 'old-news' });
    return transition(present, { type: 'reminded', step, next, nextAt }, now);
  });
}

const HOURS_BEFORE = [24, 2] as const;

/** The job behind `plan-reminders`: one for each time before the appointment, as the fleet's quiet hours let it. */
export async function planReminders(core: Core, bookingId: BookingId, start: Instant): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  const fleet = booking && (await core.directory.fleet(booking.fleetId));
  if (!fleet) return;
  const now = core.clock.now().toISOString();
  const jobs = HOURS_BEFORE.flatMap((hours): JobRequest[] => {
    const runAt = reminderAt(start, hours, now, fleet.policy.quietHours, fleet.timeZone);
    const id = `remind-${bookingId}-${Date.parse(start)}-${hours}`;
    return runAt === undefined
      ? []
      : [{ id, name: 'remind-appointment', payload: { bookingId, hours, start }, runAt, priority: 3 }];
  });
  if (jobs.length > 0) await core.queue.enqueue(jobs);
}

/** The job behind `remind-appointment`: a line in the thread, if the appointment stands at that time, also while it is being moved. */
export async function remindAppointment(
  core: Core,
  bookingId: BookingId,
  hours: number,
  start: Instant,
): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  if (booking?.phase.state !== 'scheduled' && booking?.phase.state !== 'moving') return;
  const { appointment } = booking.phase;
  if (appointment.start !== start || start <= core.clock.now().toISOString()) return;
  const text = sentence({ code: 'appointment-soon', appointment }, booking.context);
  await noteTo(core, booking, { noteId: `soon-${Date.parse(start)}-${hours}`, text });
}
