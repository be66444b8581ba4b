import { z } from 'zod';
import type { BookingState } from '../../../src/domain/booking.ts';
import { OPEN_STATES } from '../../../src/domain/booking.ts';
import type { BookingId, FleetId } from '../../../src/domain/ids.ts';
import { acts } from '../../../src/app/cards/member-card.ts';
import { INTENT_NAMES, intentSchema } from '../../../src/app/intents/schema.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { callerIdSchema, idSchema } from '../wire/fields.ts';
import { inboxItem, inboxItemView, inboxMemberView, inboxQuery } from '../wire/inbox.ts';
import { list } from './answers.ts';
import { findFor } from './bookings.ts';
import { inboxStream } from './inbox-stream.ts';
import { settle, settledView } from './settled.ts';

const own = z.object({
  intent: z.enum(INTENT_NAMES),
  bookingId: idSchema,
  deliveryId: callerIdSchema.meta({ description: "The page's own id of this click: the idempotency key." }),
  version: z.int().min(0).optional().meta({ description: 'Of the card that was clicked.' }),
});

// In this order, so that an unknown intent is told with the known ones.
const intentBody = own.loose().pipe(own.and(intentSchema));

const CLOSED_DAYS = 14;
const DAY_MS = 86_400_000;
const STREAMS_AT_MOST = 10;
const RETRY_AFTER = '30';

/** What the in-app inbox is made of, for a member with a session. */
export function inboxOperations(deps: HttpDeps): readonly Operation[] {
  const { bookings, directory, clock } = deps;
  const streams = new Map<string, number>();

  /** Closed cases of the last two weeks, the latest change first. */
  async function closed(fleetId: FleetId, limit: number) {
    const since = new Date(clock.now().getTime() - CLOSED_DAYS * DAY_MS).toISOString();
    const rows = await bookings.changed(fleetId, since, 500);
    const items = [];
    for (const { bookingId } of rows) {
      if (items.length >= limit) break;
      const booking = await bookings.get(bookingId);
      if (booking && !OPEN.has(booking.phase.state)) items.push(booking);
    }
    return { items, cursor: null };
  }

  async function named(fleetId: FleetId, ids: readonly string[]) {
    const found = await Promise.all(ids.map((id) => bookings.get(id as BookingId)));
    return { items: found.flatMap((booking) => (booking?.fleetId === fleetId ? [booking] : [])), cursor: null };
  }

  return [
    operation({
      method: 'GET',
      path: '/v1/inbox/me',
      name: 'getInboxMember',
      summary: 'Whose session this is.',
      access: 'session',
      answers: { 200: { what: 'The member and his fleet.', schema: inboxMemberView } },
      async handle({ caller }) {
        if (caller.kind !== 'member') return problem('NOT_AUTHENTICATED');
        const { memberId, name, roles, locale, timeZone } = caller.member;
        const fleet = await directory.fleet(caller.fleetId);
        if (!fleet) return problem('NOT_AUTHENTICATED');
        return json(200, {
          ...{ fleetId: fleet.fleetId, fleetName: fleet.name, memberId, name, roles },
          ...{ acts: acts(caller.member), locale: locale ?? fleet.locale, timeZone: timeZone ?? fleet.timeZone },
        });
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/inbox/bookings',
      name: 'listInbox',
      summary: "The fleet's cases as cards, as this member sees them: those that are open, or those closed of late.",
      access: 'session',
      query: inboxQuery,
      answers: { 200: { ...list(inboxItemView)[200], what: 'A page, newest first.' } },
      async handle({ caller, query }) {
        if (caller.kind !== 'member') return problem('NOT_AUTHENTICATED');
        const { fleetId, member } = caller;
        const fleet = await directory.fleet(fleetId);
        if (!fleet) return problem('NOT_AUTHENTICATED');
        const { ids, of, cursor, limit } = query;
        const page = await (ids !== undefined
          ? named(fleetId, ids)
          : of === 'closed'
            ? closed(fleetId, limit)
            : bookings.find({ fleetId, states: OPEN_STATES, cursor, limit }));
        return json(200, { items: page.items.map((each) => inboxItem(each, member, fleet)), cursor: page.cursor });
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/inbox/events',
      name: 'streamInbox',
      summary: 'Server-Sent Events `booking`: open bookings, or what changed since Last-Event-ID; then each change.',
      access: 'session',
      answers: {
        200: {
          what: 'Events whose data is JSON with bookingId, version and state.',
          schema: z.string(),
          type: 'text/event-stream',
        },
      },
      async handle({ caller, header, stillAllowed }) {
        if (caller.kind !== 'member') return problem('NOT_AUTHENTICATED');
        const { member } = caller;
        const key = `${member.fleetId}/${member.memberId}`;
        const count = streams.get(key) ?? 0;
        if (count >= STREAMS_AT_MOST) return problem('RATE_LIMITED', { headers: { 'Retry-After': RETRY_AFTER } });
        const answer = inboxStream(deps, member, header('last-event-id'), stillAllowed);
        return {
          ...answer,
          stream(stream) {
            streams.set(key, (streams.get(key) ?? 0) + 1);
            stream.onClose(() => {
              const left = (streams.get(key) ?? 1) - 1;
              if (left > 0) streams.set(key, left);
              else streams.delete(key);
            });
            answer.stream?.(stream);
          },
        };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/inbox/intents',
      name: 'postInboxIntent',
      summary: 'What the member clicks. Waits up to 2.5 s for the outcome.',
      access: 'session',
      body: intentBody,
      answers: { 202: { what: 'It is stored; the outcome says what became of it so far.', schema: settledView } },
      refusals: ['NOT_FOUND', 'OTHER_FLEET'],
      async handle({ caller, body }) {
        if (caller.kind !== 'member') return problem('NOT_AUTHENTICATED');
        const { bookingId, deliveryId, version, ...intent } = body;
        const found = await findFor(caller, bookings, bookingId);
        if (!found.ok) return found.answer;
        const { fleetId, memberId } = caller.member;
        return settle(deps, bookingId, {
          id: `inapp:${fleetId}/${bookingId}/${memberId}/${deliveryId}`,
          channel: 'inapp',
          body: {
            ...{ kind: 'intent', bookingId, intent, version },
            actor: { kind: 'member', fleetId, memberId, channel: 'inapp' },
          },
        });
      },
    }),
  ];
}

const OPEN: ReadonlySet<BookingState> = new Set(OPEN_STATES);
