/** Why a channel did not take something. */
export interface ChannelError {
  /** `rate-limited` and `unreachable` are tried again; `rejected` is not: the platform will not take it. */
  readonly code: 'rate-limited' | 'unreachable' | 'rejected';
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
}
