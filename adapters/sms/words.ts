/** What a text asks for, as far as its words tell. */
export type Word =
  | { readonly kind: 'number'; readonly n: number }
  | { readonly kind: 'more' | 'cancel'; readonly about: string }
  | { readonly kind: 'reschedule'; readonly words: string }
  | { readonly kind: 'yes' | 'no'; readonly words: string }
  | { readonly kind: 'rate'; readonly stars: number; readonly comment: string; readonly about?: string | undefined }
  | { readonly kind: 'rate-how' | 'status' | 'help' | 'stop' | 'start' | 'unknown' };

/** Every word that carriers take as an opt-out, whatever it means elsewhere: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const STOP = /^(?:stop|stop ?all|unsubscribe|cancel|end|quit|revoke|opt ?out)$/;
const START = /^(?:start|unstop)$/;

const PATTERNS: readonly (readonly [RegExp, (...groups: string[]) => Word])[] = [
  [/^#?\s*(\d{1,6})\s*[).:!]*$/, (n) => ({ kind: 'number', n: Number(n) })],
  [/^more\b[\s:,.-]*(.*)$/s, (about) => ({ kind: 'more', about })],
  [/^(?:r|resched|reschedule|move)(?:[\s:,.-]+(.*))?$/s, (words) => ({ kind: 'reschedule', words })],
  [/^(?:c|cancel)(?:[\s:,.-]+(.*))?$/s, (about) => ({ kind: 'cancel', about })],
  [/^(?:y|yes|yep|yeah|approve|approved)\b[\s:,.!-]*(.*)$/s, (words) => ({ kind: 'yes', words })],
  [/^(?:n|no|nope|reject)\b[\s:,.!-]*(.*)$/s, (words) => ({ kind: 'no', words })],
  [
    /^rate\s+(?:(\S*[^\s\d]\S*)\s+)?([1-5])(?:\s*(?:\/\s*5|stars?|\*+))?(?:[\s:,.!-]+(.*))?$/s,
    (about, stars, comment) => ({ kind: 'rate', stars: Number(stars), comment, ...(about === '' ? {} : { about }) }),
  ],
  [/^rate\b/, () => ({ kind: 'rate-how' })],
  [/^status\b/, () => ({ kind: 'status' })],
  [/^(?:help|info|\?+)\W*$/, () => ({ kind: 'help' })],
];

/**
 * Reads a text message. Case, blanks around it and marks behind a word do not matter; what follows a word is kept as it
 * was written. Never throws, whatever the text is.
 */
export function readWord(text: string): Word {
  const trimmed = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const bare = trimmed.replace(/[.!\s]+$/, '').toLowerCase();
  if (STOP.test(bare)) return { kind: 'stop' };
  if (START.test(bare)) return { kind: 'start' };
  for (const [pattern, make] of PATTERNS) {
    const groups = new RegExp(pattern.source, `${pattern.flags}i`).exec(trimmed)?.slice(1);
    if (groups) return make(...groups.map((group = '') => group.trim()));
  }
  return { kind: 'unknown' };
}
