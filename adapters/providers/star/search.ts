import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { Availability } from '../../../src/app/ports/availability.ts';
import type { CallOptions, Rejected, Unavailable } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ProviderId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays, localDate } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, deadlineOf } from '../../shared/http-client/index.ts';
import type { StarApi } from './api.ts';
import { availabilityQuestion } from './documents.ts';
import { NO_LENGTH, freeSlots } from './slots.ts';
import * as wire from './wire.ts';

type Found = Result<Availability, Unavailable | Rejected>;

/** Today and the next 13 days. */
const DAYS = 14;
const AT_ONCE = 16;
const OPERATION = 'availability';

/** Asks each dealer for itself, several at once; the deadline is one for all of them. */
export async function search(
  api: StarApi,
  providers: readonly Provider[],
  service: ServiceCode,
  options?: CallOptions,
): Promise<ReadonlyMap<ProviderId, Found>> {
  const deadline = deadlineOf(options, api.timeoutMs);
  const limit = pLimit(AT_ONCE);
  const ask = async (provider: Provider): Promise<readonly [ProviderId, Found]> => [
    provider.providerId,
    await limit(() => searchOne(api, provider, service, deadline)),
  ];
  return new Map(await Promise.all(providers.map(ask)));
}

async function searchOne(
  api: StarApi,
  { providerId, networkRef, timeZone }: Provider,
  service: ServiceCode,
  deadline: Deadline,
): Promise<Found> {
  const { clock, breaks } = api;
  const asked = clock.now().toISOString();
  const from = localDate(asked, timeZone);
  const to = addDays(from, DAYS - 1);
  // Never the same question twice: the dealer would repeat his answer.
  const envelope = { bodId: randomUUID(), dealer: networkRef, createdAt: asked };
  const question = availabilityQuestion(envelope, { service, from, to });
  const called = await api.ask(OPERATION, question, wire.availability, deadline);
  if (called.kind === 'no-answer') return fail(asUnavailable(called));
  if (called.kind === 'misunderstood') return fail(called.rejected);
  const { AvailableSlot } = called.value.ShowServiceAppointmentAvailabilityDataArea;
  // The answer says of no moment that it was true then, so it is as old as its receipt.
  const asOf = clock.now().toISOString();
  const slots = freeSlots(AvailableSlot, { from, to, now: asOf, timeZone });
  if (slots === NO_LENGTH) {
    const field = 'ShowServiceAppointmentAvailabilityDataArea.AvailableSlot.SlotEndDateTime';
    breaks.report(OPERATION, { field, path: field, problem: 'must lie after the start' });
    return fail({ kind: 'unavailable', why: 'bad-reply', field });
  }
  return ok({ providerId, service, slots, asOf });
}
