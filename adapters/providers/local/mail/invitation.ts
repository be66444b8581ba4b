import type { Instant } from '../../../../src/domain/ids.ts';
import type { Stage } from '../reference.ts';
import { uidOf } from '../reference.ts';

export interface InvitationOf {
  readonly bookingId: string;
  readonly uidHost: string;
  /** Of the last attempt at the shop, whichever one the mail is about. */
  readonly sequence: number;
  readonly stage: Stage;
  readonly start: Instant;
  readonly end: Instant;
  readonly summary: string;
  readonly description: string;
  readonly location?: string | undefined;
  readonly organiser: { readonly name: string; readonly email: string };
  readonly shop: { readonly name: string; readonly email: string };
  readonly now: Date;
}

/** The appointment as iCalendar (RFC 5545, 5546): one UID a booking, times in UTC, the shop as the one who is invited. */
export async function invitation(event: InvitationOf) {
  const {
    default: ical,
    ICalAttendeeRole,
    ICalAttendeeStatus,
    ICalCalendarMethod,
    ICalEventStatus,
  } = await import('ical-generator');
  const { bookingId, uidHost, sequence, stage, start, end, summary, description, location, organiser, shop, now } =
    event;
  const isOff = stage === 'withdrawn' || stage === 'cancelled';
  const isSure = stage === 'accepted' || stage === 'kept';
  const calendar = ical({
    method: isOff ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
    prodId: { company: 'Pitcrew', product: 'Pitcrew', language: 'EN' },
  });
  calendar.createEvent({
    id: uidOf(bookingId, uidHost),
    sequence,
    stamp: now,
    start: new Date(start),
    end: new Date(end),
    summary,
    description,
    ...(location === undefined ? {} : { location }),
    organizer: organiser,
    attendees: [
      {
        name: shop.name,
        email: shop.email,
        rsvp: stage === 'request',
        role: ICalAttendeeRole.REQ,
        status: isSure ? ICalAttendeeStatus.ACCEPTED : ICalAttendeeStatus.NEEDSACTION,
      },
    ],
    status: isOff ? ICalEventStatus.CANCELLED : isSure ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
  });
  return { method: isOff ? 'CANCEL' : 'REQUEST', content: calendar.toString() } as const;
}
