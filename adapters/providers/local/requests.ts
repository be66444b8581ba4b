import type {
  AnswersLater,
  BookingOrder,
  CallOptions,
  Cancelled,
  Confirmed,
  FollowUp,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { SERVICE_MINUTES } from '../../../src/domain/services.ts';
import { addMinutes, formatWhen, localDate } from '../../../src/domain/time.ts';
import { deadlineOf } from '../../shared/http-client/index.ts';
import type { Letter } from './letters.ts';
import { confirmationOf, fileOf } from './letters.ts';
import type { LocalParts } from './parts.ts';
import { reach } from './reach.ts';
import { baysOf, busyAt, windowOf } from './search.ts';
import { slotIdOf, taken } from './slots.ts';

type Outcome = Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown | AnswersLater>;

/** How long a shop that says nothing of it may take for its answer. */
const DEFAULT_ANSWER_MINUTES = 240;
/** Mail servers take their time before they say that they have a mail, and sending it again meanwhile is a nuisance. */
const MAIL_TIMEOUT_MS = 30_000;
const UNKNOWN_HERE: Rejected = { kind: 'rejected', reason: 'There is no such appointment at this shop.' };

/**
 * Asks the shop by e-mail, by text or both, with links for its answer. Sending the same request again is harmless: it has the same UID,
 * SEQUENCE and links. A time that the shop proposed itself is booked without asking, unless it has gone meanwhile.
 */
export async function book(parts: LocalParts, order: BookingOrder, options?: CallOptions): Promise<Outcome> {
  return request(parts, order, undefined, options);
}

/** Asks the shop for another time: the same UID, a higher SEQUENCE; the old time stays until it accepts. */
export async function move(
  parts: LocalParts,
  { reference, networkRef }: Pick<Appointment, 'networkRef' | 'reference'>,
  order: BookingOrder,
  options?: CallOptions,
): Promise<Outcome> {
  const file = await fileOf(parts, reference, networkRef);
  if (!file.ok) return file;
  const old = appointmentOf(file.value.booking);
  if (old?.reference !== reference) return fail(UNKNOWN_HERE);
  const was = formatWhen(old.start, old.end, old.timeZone, file.value.booking.context.locale);
  return request(parts, order, was, options);
}

async function request(
  parts: LocalParts,
  order: BookingOrder,
  was: string | undefined,
  options?: CallOptions,
): Promise<Outcome> {
  const { slot, workOrder, reference } = order;
  if (slot.networkSlotId !== slotIdOf(slot.start, workOrder.service))
    return fail({ kind: 'slot-taken', alternatives: [] });
  const end = slot.end ?? addMinutes(slot.start, SERVICE_MINUTES[workOrder.service]);
  const file = await fileOf(parts, reference, slot.networkRef);
  if (!file.ok) return file;
  const letter: Letter = { ...file.value, start: slot.start, end, ...(was === undefined ? {} : { was }) };
  if (order.agreed && (await isStillFree(parts, letter, options)))
    return ok({ confirmation: confirmationOf(letter), start: slot.start });
  const now = parts.clock.now().toISOString();
  const answerBy = answerByOf(letter, now);
  const sent = await reach(parts, letter, 'request', mailDeadline(parts, options), answerBy);
  if (sent.ok) return fail({ kind: 'answers-later', answerBy });
  if (sent.error.kind === 'rejected') return fail(sent.error);
  // Where texts are not taken now, the shop is tried again, but no longer than it would have had for its answer.
  const isOver = isPassing(sent.error) && answerByOf(letter, order.requestedAt ?? now) <= now;
  return isOver ? fail({ kind: 'answers-later', answerBy: now }) : fail({ ...sent.error, answerBy });
}

/** Tried again by whoever asked: nothing happened, and a little later it may work. */
const isPassing = (error: Unavailable | Unknown): boolean =>
  error.kind === 'unavailable' && error.retryAfterMs !== undefined;

/** The shop may take its answer minutes, but not longer than until the time itself. */
function answerByOf({ shop, start }: Letter, now: Instant): Instant {
  const allowed = addMinutes(now, shop.answerMinutes ?? DEFAULT_ANSWER_MINUTES);
  return start > now && start < allowed ? start : allowed;
}

/** Whether the shop's calendar still has a bay for it; a calendar that cannot be read says nothing against it. */
async function isStillFree(parts: LocalParts, { shop, start, end }: Letter, options?: CallOptions): Promise<boolean> {
  const window = windowOf(localDate(start, shop.timeZone), 1);
  const busy = await busyAt(parts, shop, window, deadlineOf(options, parts.timeoutMs));
  if (!busy.ok) return true;
  return taken(busy.value, Date.parse(start), Date.parse(end), baysOf(shop)) < baysOf(shop);
}

/** Takes an appointment back: the shop is told, which is all that it takes. */
export async function cancel(
  parts: LocalParts,
  { reference, networkRef, confirmation }: Pick<Appointment, 'confirmation' | 'networkRef' | 'reference'>,
  options?: CallOptions,
): Promise<Result<Cancelled, Rejected | Unavailable | Unknown>> {
  const file = await fileOf(parts, reference, networkRef);
  if (!file.ok) return fail(UNKNOWN_HERE);
  const { booking } = file.value;
  const known = [appointmentOf(booking), ...(booking.releases ?? [])];
  const appointment = known.find((one) => one?.confirmation === confirmation);
  if (!appointment) return fail(UNKNOWN_HERE);
  const { start, end } = appointment;
  const sent = await reach(parts, { ...file.value, start, end }, 'cancelled', mailDeadline(parts, options));
  if (!sent.ok) return sent;
  const { cancelFee } = file.value.shop;
  const hoursLeft = (Date.parse(start) - parts.clock.now().getTime()) / 3_600_000;
  return ok(cancelFee && hoursLeft < cancelFee.beforeHours ? { fee: cancelFee.fee } : {});
}

/** The second message after the shop's yes, or the withdrawal of a request. */
export async function followUp(
  parts: LocalParts,
  { about, reference, networkRef, start, end }: FollowUp,
  options?: CallOptions,
): Promise<Result<void, Rejected | Unavailable | Unknown>> {
  const file = await fileOf(parts, reference, networkRef);
  if (!file.ok) return file;
  return reach(parts, { ...file.value, start, end }, about, mailDeadline(parts, options));
}

const mailDeadline = ({ timeoutMs }: LocalParts, options?: CallOptions) =>
  deadlineOf(options, Math.max(timeoutMs, MAIL_TIMEOUT_MS));
