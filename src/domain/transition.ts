import { answerDue } from './appointment.ts';
import type { Booking, BookingState } from './booking.ts';
import type { DomainEvent, EventType } from './events.ts';
import type { Instant } from './ids.ts';
import type { BookingIn, Handler, Step } from './step.ts';
import { absorbed } from './step.ts';
import {
  askForMore,
  askForSlots,
  choose,
  dismiss,
  expire,
  joinAlert,
  joinAlertAgain,
  joinAlertQuietly,
  offerToMove,
  replaceOffer,
  takenBeforeAsking,
} from './steps/offer.ts';
import { confirm, decline, keepCancel, loseSlot, networkDown, outcomeUnknown } from './steps/request.ts';
import { asked, noAnswer, propose, takeBack } from './steps/answer.ts';
import { cancelConfirmed, cancelRefused, confirmCancel, startCancel, withdraw } from './steps/cancel.ts';
import {
  checkIn,
  complete,
  noShow,
  rate,
  reviseInvoice,
  revive,
  shopCancelled,
  shopMoved,
  startWork,
} from './steps/shop.ts';
import { cancelWhileMoving, failMove, finishMove, moveAsked, moveUnknown, startMove } from './steps/move.ts';
import {
  cancelledInstead,
  completeInstead,
  noShowInstead,
  shopMovedMeanwhile,
  startWorkInstead,
} from './steps/move-overtaken.ts';
import { releaseRefused, released } from './steps/release.ts';
import { REPLACED, bookByHand, cancelByHand, keepByHand, rateByHand, replaceByHand } from './steps/by-hand.ts';
import {
  approvalTimeout,
  approve,
  escalateApproval,
  loseWaitingSlot,
  reject,
  withdrawRequest,
} from './steps/approval.ts';
import { escalate, remind, snooze } from './steps/attention.ts';
import { endUndo, undo } from './steps/undo.ts';
import { refuse } from './steps/refusals.ts';

type Table = { readonly [S in BookingState]: { readonly [T in EventType]?: Handler<S, T> } };

/** The whole life of a booking: what each state does with each intent and event. What is not named here is absorbed or refused. */
const TABLE: Table = {
  offered: {
    'choose-slot': choose,
    'more-slots': askForMore,
    dismiss,
    reschedule: choose,
    cancel: withdraw,
    'book-manually': bookByHand,
    alert: joinAlert,
    offer: replaceOffer,
    'slot-taken': takenBeforeAsking,
    expired: expire,
    snooze,
    escalate,
    reminded: remind,
  },
  requested: {
    cancel: (booking, event, now) =>
      answerDue(booking.phase.request) === undefined
        ? keepCancel(booking, event, now)
        : takeBack(booking, event, now, event),
    'book-manually': (booking, event, now) =>
      answerDue(booking.phase.request) === undefined
        ? keepByHand(booking, event, now)
        : takeBack(booking, event, now, { ...event, reason: REPLACED, instead: event.manual }),
    alert: joinAlertQuietly,
    confirmed: confirm,
    'slot-taken': loseSlot,
    declined: decline,
    unavailable: networkDown,
    unknown: outcomeUnknown,
    asked,
    proposed: propose,
    'no-answer': noAnswer,
    escalate,
  },
  'awaiting-approval': {
    approve,
    reject,
    cancel: withdrawRequest,
    escalate: escalateApproval,
    alert: joinAlertQuietly,
    'approval-timeout': approvalTimeout,
    'slot-gone': loseWaitingSlot,
  },
  scheduled: {
    reschedule: startMove,
    'more-slots': askForMore,
    offer: offerToMove,
    cancel: startCancel,
    'confirm-cancel': confirmCancel,
    'book-manually': replaceByHand,
    alert: joinAlertQuietly,
    'cancel-confirmed': cancelConfirmed,
    'cancel-refused': cancelRefused,
    'cancelled-by-shop': shopCancelled,
    'moved-by-shop': shopMoved,
    'status-checked-in': checkIn,
    'status-in-progress': startWork,
    'status-completed': complete,
    'status-no-show': noShow,
    undo,
    'undo-over': endUndo,
  },
  moving: {
    cancel: cancelWhileMoving,
    alert: joinAlertQuietly,
    moved: finishMove,
    'move-failed': failMove,
    unknown: moveUnknown,
    asked: moveAsked,
    'cancelled-by-shop': cancelledInstead,
    'moved-by-shop': shopMovedMeanwhile,
    'status-checked-in': checkIn,
    'status-in-progress': startWorkInstead,
    'status-completed': completeInstead,
    'status-no-show': noShowInstead,
  },
  'in-progress': {
    alert: joinAlertQuietly,
    'cancelled-by-shop': shopCancelled,
    'status-completed': complete,
    'status-no-show': noShow,
  },
  completed: { rate, 'cancelled-by-shop': shopCancelled, 'status-completed': reviseInvoice },
  manual: { rate: rateByHand, 'more-slots': askForSlots, cancel: cancelByHand },
  cancelled: { 'more-slots': askForSlots, 'book-manually': bookByHand },
  'no-show': {
    'more-slots': askForSlots,
    'book-manually': bookByHand,
    'status-in-progress': revive,
    'status-completed': revive,
  },
  expired: { 'more-slots': askForSlots, 'book-manually': bookByHand, alert: joinAlertAgain },
  failed: { 'more-slots': askForSlots, 'book-manually': bookByHand },
  dismissed: {},
};

/** What shops tell about appointments that were moved away from them, wherever the case stands by then. */
const ANYWHERE: { readonly [T in EventType]?: Handler<BookingState, T> } = {
  released,
  'release-refused': releaseRefused,
};

/** Whether a person waits for the answer: an intent, or a click on a slot that our own claims gave to somebody else. */
const isFromPerson = (event: DomainEvent): boolean => 'by' in event && event.by !== undefined;

/**
 * The one place where a booking changes. Pure: `now` is an argument, ids come with the event.
 * An event that repeats or comes late is absorbed; an intent that does not fit is refused in words.
 */
export function transition(booking: Booking, event: DomainEvent, now: Instant): Step {
  const row = { ...ANYWHERE, ...TABLE[booking.phase.state] } as {
    readonly [T in EventType]?: (b: Booking, e: DomainEvent, n: Instant) => Step;
  };
  const handler = row[event.type];
  if (handler) return handler(booking, event, now);
  return isFromPerson(event) ? refuse(booking, event) : absorbed({ code: 'old-news' });
}

/** The events that a state acts on, for tests and documentation. */
export const actsOn = (state: BookingState): readonly EventType[] =>
  Object.keys({ ...ANYWHERE, ...TABLE[state] }) as EventType[];

export type { BookingIn };
