import type { Watch } from '../attention.ts';
import type { Booking } from '../booking.ts';
import type { Effect } from '../effects.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';
import { addressed } from './approval.ts';

const MINUTE_MS = 60_000;

/** Reminded again later: only the timers are moved, nothing else changes. */
export function snooze(booking: BookingIn<'offered'>, event: EventOf<'snooze'>, now: Instant): Step {
  const until = new Date(Date.parse(now) + event.minutes * MINUTE_MS).toISOString();
  const step = stepOf(booking) + 1;
  return moved(booking, event, now, {
    to: booking.phase,
    say: { code: 'snoozed', until },
    effects: [{ kind: 'remind', step, at: until }],
    patch: { watch: { step, since: until, snoozedUntil: until, asked: [] } },
  });
}

/** Passed on to the next person at once. */
export function escalate(booking: BookingIn<'offered' | 'requested'>, event: EventOf<'escalate'>, now: Instant): Step {
  if (!event.next) return refused({ code: 'nobody-left' });
  const say = { code: 'escalated', to: event.next.name, by: event.by.name } as const;
  return moved(booking, event, now, { to: booking.phase, say, note: say, ...passedOn(booking, event, now) });
}

/** Nobody has answered: it is said in the thread, and the next person gets the card himself. */
export function remind(booking: BookingIn<'offered'>, event: EventOf<'reminded'>, now: Instant): Step {
  if (event.step !== stepOf(booking) || isAnswered(booking)) return absorbed({ code: 'old-news' });
  const since = booking.watch?.since ?? booking.createdAt;
  const say = { code: 'nobody-answered', since, next: event.next?.name } as const;
  return moved(booking, event, now, { to: booking.phase, say, note: say, ...passedOn(booking, event, now) });
}

function passedOn(booking: Booking, { next, nextAt }: EventOf<'escalate' | 'reminded'>, now: Instant) {
  const step = stepOf(booking) + 1;
  const { since = booking.createdAt, asked = [] } = booking.watch ?? {};
  const watch: Watch = { step, since, asked: next ? [...asked, `${next.memberId}@${next.channel}`] : asked };
  const effects: readonly Effect[] = nextAt === undefined ? [] : [{ kind: 'remind', step, at: nextAt }];
  return { effects, patch: { watch, ...addressed(booking, next, now, 'on-call', next && [next.channel]) } };
}

const PASSED_ON: ReadonlySet<string> = new Set(['escalate', 'snooze']);

/** Whether a person took it in hand since the silence began; passing it on or putting it off is no answer. */
export function isAnswered({ history, watch, createdAt }: Booking): boolean {
  const since = watch?.since ?? createdAt;
  return history.some(({ actor, at, intent }) => actor.kind === 'member' && at >= since && !PASSED_ON.has(intent));
}

/** The watch over a case that has just become urgent: `remindAt` is when its silence is told first. */
export function watchFrom(booking: Booking | undefined, remindAt: Instant, now: Instant) {
  const step = (booking ? stepOf(booking) : 0) + 1;
  const watch: Watch = { step, since: now, asked: [] };
  return { watch, effect: { kind: 'remind', step, at: remindAt } as const };
}

const stepOf = ({ watch }: Booking): number => watch?.step ?? 0;
