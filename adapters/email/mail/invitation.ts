import type { Instant } from '../../../src/domain/ids.ts';

export interface InvitationOf {
  readonly bookingId: string;
  /** The host name of PUBLIC_URL. */
  readonly host: string;
  /** Rises with every change. */
  readonly sequence: number;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly start: Instant;
  readonly end: Instant;
  readonly summary: string;
  readonly description: string;
  readonly location: string;
  readonly url: string;
  readonly organiser: { readonly name: string; readonly email: string };
  readonly attendee: { readonly name: string; readonly email: string };
  readonly now: Date;
}

/**
 * The appointment as iCalendar (RFC 5545, 5546): one UID a booking, times in UTC, the reader as the one who is invited. It
 * is for his information, so it asks for no answer and keeps no hour of his busy.
 */
export async function invitation(event: InvitationOf) {
  const {
    default: ical,
    ICalAttendeeRole,
    ICalAttendeeStatus,
    ICalCalendarMethod,
    ICalEventStatus,
    ICalEventTransparency,
  } = await import('ical-generator');
  const { bookingId, host, sequence, method, start, end, summary, description, location, url } = event;
  const isOff = method === 'CANCEL';
  const calendar = ical({
    method: isOff ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
    prodId: { company: 'Pitcrew', product: 'Pitcrew', language: 'EN' },
  });
  calendar.createEvent({
    id: `${bookingId}@${host}`,
    sequence,
    stamp: event.now,
    start: new Date(start),
    end: new Date(end),
    summary,
    description,
    location,
    url,
    organizer: event.organiser,
    attendees: [{ ...event.attendee, rsvp: false, role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.NEEDSACTION }],
    status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
  });
  return { method, content: calendar.toString() } as const;
}
