import { answerDue } from '../appointment.ts';
import type { ShopRequest } from '../booking.ts';
import type { Effect } from '../effects.ts';
import type { DomainEvent, EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved } from '../step.ts';
import { settleCancels } from './cancel.ts';
import { endOf, giveBack, isCurrent, settle, withFallback } from './request.ts';

type Requested = BookingIn<'requested'>;

/** A shop that answers by itself has been asked: it is waited for, with its phone on the card. */
export function asked(booking: Requested, event: EventOf<'asked'>, now: Instant): Step {
  const { request } = booking.phase;
  if (!isCurrent(booking, event) || request.answerBy !== undefined) return absorbed({ code: 'old-news' });
  if (request.cancelWanted) return takeBack(booking, event, now, request.cancelWanted);
  const { answerBy } = event;
  return moved(booking, event, now, {
    to: { state: 'requested', request: { ...request, answerBy, unknownSince: undefined } },
    say: { code: 'shop-asked', slot: request.slot, until: answerBy },
    result: 'pending',
    effects: [{ kind: 'await-answer', attempt: request.attempt, at: answerBy }],
    patch: { offer: { ...booking.offer, fallbacks: withFallback(booking.offer, booking) } },
  });
}

/** The shop would rather have another time: that is offered first, and choosing it books it. */
export function propose(booking: Requested, event: EventOf<'proposed'>, now: Instant): Step {
  if (!isCurrent(booking, event)) return absorbed({ code: 'old-news' });
  const { slot } = booking.phase.request;
  const { proposed, offer } = event;
  return giveBack(booking, { ...event, offer: { ...offer, slots: [proposed, ...offer.slots].slice(0, 3) } }, now, {
    code: 'shop-proposed',
    slot,
    proposed,
  });
}

/** The shop's time for an answer is over: the request is withdrawn, and the next times are offered. */
export function noAnswer(booking: Requested, event: EventOf<'no-answer'>, now: Instant): Step {
  const { request } = booking.phase;
  const until = answerDue(request);
  const isOver = until !== undefined && until <= now;
  if (!isCurrent(booking, event) || !isOver) return absorbed({ code: 'old-news' });
  const offer = { ...event.offer, fallbacks: withFallback(event.offer, booking) };
  const say = { code: 'shop-no-answer', slot: request.slot, next: offer.slots } as const;
  return giveBack(booking, { ...event, offer }, now, say, [withdrawal(request)]);
}

/** A cancellation before the shop has answered: done at once, and the shop is told that it need not answer. */
export function takeBack(
  booking: Requested,
  event: DomainEvent,
  now: Instant,
  wanted: NonNullable<ShopRequest['cancelWanted']>,
): Step {
  const { request } = booking.phase;
  const { to, say } = endOf(wanted, now);
  return moved(booking, event, now, {
    to,
    say,
    settles: [...settleCancels(booking, 'done', say), ...settle(request, 'failed', say)],
    effects: [withdrawal(request)],
    claims: [],
    patch: { cost: undefined },
  });
}

function withdrawal({ slot, reference }: ShopRequest): Effect {
  const { network, networkRef, start, end } = slot;
  return { kind: 'tell-shop', about: 'withdrawn', network, networkRef, reference, start, end };
}
