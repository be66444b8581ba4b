/** A JSON object as it goes over Slack's wire. */
export type Json = { readonly [key: string]: unknown };

export interface WorkspaceUser {
  /** `U` and capitals or digits. */
  readonly id: string;
  readonly name: string;
  /** Said under the name, e.g. "Fleet manager". */
  readonly title?: string | undefined;
  /** IANA zone. */
  readonly timeZone?: string | undefined;
  readonly email?: string | undefined;
}

export interface WorkspaceChannel {
  /** `C…` for a channel, `D…` for a direct message. */
  readonly id: string;
  readonly name: string;
  /** User ids; absent: everyone. */
  readonly members?: readonly string[] | undefined;
  /** The person on the other end of a direct message with the bot. */
  readonly directWith?: string | undefined;
}

/** A posted message; `ts` is its id in its channel. */
export interface WorkspaceMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs?: string | undefined;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata?: Json | undefined;
  readonly edited?: string | undefined;
  /** The bot, or the person who wrote it. */
  readonly user: string;
}

/** What only one person sees, until he reloads or dismisses it. */
export interface WorkspaceEphemeral extends WorkspaceMessage {
  readonly onlyFor: string;
}

export interface WorkspaceView {
  readonly id: string;
  readonly hash: string;
  readonly userId: string;
  /** The modal as it was sent: `title`, `blocks`, `callback_id`, `private_metadata` … */
  readonly view: Json;
  /** Sentences by block id, from the app's last answer. */
  readonly errors: Readonly<Record<string, string>>;
}

export type WorkspaceChange =
  | { readonly type: 'message'; readonly message: WorkspaceMessage }
  | { readonly type: 'message-deleted'; readonly channelId: string; readonly ts: string }
  | { readonly type: 'ephemeral'; readonly message: WorkspaceEphemeral }
  | { readonly type: 'ephemeral-deleted'; readonly userId: string; readonly ts: string }
  | { readonly type: 'view'; readonly userId: string; readonly view: WorkspaceView | null }
  | { readonly type: 'channel'; readonly channel: WorkspaceChannel };

/** What a method of the Web API answers: always `ok`, and `error` in Slack's words when it is false. */
export type ApiReply = { readonly ok: boolean; readonly error?: string } & Json;

/** A refusal that a method answers with: `error` is Slack's code. */
export class SlackError extends Error {
  readonly reply: ApiReply;
  constructor(error: string, more: Json = {}) {
    super(error);
    this.reply = { ok: false, error, ...more };
  }
}

export const isJson = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
