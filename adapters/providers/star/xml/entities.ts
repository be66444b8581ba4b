/** The five that XML itself names. */
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));|&/gi;

/** A text with its references resolved, once; undefined when it has one that XML itself does not name. */
export function textOf(raw: string): string | undefined {
  if (!raw.includes('&')) return raw;
  let isWhole = true;
  const text = raw.replace(REFERENCE, (_all, decimal?: string, hex?: string, name?: string) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : undefined;
    const character =
      code === undefined ? name && NAMED[name] : isCharacter(code) ? String.fromCodePoint(code) : undefined;
    isWhole &&= character !== undefined;
    return character ?? '';
  });
  return isWhole ? text : undefined;
}

const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x1_0000 && code <= 0x10_ffff);
