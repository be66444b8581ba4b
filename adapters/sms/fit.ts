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

/** Whether a text as it is sent takes no more than so many segments, and no unit more than these have. */
export function fits(text: string, segments: number): boolean {
  if (isGsm7(text)) return septetsOf(text) <= roomIn(segments) && segmentsOf(text) <= segments;
  return text.length <= (segments === 1 ? UCS2_ALONE : segments * UCS2_EACH);
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

/** The lines as one text of at most so many segments: spare lines go first, then the longest one is cut. */
export function compose(lines: readonly Line[], segments = 3): string {
  let left: readonly Line[] = lines.filter(({ text }) => text !== '');
  const written = (): string => asSent(left.map(({ text }) => text).join('\n'));
  for (let text = written(); ; text = written()) {
    if (fits(text, segments)) return text;
    const spare = Math.max(0, ...left.map((line) => line.spare ?? 0));
    if (spare > 0) left = left.filter((line) => line.spare !== spare);
    else left = shortened(left);
  }
}

function shortened(lines: readonly Line[]): readonly Line[] {
  const longest = Math.max(...lines.map(({ text }) => [...text].length));
  const at = lines.findIndex(({ text }) => [...text].length === longest);
  return lines.map((line, i) => (i === at ? { text: clip(asSent(line.text), longest - 4) } : line));
}

/** The first of these versions that fits; the last one is made to. */
export function firstThatFits(versions: Iterable<readonly string[]>, segments: number): string {
  let last: readonly string[] = [];
  for (const lines of versions) {
    const text = asSent(lines.filter((line) => line !== '').join('\n'));
    if (fits(text, segments)) return text;
    last = lines;
  }
  return compose(
    last.map((text) => ({ text })),
    segments,
  );
}
