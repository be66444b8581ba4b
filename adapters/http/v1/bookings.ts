import type { z } from 'zod';
import type { RawResponse } from '../../../src/app/ports/http.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { asBookingId, asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import type { Caller } from '../auth.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { bookingsQuery, bookingView, historyView, showHistory } from '../wire/booking.ts';
import { entity, list } from './answers.ts';

type Found = { readonly ok: true; readonly booking: Booking } | { readonly ok: false; readonly answer: RawResponse };

/** The booking with this id if the caller may see it: 404 when there is none, 403 when it is another fleet's. */
export async function findFor(caller: Caller, bookings: HttpDeps['bookings'], id: string): Promise<Found> {
  const booking = await bookings.get(asBookingId(id));
  if (booking === undefined) return { ok: false, answer: problem('NOT_FOUND') };
  if (caller.kind !== 'operator' && caller.fleetId !== booking.fleetId) {
    return { ok: false, answer: problem('OTHER_FLEET') };
  }
  return { ok: true, booking };
}

/** Bookings, for a fleet's host application and the operator. */
export function bookingOperations({ api, bookings }: HttpDeps): readonly Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/bookings',
      name: 'listBookings',
      summary: "A fleet's bookings, newest first; the operator sees those of all fleets.",
      access: 'fleet-or-operator',
      query: bookingsQuery,
      answers: { 200: { ...list(bookingView)[200], what: 'A page, newest first.' } },
      async handle({ caller, query }) {
        const fleetId = fleetOf(caller, query);
        if (caller.kind === 'fleet' && fleetId !== caller.fleetId) return problem('OTHER_FLEET');
        const { items, cursor } = await bookings.find({
          fleetId,
          vehicleId: query.vehicleId === undefined ? undefined : asVehicleId(query.vehicleId),
          states: query.state,
          cursor: query.cursor,
          limit: query.limit,
        });
        return json(200, { items: items.map((booking) => api.view(booking)), cursor });
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/bookings/:bookingId',
      name: 'getBooking',
      summary: 'One booking.',
      access: 'fleet-or-operator',
      answers: entity(bookingView),
      async handle(call) {
        const found = await findFor(call.caller, bookings, call.id('bookingId'));
        return found.ok ? json(200, api.view(found.booking)) : found.answer;
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/bookings/:bookingId/history',
      name: 'getHistory',
      summary: "A booking's steps, oldest first.",
      access: 'fleet-or-operator',
      answers: { 200: { ...list(historyView)[200], what: 'All steps.' } },
      async handle(call) {
        const found = await findFor(call.caller, bookings, call.id('bookingId'));
        return found.ok ? json(200, { items: showHistory(found.booking), cursor: null }) : found.answer;
      },
    }),
  ];
}

function fleetOf(caller: Caller, { fleetId }: z.output<typeof bookingsQuery>) {
  if (fleetId !== undefined) return asFleetId(fleetId);
  return caller.kind === 'fleet' ? caller.fleetId : undefined;
}
