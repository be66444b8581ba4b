import type { Instant } from './ids.ts';
import type { Money } from './money.ts';
import type { Actor } from './particulars.ts';
import type { OfferedSlot } from './slot.ts';

/** Why a choice needs an approver; `always`: the fleet's policy has no limit below which it does not. */
export type ApprovalReason = 'always' | 'over-limit' | 'price-unknown' | 'too-far';

/** A member as an approval or a reminder names him. */
export interface Person {
  readonly memberId: string;
  readonly name: string;
  /** He is asked from then on: the end of his quiet hours. */
  readonly from?: Instant | undefined;
}

/** What a choice comes with where it needs an approver. */
export interface ApprovalNeed {
  readonly reason: ApprovalReason;
  /** How long each approver has. */
  readonly minutes: number;
  /** The shop is asked to hold the time meanwhile; where it cannot, the time is not promised. */
  readonly holds?: boolean | undefined;
  /** Who is asked first; absent: nobody can be named. */
  readonly approver?: Person | undefined;
}

/** A choice that waits for an approver. Its time is claimed among us meanwhile. */
export interface Approval extends ApprovalNeed {
  readonly slot: OfferedSlot;
  readonly by: Actor;
  readonly since: Instant;
  readonly deliveryId?: string | undefined;
  /** The version with which the present approver's time began: what belongs to an earlier one is old news. */
  readonly round: number;
  /** The end of the present approver's time: then the next one is asked. */
  readonly until: Instant;
  /** Who is being asked; absent: nobody could be named, and any approver may decide. */
  readonly approver?: Person | undefined;
  /** Everyone who was asked so far, by member id. */
  readonly asked: readonly string[];
  /** Until when the shop itself holds the time by its last word, by the true clock. */
  readonly heldUntil?: Instant | undefined;
  /** What the shop's network wants to know again of its hold; opaque. */
  readonly note?: string | undefined;
  readonly undo?: UndoTerms | undefined;
}

/** What an approver decided. */
export interface ApprovalRecord {
  readonly by: Actor;
  readonly decision: 'approved' | 'rejected';
  readonly comment?: string | undefined;
  readonly at: Instant;
}

/** How long an appointment that Pitcrew made by itself can be undone, counted from the later of its confirmation and `from`. */
export interface UndoTerms {
  readonly minutes: number;
  /** The end of quiet hours: nobody sees the card before. */
  readonly from?: Instant | undefined;
  /** What the shop charges for it. */
  readonly fee?: Money | undefined;
}
