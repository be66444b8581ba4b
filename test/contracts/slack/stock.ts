import type { Booking } from '../../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import type { Fleet, Role } from '../../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId, asVehicleId } from '../../../src/domain/ids.ts';
import { SITUATIONS, type Situation } from '../../support/cases.ts';
import type { openShelf } from './harness.ts';

type Shelf = Awaited<ReturnType<typeof openShelf>>['parts'];

/** Puts a fleet that posts into a team there. */
export async function putFleet(shelf: Shelf, id: string, name: string, teamId = 'T01', more: Partial<Fleet> = {}) {
  const fleetId = asFleetId(id);
  const channels = [{ kind: 'slack' as const, teamId, channelId: 'C01' }];
  await shelf.directory.putFleet(
    {
      ...{ fleetId, name, timeZone: 'America/Chicago', locale: 'en-US', policy: DEFAULT_POLICY, integrations: {} },
      channels,
      ...more,
    },
    `the-api-key-of-${id}-for-tests`,
  );
}

/** Puts a member there who is a person in Slack. */
export const putMember = (shelf: Shelf, fleet: string, slackUserId: string, roles: readonly Role[] = ['manager']) =>
  shelf.directory.putMember({
    fleetId: asFleetId(fleet),
    memberId: asMemberId(`${fleet}-${slackUserId.toLowerCase()}`),
    name: slackUserId,
    roles,
    slackUserId,
  });

/** Puts a case of a vehicle there, in a situation; answers its id. */
export async function putCase(
  shelf: Shelf,
  fleet: string,
  vehicle: string,
  situation: Situation = 'offered',
  more: Partial<Booking> = {},
) {
  const bookingId = asBookingId(`B-${vehicle}`);
  const booking: Booking = {
    ...SITUATIONS[situation](),
    ...{ bookingId, fleetId: asFleetId(fleet), vehicleId: asVehicleId(vehicle), claims: [], keys: [`case:${vehicle}`] },
    ...more,
  };
  const put = await shelf.bookings.commit({ booking: { ...booking, revision: 1 }, expectedRevision: null, outbox: [] });
  if (!put.ok) throw new Error(`The case was not put: ${put.error.code}`);
  return bookingId;
}
