/** Structured log. Fields with personal data or secrets are redacted by the implementation, by field name. */
export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** The same log with fields on every line. */
  child(fields: Readonly<Record<string, unknown>>): Log;
}
