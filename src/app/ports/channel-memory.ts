/** A value with the number by which a later write tells whether it is still the newest; 0 is "not there". */
export interface Remembered<T> {
  readonly value: T;
  readonly revision: number;
}

/**
 * What channels remember beside the bookings, e.g. where a conversation is, or which case a number in a text means. A value
 * is any JSON and lies there sealed; a key may be personal, so only its blind index is kept: put into the value what has to
 * be read back.
 */
export interface ChannelMemory {
  read<T>(channel: string, key: string): Promise<Remembered<T> | undefined>;
  /** Writes it if it is still at `revision`, and answers whether it was. Durable when it resolves. */
  write(channel: string, key: string, value: unknown, revision: number): Promise<boolean>;
  /** Forgets it; what is not there is forgotten already. */
  drop(channel: string, key: string): Promise<void>;
  /** All that a channel remembers, in no order. For what is small: installations, opt-outs. */
  all<T>(channel: string): Promise<readonly T[]>;
}
