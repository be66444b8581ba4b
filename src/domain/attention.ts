import type { Instant } from './ids.ts';

/** Someone who gets the card in person. */
export interface Addressee {
  readonly memberId: string;
  /** Unique in its booking, so that being asked anew is a new message. */
  readonly n: number;
  readonly as: 'approver' | 'on-call';
  /** The channels that bring it, by name; absent: all that reach him. */
  readonly via?: readonly string[] | undefined;
  readonly at: Instant;
  /** Not before: the end of his quiet hours. */
  readonly from?: Instant | undefined;
}

/** Who was reminded of a case that nobody has answered. */
export interface Watch {
  /** Rises with every reminder: a timer of an earlier one is old news. */
  readonly step: number;
  /** When the present silence began: the alert, a worse one, or the end of a snooze. */
  readonly since: Instant;
  readonly snoozedUntil?: Instant | undefined;
  /** `<member id>@<channel>`, in order. */
  readonly asked: readonly string[];
}
