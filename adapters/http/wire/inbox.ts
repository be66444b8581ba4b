import { z } from 'zod';
import { memberCard } from '../../../src/app/cards/member-card.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Fleet, Member } from '../../../src/domain/directory.ts';
import { idSchema, pageQuery } from './fields.ts';

/** The query of `GET /v1/inbox/bookings`. */
export const inboxQuery = pageQuery.extend({
  of: z.enum(['open', 'closed']).default('open'),
  ids: z
    .string()
    .max(2_000)
    .transform((ids) => ids.split(','))
    .pipe(z.array(idSchema).max(50))
    .optional()
    .meta({ override: { type: 'string', description: 'Only these bookings, with commas between; at most 50.' } }),
});

export const inboxMemberView = z.object({
  fleetId: z.string(),
  fleetName: z.string(),
  memberId: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  acts: z.boolean().meta({ description: 'False for someone who reads only.' }),
  locale: z.string(),
  timeZone: z.string(),
});

export const inboxItemView = z
  .looseObject({
    bookingId: z.string(),
    vehicleId: z.string(),
    version: z.int(),
    state: z.string(),
    updatedAt: z.string(),
    card: z
      .looseObject({ title: z.string(), status: z.string() })
      .meta({ description: 'What to show, as every channel does.' }),
    notes: z.array(z.object({ noteId: z.string(), at: z.string(), text: z.string() })),
    yours: z
      .array(z.object({ deliveryId: z.string(), result: z.string(), message: z.string() }))
      .meta({ description: 'What became of what this member clicked here.' }),
  })
  .meta({ id: 'InboxItem' });

/** A booking as a member's inbox shows it. */
export function inboxItem(booking: Booking, member: Member, fleet: Fleet): z.input<typeof inboxItemView> {
  const { bookingId, vehicleId, version, phase, updatedAt, notes, outcomes } = booking;
  const mine = `inapp:${member.fleetId}/${bookingId}/${member.memberId}/`;
  return {
    ...{ bookingId, vehicleId, version, state: phase.state, updatedAt },
    card: { ...memberCard(booking, member, fleet) },
    notes: notes.filter(({ only }) => only === undefined).map(({ noteId, at, text }) => ({ noteId, at, text })),
    yours: outcomes
      .filter(({ deliveryId }) => deliveryId.startsWith(mine))
      .map(({ deliveryId, result, message }) => ({ deliveryId: deliveryId.slice(mine.length), result, message })),
  };
}
