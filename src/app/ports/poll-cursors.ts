/** What polls remember across restarts: how far each listing was read, and who is left alone for a while. */
export interface PollCursors {
  get(name: string): Promise<string | undefined>;
  /** Durable when it resolves. */
  put(name: string, cursor: string): Promise<void>;
}
