import type { Keys } from '../../../src/app/ports/keys.ts';

/** A value as sealed JSON. `context` names its place (table and id), so that a row moved elsewhere does not open. */
export const sealJson = (keys: Keys, value: unknown, context: string): Uint8Array =>
  keys.encrypt(JSON.stringify(value), context);

/** The value that `sealJson` sealed there; its type is what that place holds. Throws as `Keys.decrypt` does. */
export const openJson = <T>(keys: Keys, sealed: Uint8Array, context: string): T =>
  JSON.parse(keys.decrypt(sealed, context)) as T;
