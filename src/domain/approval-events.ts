import type { Person } from './approval.ts';
import type { FromPerson } from './from-person.ts';
import type { Instant } from './ids.ts';

/** Who is reminded next, by which channel, and when the one after him. */
export interface NextPerson extends Person {
  readonly channel: string;
}

interface Decision extends FromPerson {
  readonly comment?: string | undefined;
  /** Whether the fleet lets people approve what they asked for themselves. */
  readonly selfApproval: boolean;
}

/** What people ask for around approval, silence and undoing. */
export type ApprovalIntent =
  | (Decision & { readonly type: 'approve' })
  | (Decision & { readonly type: 'reject' })
  | (FromPerson & {
      readonly type: 'escalate';
      /** Absent: nobody is left to be asked. */
      readonly next?: NextPerson | undefined;
      /** When the one after him is asked, if nobody answers. */
      readonly nextAt?: Instant | undefined;
    })
  | (FromPerson & { readonly type: 'snooze'; readonly minutes: number })
  | (FromPerson & { readonly type: 'undo' });

/** What the timers around them bring. */
export type ApprovalTimer =
  | { readonly type: 'approval-timeout'; readonly round: number; readonly next?: Person | undefined }
  /** The time that waits for an approver is not to be had any more. */
  | { readonly type: 'slot-gone'; readonly round: number }
  /** Nobody answered: `next` is asked too. */
  | {
      readonly type: 'reminded';
      readonly step: number;
      readonly next?: NextPerson | undefined;
      readonly nextAt?: Instant | undefined;
    }
  | { readonly type: 'undo-over' };
