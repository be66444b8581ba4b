// The basic character set of GSM 03.38, and the characters that cost two.
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€\f';
const COST = new Map([
  ...[...BASIC].map((sign) => [sign, 1] as const),
  ...[...EXTENDED].map((sign) => [sign, 2] as const),
]);

/** Signs that have a plain relative. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ '–': '-', '—': '-', '‐': '-', '‑': '-', '−': '-', '’': "'", '‘': "'", '“': '"', '”': '"', '…': '...' },
  ...{ '\u00a0': ' ', '\u202f': ' ', '\u2009': ' ', '×': 'x', '•': '*', '·': '*', '`': "'", '´': "'", '\t': ' ' },
};

/** A text in which every character is one of GSM-7: without accents that it lacks, and `?` for what has no relative there. */
export function toGsm7(text: string): string {
  let written = '';
  for (const sign of text.normalize('NFC')) {
    if (COST.has(sign)) {
      written += sign;
      continue;
    }
    const bare = sign.normalize('NFKD').replace(/\p{M}/gu, '');
    const best = [PLAIN[sign] ?? '', bare].find((one) => one !== '' && isGsm7(one));
    written += best ?? (/^\p{M}$/u.test(sign) ? '' : '?');
  }
  return written;
}

export const isGsm7 = (text: string): boolean => [...text].every((sign) => COST.has(sign));

/** How many of the 7-bit units of a text message it takes; only for what `isGsm7` holds of. */
export const septetsOf = (text: string): number => [...text].reduce((sum, sign) => sum + (COST.get(sign) ?? 1), 0);

/** Units in one message, and in each of several: their heads take the rest. */
const ALONE = 160;
const EACH = 153;

/** The units that fit into so many segments. */
export const roomIn = (segments: number): number => (segments === 1 ? ALONE : segments * EACH);

/** Segments that the carrier makes of a GSM-7 text. A character of two units may not be cut, which can cost one unit each. */
export function segmentsOf(text: string): number {
  if (septetsOf(text) <= ALONE) return 1;
  let segments = 1;
  let used = 0;
  for (const sign of text) {
    const cost = COST.get(sign) ?? 1;
    if (used + cost > EACH) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return segments;
}

/** The beginning of a GSM-7 text within so many units, with `...` where something was cut. */
export function clipGsm7(text: string, room: number): string {
  if (septetsOf(text) <= room) return text;
  let kept = '';
  let used = 3;
  for (const sign of text) {
    used += COST.get(sign) ?? 1;
    if (used > room) break;
    kept += sign;
  }
  return kept.trimEnd() === '' ? '' : `${kept.trimEnd()}...`;
}
