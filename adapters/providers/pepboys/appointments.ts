import type {
  CallOptions,
  Cancelled,
  FoundAppointment,
  Rejected,
  Unavailable,
  Unknown,
} from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { toInstant } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, asUnknown, deadlineOf, pathPart } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import { wallTime } from './grid.ts';
import type { WireItem } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';
import type { Zones } from './zones.ts';

/** Pep Boys' states in our words. */
export const STATES = {
  BOOKED: 'scheduled',
  ARRIVED: 'checked-in',
  WORKING: 'in-progress',
  DONE: 'completed',
  CANCELED: 'cancelled',
  NOSHOW: 'no-show',
} as const satisfies Record<WireItem['state'], FoundAppointment['status']>;

/** Cancels; safe to repeat. Pep Boys takes no fee. */
export async function cancel(
  api: PepBoysApi,
  { confirmation }: Pick<Appointment, 'confirmation'>,
  options?: CallOptions,
): Promise<Result<Cancelled, Rejected | Unavailable | Unknown>> {
  const operation = 'cancel';
  const called = await api.call(
    {
      operation,
      method: 'POST',
      path: `/appointments/${pathPart(confirmation)}/cancel`,
      answer: wire.cancelled,
      urgent: true,
    },
    deadlineOf(options, api.timeoutMs),
  );
  if (called.kind === 'no-answer') return fail(asUnknown(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'appointment'));
  if (called.value.apptId === confirmation) return ok({});
  return fail({ kind: 'unknown', why: 'bad-reply', field: notAsked(api, operation, 'apptId') });
}

/** What Pep Boys has under our reference: the appointment that still stands, else the latest that ended. */
export async function lookup(
  api: PepBoysApi,
  zones: Zones,
  reference: string,
  deadline: Deadline,
): Promise<Result<FoundAppointment | null, Rejected | Unavailable>> {
  const operation = 'lookup';
  const called = await api.call(
    {
      operation,
      method: 'GET',
      path: `/appointments?${new URLSearchParams({ clientRef: reference })}`,
      answer: wire.items,
      urgent: true,
    },
    deadline,
  );
  if (called.kind === 'no-answer') return fail(asUnavailable(called));
  if (called.kind === 'refusal') return fail(inWords(called, 'reference'));
  // Someone else's appointment would be believed to be ours, and an unfiltered list to hold nothing of ours.
  if (called.value.some(({ clientRef }) => clientRef !== reference))
    return fail({ kind: 'unavailable', why: 'bad-reply', field: notAsked(api, operation, 'clientRef') });
  const best = [...called.value].sort(liveFirst)[0];
  if (!best) return ok(null);
  const zone = await zones.of(best.storeId, best.date, deadline);
  if (!zone.ok) return zone;
  const start = toInstant(best.date, wallTime(best.time), zone.value);
  if (start !== undefined) return ok({ confirmation: best.apptId, start, status: STATES[best.state] });
  api.breaks.report(operation, {
    field: 'time',
    path: 'time',
    problem: 'must be a wall time that exists at the store',
  });
  return fail({ kind: 'unavailable', why: 'bad-reply', field: 'time' });
}

function notAsked({ breaks }: PepBoysApi, operation: string, field: string): string {
  breaks.report(operation, { field, path: field, problem: 'must be what was asked for' });
  return field;
}

const hasEnded = ({ state }: WireItem): number => Number(state === 'CANCELED' || state === 'NOSHOW');

const liveFirst = (a: WireItem, b: WireItem): number => hasEnded(a) - hasEnded(b) || b.changed - a.changed;
