import type { Channel } from '../../src/app/ports/channel.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { pageRoutes, type InappParts } from './page-routes.ts';

/**
 * The in-app inbox. Its page shows a fleet's bookings from the store and hears of each change by `/v1/inbox/events`, so a
 * card is "posted" by being there: posting and updating only record that the fleet has this place and which version it shows.
 */
export function createInappChannel(parts: InappParts): Channel {
  return {
    name: 'inapp',
    routes: pageRoutes(parts),
    targetOf: (entry, { fleetId }) => (entry.kind === 'inapp' ? `inapp:${fleetId}` : undefined),
    post: async (target, { bookingId }) => ok({ target, bookingId }),
    update: async () => ok(undefined),
    // The page shows a booking's notes with its card.
    note: async () => ok(undefined),
    tell: async () => fail({ code: 'rejected', reason: 'The inbox answers where it was clicked.' }),
    close: async () => undefined,
  };
}
