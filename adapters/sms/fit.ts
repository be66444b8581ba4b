import { clipGsm7, isGsm7, roomIn, segmentsOf, septetsOf, toGsm7 } from '../shared/gsm7.ts';

/** UTF-16 units in one message of UCS-2, and in each of several. */
const UCS2_ALONE = 70;
const UCS2_EACH = 67;

const marks = (text: string): number => text.split('?').length;

/** A text as it is sent: in GSM-7 where that says the same, else as it is, which halves what fits. */
export function asSent(text: string): string {
  const plain = toGsm7(text);
  return marks(plain) > marks(text) ? text.normalize('NFC') : plain;
}

/** The units by which a text as it is sent has more than so many segments take; 0: it fits. */
function excess(text: string, segments: number): number {
  if (!isGsm7(text)) return Math.max(0, text.length - (segments === 1 ? UCS2_ALONE : segments * UCS2_EACH));
  const over = septetsOf(text) - roomIn(segments);
  // A character of two units that stands across the end of a segment costs one more.
  return over > 0 ? over : Math.max(0, segmentsOf(text) - segments);
}

/** The beginning of a text in at most so many characters, with `...` where something was cut. */
export function clip(text: string, room: number): string {
  if (isGsm7(text)) return clipGsm7(text, room);
  const signs = [...text];
  return signs.length <= room
    ? text
    : `${signs
        .slice(0, Math.max(0, room - 3))
        .join('')
        .trimEnd()}...`;
}

/** A line of a text; what is less needed has a higher `spare` and goes first, without one it stays. */
export interface Line {
  readonly text: string;
  readonly spare?: number | undefined;
}

/** Nothing longer than this can be said in a text anyway. */
const LONGEST_LINE = 480;

/** The lines as one text of at most so many segments: spare lines go first, then the longest one is cut, again and again. */
export function compose(lines: readonly Line[], segments = 3): string {
  let left: readonly Line[] = lines
    .filter(({ text }) => text !== '')
    .map(({ text, spare }) => ({ text: asSent(text.slice(0, LONGEST_LINE)), spare }));
  for (;;) {
    const text = asSent(left.map((line) => line.text).join('\n'));
    const over = excess(text, segments);
    if (over === 0) return text;
    const spare = Math.max(0, ...left.map((line) => line.spare ?? 0));
    left = spare > 0 ? left.filter((line) => line.spare !== spare) : shortened(left, over);
  }
}

function shortened(lines: readonly Line[], over: number): readonly Line[] {
  const lengths = lines.map(({ text }) => [...text].length);
  const longest = Math.max(...lengths);
  const at = lengths.indexOf(longest);
  const room = longest - Math.max(4, Math.ceil(over / lines.length));
  return lines
    .map((line, i) => (i === at ? { text: clip(line.text, room) } : line))
    .filter(({ text }) => text !== '' && text !== '...');
}

/** The first of these versions that fits; the last one is made to. */
export function firstThatFits(versions: Iterable<readonly string[]>, segments: number): string {
  let last: readonly string[] = [];
  for (const lines of versions) {
    const text = asSent(
      lines
        .filter((line) => line !== '')
        .map((line) => line.slice(0, LONGEST_LINE))
        .join('\n'),
    );
    if (excess(text, segments) === 0) return text;
    last = lines;
  }
  return compose(
    last.map((text) => ({ text })),
    segments,
  );
}
