import type { Instant } from './ids.ts';

/**
 * What has to happen after a step, as data: written into the outbox by the same atomic commit, then turned into jobs.
 * A payload holds ids only, never anything personal.
 */
export type Effect =
  /** Ask shops for slots and put them into the booking; `deliveryId` is the click that asked for more. */
  | {
      readonly kind: 'make-offer';
      readonly why: 'alert' | 're-offer' | 'more';
      readonly deliveryId?: string | undefined;
    }
  /** Ask the shop of the current request for its slot. */
  | { readonly kind: 'book-at-shop'; readonly attempt: number }
  /** Ask the shop of the present move for the new time. */
  | { readonly kind: 'move-at-shop'; readonly attempt: number }
  /** Have a shop let go of an appointment that was moved away from it. */
  | { readonly kind: 'release-at-shop'; readonly reference: string }
  /** Ask the shop to cancel the appointment. */
  | { readonly kind: 'cancel-at-shop'; readonly reference: string }
  /** Post the card where it is not yet, bring it to the present version elsewhere. */
  | { readonly kind: 'sync-cards' }
  /** Write a line into the card's thread. */
  | { readonly kind: 'post-note'; readonly noteId: string }
  /** Answer one delivery's sender alone, with the outcome recorded for it. */
  | { readonly kind: 'tell'; readonly deliveryId: string }
  /** Apply statuses that came before their confirmation was known. */
  | { readonly kind: 'apply-parked'; readonly network: string; readonly confirmation: string }
  /** Withdraw the request when the shop's time for an answer is over. */
  | { readonly kind: 'await-answer'; readonly attempt: number; readonly at: Instant }
  /** Tell a shop that answers by itself what became of its answer, or of a request without one; `kept`: the old time stays. */
  | {
      readonly kind: 'tell-shop';
      readonly about: 'accepted' | 'withdrawn' | 'kept';
      readonly network: string;
      readonly networkRef: string;
      readonly reference: string;
      readonly start: Instant;
      readonly end: Instant;
    }
  /** Bring the commission ledger to what the booking earns. */
  | { readonly kind: 'book-commission' }
  /** Ask the next approver when the present one's time is over. */
  | { readonly kind: 'await-approval'; readonly round: number; readonly at: Instant }
  /** Remind the approver before his time is over. */
  | { readonly kind: 'remind-approver'; readonly round: number; readonly at: Instant }
  /** Let the shop hold the time that waits for an approver, where it can. */
  | { readonly kind: 'hold-at-shop'; readonly round: number }
  /** Remind of a case that nobody has answered. */
  | { readonly kind: 'remind'; readonly step: number; readonly at: Instant }
  /** Take the way back off the card when its time is over. */
  | { readonly kind: 'end-undo'; readonly at: Instant }
  /** Plan the reminders of the appointment that begins at `start`. */
  | { readonly kind: 'plan-reminders'; readonly start: Instant }
  /** Choose from the offer without a person, where the fleet's policy has it so. */
  | { readonly kind: 'auto-book' }
  /** End the offer when its time is over. */
  | { readonly kind: 'expire-offer'; readonly at: Instant };

export type EffectKind = Effect['kind'];
