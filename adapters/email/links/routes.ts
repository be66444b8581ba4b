import { createHash } from 'node:crypto';
import type { Intent } from '../../../src/app/intents/schema.ts';
import type { Card } from '../../../src/app/cards/card.ts';
import type { RawRequest, RawResponse, Route } from '../../../src/app/ports/http.ts';
import { StoreUnavailable } from '../../../src/app/ports/store-unavailable.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Member } from '../../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import type { TimeZone } from '../../../src/domain/ids.ts';
import { replyTo, wasShown } from '../answers.ts';
import type { EmailParts } from '../parts.ts';
import { cardFor } from '../readers.ts';
import { CHANNEL } from '../thread.ts';
import { formOf } from './forms.ts';
import { press } from './press.ts';
import type { Pressed } from './press.ts';
import { casePage, formPage, gonePage, outcomePage, unknownPage } from './page.ts';
import type { UrlOf } from './page.ts';
import { intentOf } from './read.ts';
import type { Link, Opens } from './token.ts';

/** A link with the case behind it, as its owner sees it. */
interface Opened {
  readonly link: Link;
  readonly booking: Booking;
  readonly member: Member;
  readonly card: Card;
  readonly zone: TimeZone;
  readonly urlOf: UrlOf;
}

/**
 * `GET·POST /m/{token}`: what the links in mails to a fleet's people open. Mail scanners open them too: only the POST that
 * a button sends changes anything.
 */
export function linkRoutes(parts: EmailParts): readonly Route[] {
  const path = '/m/:token';
  return [
    { method: 'GET', path, maxBody: 1024, limited: true, handle: (request) => show(parts, request) },
    { method: 'POST', path, maxBody: 16 * 1024, limited: true, handle: (request) => take(parts, request) },
  ];
}

async function show(parts: EmailParts, { params }: RawRequest): Promise<RawResponse> {
  const found = await open(parts, parts.links.read(params['token'] ?? ''));
  if (!found) return unknownPage();
  const { link, card, urlOf, zone } = found;
  if (link.opens === 'case') return casePage(card, urlOf);
  const form = formOf(card, link, parts.clock.now(), zone);
  return form ? formPage(card, form, urlOf) : gonePage(card, urlOf);
}

async function take(parts: EmailParts, { params, body }: RawRequest): Promise<RawResponse> {
  const found = await open(parts, parts.links.read(params['token'] ?? ''));
  if (!found) return unknownPage();
  const { link, card, urlOf, zone } = found;
  if (link.opens === 'case') return casePage(card, urlOf);
  const sent = new URLSearchParams(new TextDecoder().decode(body));
  const deliveryId = deliveryIdOf(link, sent);
  const before = endOf(found.booking, deliveryId);
  if (before) return outcomePage(card, urlOf, before.ended, before.message);
  const form = formOf(card, link, parts.clock.now(), zone);
  if (!form) return gonePage(card, urlOf);
  const intent = intentOf(link, sent, zone);
  const problem = intent.ok ? await timeProblem(parts, link, intent.value) : intent.error;
  if (!intent.ok || problem !== undefined) return formPage(card, form, urlOf, problem);
  const actor = actorOf(link);
  const reply = replyTo(link, deliveryId, parts);
  const { bookingId } = link;
  const inbound = {
    id: deliveryId,
    channel: CHANNEL,
    body: { kind: 'intent', bookingId, intent: intent.value, actor, reply },
  } as const;
  const pressed = await press(parts, inbound, async () => {
    const booking = await parts.bookings.get(asBookingId(bookingId));
    return booking && endOf(booking, deliveryId);
  });
  await wasShown(parts, deliveryId, pressed.message);
  const after = (await open(parts, link)) ?? found;
  return outcomePage(after.card, urlOf, pressed.ended, pressed.message);
}

async function open(parts: EmailParts, link: Link | undefined): Promise<Opened | undefined> {
  if (!link) return undefined;
  const { fleetId, memberId, bookingId } = link;
  const [booking, member] = await Promise.all([
    parts.bookings.get(asBookingId(bookingId)),
    parts.directory.member(asFleetId(fleetId), asMemberId(memberId)),
  ]).catch((error: unknown) => {
    throw new StoreUnavailable(error);
  });
  if (!booking || !member || booking.fleetId !== fleetId) return undefined;
  const urlOf = (opens: Opens, slotId?: string): string =>
    parts.links.url({ bookingId, fleetId, memberId, opens, slotId });
  const zone = member.timeZone ?? booking.context.timeZone;
  return { link, booking, member, card: cardFor(booking, member), zone, urlOf };
}

const actorOf = ({ fleetId, memberId }: Link) => ({ kind: 'member', fleetId, memberId, channel: CHANNEL }) as const;

/** The same form sent twice is the same delivery; one that was opened on a newer case is another. */
function deliveryIdOf({ bookingId, fleetId, memberId, opens, slotId }: Link, form: URLSearchParams): string {
  const fields = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const what = JSON.stringify([bookingId, fleetId, memberId, opens, slotId, fields]);
  return `${CHANNEL}:${createHash('sha256').update(what).digest('hex').slice(0, 40)}`;
}

/** What the booking has recorded of a delivery. */
function endOf({ outcomes, phase }: Booking, deliveryId: string): Pressed | undefined {
  const row = outcomes.find((known) => known.deliveryId === deliveryId);
  const isAsked = 'request' in phase && phase.request.answerBy !== undefined;
  const takesLong = isAsked || phase.state === 'awaiting-approval';
  return row && { ended: row.result, message: row.message, takesLong };
}

const SORRY = {
  'no-time': 'Those words name no time that could be found. Try “Friday after 3”, “tomorrow morning” or a day.',
  passed: 'That time has passed already. Please name a later one.',
} as const;

async function timeProblem(parts: EmailParts, link: Link, intent: Intent): Promise<string | undefined> {
  if (intent.intent !== 'reschedule' || intent.slotId !== undefined) return undefined;
  const { text, date } = intent;
  const wrong = await parts.namesTime?.(link.bookingId, actorOf(link), { text, date });
  return wrong && SORRY[wrong];
}
