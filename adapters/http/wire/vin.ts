const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  ['ABCDEFGH', 'JKLMN', 'STUVWXYZ'].flatMap((row, at) =>
    [...row].map((letter, i) => [letter, i + (at === 2 ? 2 : 1)] as const),
  ),
);
const IRREGULAR: Readonly<Record<string, number>> = { P: 7, R: 9 };
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The check digit that a 17-character VIN should have in its ninth place (49 CFR 565.15 (c)), `0` to `9` or `X`. */
export function checkDigitOf(vin: string): string {
  const valueOf = (char: string) => (/\d/.test(char) ? Number(char) : (IRREGULAR[char] ?? VALUES[char] ?? 0));
  const sum = [...vin].reduce((total, char, at) => total + valueOf(char) * (WEIGHTS[at] ?? 0), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/** What is doubtful about a VIN, as a sentence that does not repeat it; undefined when nothing is. */
export function doubtOf(vin: string): string | undefined {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) {
    return 'The VIN is not 17 of A-Z and 0-9 without I, O and Q: shops may refuse it.';
  }
  if (vin[8] !== checkDigitOf(vin)) return 'The check digit of the VIN, its ninth character, does not fit the others.';
  return undefined;
}
