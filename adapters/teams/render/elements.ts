import { clean, clip, oneLine } from '../../shared/text.ts';

/** An element or action of an Adaptive Card: JSON as https://adaptivecards.io/schemas/1.5.0/adaptive-card.json has it. */
export type Element = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A run of text as it looks. Nothing in a run is read as Markdown, so that no name in it becomes a link or a mention. */
export interface Look {
  readonly weight?: 'Bolder' | undefined;
  readonly size?: 'Small' | 'Medium' | 'Large' | undefined;
  readonly subtle?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly color?: 'Good' | 'Warning' | 'Attention' | 'Accent' | undefined;
}

export interface Run extends Look {
  readonly text: string;
}

/** One paragraph of runs, or nothing where there is nothing to read in them. */
export function paragraph(runs: readonly Run[], more: { readonly spacing?: string; readonly separator?: true } = {}) {
  const inlines = runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, weight, size, subtle, italic, color }) => ({
      type: 'TextRun',
      text,
      ...(weight && { weight }),
      ...(size && { size }),
      ...(subtle && { isSubtle: true }),
      ...(italic && { italic: true }),
      ...(color && { color }),
    }));
  return inlines.length === 0 ? [] : [{ type: 'RichTextBlock', inlines, ...more } as Element];
}

/** A person's or a shop's words, a paragraph a line, at most `max` characters and `lines` lines. */
export function paragraphs(text: string, max: number, look: Look = {}, lines = 8): Element[] {
  return clip(clean(text).trim(), max)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, lines)
    .flatMap((line, i) => paragraph([{ text: line, ...look }], i > 0 ? { spacing: 'None' } : {}));
}

/** One line of at most `max` characters. */
export const line = (text: string, max: number): string => clip(oneLine(text), max);

/** What is left of some parts, with dots between. */
export const joined = (parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join(' · ');

export const container = (items: readonly Element[], style?: 'emphasis'): Element[] =>
  items.length === 0 ? [] : [{ type: 'Container', items, ...(style && { style }) }];

export const actionSet = (actions: readonly Element[]): Element[] =>
  actions.length === 0 ? [] : [{ type: 'ActionSet', actions }];

/** A link that opens in the browser. What `URL` leaves as it is and a URI may not hold is escaped. */
export const openUrl = (title: string, url: string): Element => ({
  type: 'Action.OpenUrl',
  title,
  url: url.replace(/[|\\^`{}"<>[\]]/g, encodeURIComponent),
});

/** A text as bytes on the wire. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');
