import type { Env } from '../config.ts';

/** What a command is given of its surroundings. */
export interface Terminal {
  readonly env: Env;
  out(text: string): void;
  err(text: string): void;
  /** Where a bar may be drawn; absent where nobody looks. */
  readonly progressTo?: NodeJS.WritableStream | undefined;
  /** Calls back once when the process is asked to end. */
  onSignal(stop: () => void): void;
}

/** Resolves when the process is asked to end. */
export const untilAsked = (terminal: Terminal): Promise<void> => new Promise((resolve) => terminal.onSignal(resolve));

/** A wrong call of a command: exit code 2. */
export class UsageError extends Error {}
