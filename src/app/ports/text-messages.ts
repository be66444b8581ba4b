import type { Result } from '../../domain/result.ts';

/** A text message to a phone. */
export interface TextMessage {
  /** In E.164 form. */
  readonly to: string;
  /** What fits into two segments of GSM-7 costs least: see `segmentsOf`. */
  readonly text: string;
}

export interface TextError {
  /**
   * `rejected`: the number or the text is not taken, and will not be; `unreachable` and `rate-limited`: certain that nothing
   * was sent, may work later; `unknown`: it may have been sent, and nobody can look it up.
   */
  readonly code: 'rejected' | 'unreachable' | 'rate-limited' | 'unknown';
  /** In words, without the number. */
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
  /** Its owner wants no texts from us. */
  readonly optedOut?: boolean | undefined;
}

/** The numbers, in E.164 form, whose owners want no texts from us: STOP until START. */
export interface OptOuts {
  has(phone: string): Promise<boolean>;
  /** Remembers it; known already, it stays as it is. Durable when it resolves. */
  add(phone: string): Promise<void>;
  /** Its owner wants texts again. */
  remove(phone: string): Promise<void>;
}

/** Sends text messages. There is no idempotency: what is sent twice arrives twice. */
export interface TextMessages {
  /** Answers the carrier's reference of the message, by which its receipts name it. Every outcome is a value. */
  send(
    message: TextMessage,
    options?: { readonly timeoutMs?: number | undefined },
  ): Promise<Result<{ readonly ref: string }, TextError>>;
  /** Nothing is sent to these; what the carrier says of a number is added by itself. Absent where nothing is remembered. */
  readonly optOuts?: OptOuts | undefined;
  close(): Promise<void>;
}
