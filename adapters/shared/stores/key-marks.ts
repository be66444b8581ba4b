import type { Keys } from '../../../src/app/ports/keys.ts';

/** What a key's mark holds, sealed. */
export const KEY_MARK = 'pitcrew';
export const keyMarkContext = (keyId: string): string => `key-mark:${keyId}`;

/** A sentence about the keys whose marks do not open, by their ids; undefined when all open. `where` names the store. */
export function closedKeys(
  keys: Keys,
  marks: readonly { readonly keyId: string; readonly mark: Uint8Array }[],
  where: string,
): string | undefined {
  const closed = marks.filter((mark) => !opens(keys, mark)).map(({ keyId }) => `"${keyId}"`);
  if (closed.length === 0) return undefined;
  return (
    `${where} holds data that was sealed with the key ${closed.join(', ')}, and the keys given here do not open it. ` +
    'Start with the PITCREW_KEYS (or the file "keys" of the data folder) that it was written with; a new key goes in front of them.'
  );
}

function opens(keys: Keys, { keyId, mark }: { readonly keyId: string; readonly mark: Uint8Array }): boolean {
  try {
    return keys.decrypt(mark, keyMarkContext(keyId)) === KEY_MARK;
  } catch {
    return false;
  }
}
