import type { Result } from '../../domain/result.ts';
import type { ChannelError } from './channel-error.ts';

/** A message to people that belongs to no booking: an objective that is not kept, a week's figures. Plain text throughout. */
export interface Notice {
  /** The same whenever the same notice is sent again, and of no other. */
  readonly id: string;
  readonly title: string;
  /** Paragraphs; each may have several lines. */
  readonly words: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** A small line at the end. */
  readonly footer?: string | undefined;
}

/** Somewhere that notices are brought to: one of the operator's mailboxes or channels. */
export interface NoticePlace {
  /** Of letters, digits and `-`: it is in the ids of jobs. */
  readonly name: string;
  /** Brings it. Where it can be seen that an earlier try has brought it already, it is not brought again. */
  post(notice: Notice): Promise<Result<void, ChannelError>>;
  close(): Promise<void>;
}
