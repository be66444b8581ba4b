import type {
  Cancelled,
  CallOptions,
  FoundAppointment,
  Rejected,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { asUnavailable, asUnknown, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { FirestoneApi } from './api.ts';
import { STATUSES } from './statuses.ts';
import type { WireAppointment } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

/** Cancels; safe to repeat, the shop answers the same again. The fee is 0 outside its window. */
export async function cancel(
  api: FirestoneApi,
  { confirmation }: Pick<Appointment, 'confirmation'>,
  options?: CallOptions,
): Promise<Result<Cancelled, Rejected | Unavailable | Unknown>> {
  const called = await api.call(
    {
      operation: 'cancel',
      method: 'DELETE',
      path: `/v2/appointments/${pathPart(confirmation)}`,
      answer: wire.cancelled,
    },
    deadlineOf(options, api.timeoutMs),
  );
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'appointment'));
  return ok({ fee: called.value.fee });
}

/** What Firestone has under our reference: the appointment that still stands, else the latest that ended. */
export async function lookup(
  api: FirestoneApi,
  reference: string,
  options?: CallOptions,
): Promise<Result<FoundAppointment | null, Rejected | Unavailable>> {
  const operation = 'lookup';
  const called = await api.call(
    {
      operation,
      method: 'GET',
      path: `/v2/appointments?${new URLSearchParams({ idempotencyKey: reference })}`,
      answer: wire.found,
    },
    deadlineOf(options, api.timeoutMs),
  );
  if (called.kind === 'no-answer') return fail(asUnavailable(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'reference'));
  const { appointments } = called.value;
  // Someone else's appointment would be believed to be ours, and an unfiltered list to hold nothing of ours.
  if (appointments.some(({ idempotencyKey }) => idempotencyKey !== reference)) {
    const field = 'appointments.idempotencyKey';
    api.breaks.report(operation, { field, path: field, problem: 'must be the reference that was asked for' });
    return fail({ kind: 'unavailable', why: 'bad-reply', field });
  }
  const best = [...appointments].sort(liveFirst)[0];
  if (!best) return ok(null);
  return ok({ confirmation: best.confirmation, start: best.start, status: STATUSES[best.status] });
}

const hasEnded = ({ status }: WireAppointment): number => Number(status === 'CANCELLED' || status === 'NO_SHOW');

const liveFirst = (a: WireAppointment, b: WireAppointment): number =>
  hasEnded(a) - hasEnded(b) || (a.start > b.start ? -1 : 1);
