import type { DeliveryBody } from '../../../../src/app/intents/delivery.ts';
import type { RawRequest, RawResponse, Route } from '../../../../src/app/ports/http.ts';
import { StoreUnavailable } from '../../../../src/app/ports/store-unavailable.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import { formatInstant, toInstant, toLocal } from '../../../../src/domain/time.ts';
import { confirmationOf } from '../letters.ts';
import type { LocalParts } from '../parts.ts';
import { slotIdOf } from '../slots.ts';
import type { Case } from './desk.ts';
import { caseOf, deliveryIdOf, isAnswer } from './desk.ts';
import { render } from './page.ts';
import type { Page } from './page.ts';
import { GONE, UNKNOWN, ask, thanks } from './words.ts';

/** A shop may propose a time this far ahead. */
const LONGEST_AHEAD_MS = 90 * 86_400_000;

/** `GET·POST /shop/{token}`: what the links in mails to shops open. Only the POST that the button sends changes anything. */
export function linkRoutes(parts: LocalParts): readonly Route[] {
  const path = '/shop/:token';
  return [
    { method: 'GET', path, maxBody: 1024, limited: true, handle: (request) => show(parts, request) },
    { method: 'POST', path, maxBody: 16 * 1024, limited: true, handle: (request) => press(parts, request) },
  ];
}

async function show(parts: LocalParts, { params }: RawRequest): Promise<RawResponse> {
  const found = await caseOf(parts, params['token'] ?? '');
  if (found === 'unknown') return render(UNKNOWN);
  if (found === 'gone') return render(GONE);
  return render(pageOf(parts, found));
}

async function press(parts: LocalParts, { params, body }: RawRequest): Promise<RawResponse> {
  const found = await caseOf(parts, params['token'] ?? '');
  if (found === 'unknown') return render(UNKNOWN);
  if (found === 'gone') return render(GONE);
  const told = bodyOf(parts, found, new URLSearchParams(new TextDecoder().decode(body)));
  if (!told.ok) return render({ ...pageOf(parts, found), status: 400, problem: told.error });
  const inbound = { id: deliveryIdOf(found.link), channel: 'local', body: told.value };
  const received = await parts.desk.dispatch.receive(inbound).catch((error: unknown) => {
    throw new StoreUnavailable(error);
  });
  if (received.seen) return render(GONE);
  // A request that was withdrawn in this very moment is not taken, although it was stored.
  const { outcome } = await received.settled;
  return render(outcome === 'accepted' ? thanks(found) : GONE);
}

const pageOf = (parts: LocalParts, found: Case): Page =>
  ask(found, nowThere(parts, found), (action) => parts.links.url({ ...found.link, action }));

/** The shop's clock now, as a `datetime-local` field writes it. */
function nowThere({ clock }: LocalParts, { timeZone }: Case): string {
  const { date, time } = toLocal(clock.now().toISOString(), timeZone);
  return `${date}T${time}`;
}

/** What a press says, or why it cannot be taken. */
function bodyOf(parts: LocalParts, found: Case, form: URLSearchParams): Result<DeliveryBody, string> {
  const { link, booking } = found;
  const at = parts.clock.now().toISOString();
  const network = 'local';
  if (!isAnswer(link.action)) {
    const status = link.action === 'done' ? 'completed' : 'in-progress';
    const update = {
      eventId: deliveryIdOf(link),
      confirmation: confirmationOf({ ...link, booking }),
      status,
      at,
    } as const;
    return ok({ kind: 'status', network, update });
  }
  const answered = { kind: 'shop-answer', network, bookingId: link.bookingId, attempt: link.attempt } as const;
  switch (link.action) {
    case 'accept':
      return ok({ ...answered, answer: { kind: 'accepted', confirmation: confirmationOf({ ...link, booking }) } });
    case 'propose': {
      const start = proposedTime(found, form.get('start') ?? '', at);
      if (!start.ok) return start;
      const networkSlotId = slotIdOf(start.value, booking.service);
      return ok({ ...answered, answer: { kind: 'proposed', start: start.value, networkSlotId } });
    }
    default:
      return ok({ ...answered, answer: { kind: 'declined', reason: '' } });
  }
}

function proposedTime({ timeZone, booking }: Case, wall: string, now: Instant): Result<Instant, string> {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(wall.trim()) ?? [];
  if (date === undefined || time === undefined) return fail('Please enter a date and a time.');
  const start = toInstant(date, time, timeZone);
  if (start === undefined) return fail('That time does not exist on your clock. Please choose another.');
  const says = formatInstant(start, timeZone, booking.context.locale);
  if (start <= now) return fail(`${says} has passed already. Please choose a later time.`);
  if (Date.parse(start) - Date.parse(now) > LONGEST_AHEAD_MS)
    return fail(`${says} is too far ahead. Please choose a time within 90 days.`);
  return ok(start);
}
