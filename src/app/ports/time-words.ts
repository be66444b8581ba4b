import type { Instant, LocalDate, TimeZone } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';

/** A span of time, its end not included; it never begins in the past. */
export interface TimeWindow {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Hearing {
  /** The business clock: what "in two hours" counts from. */
  readonly now: Instant;
  /** Whose wall clock and calendar the words are about: the shop's. */
  readonly timeZone: TimeZone;
  /** The language of the words and the order of their dates, e.g. `en-GB`. */
  readonly locale: string;
  /** A day that was chosen besides; then the words need only name a time of it. */
  readonly date?: LocalDate | undefined;
}

/** Understands plain words that name a time, such as "Friday after 3". Never throws, whatever the words are. */
export interface TimeWords {
  /** `no-time`: the words name none; `passed`: the time that they name is over. */
  read(words: string, hearing: Hearing): Result<TimeWindow, 'no-time' | 'passed'>;
}
