/** How far each listing that is polled was read, kept across restarts. */
export interface PollCursors {
  get(name: string): Promise<string | undefined>;
  /** Durable when it resolves. */
  put(name: string, cursor: string): Promise<void>;
}
