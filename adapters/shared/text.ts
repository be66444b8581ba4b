const ELLIPSIS = '…';
const LONE_SURROGATES = /\p{Surrogate}/gu;
// What would not show or would turn the reading direction of the rest: control characters but the newline, bidi marks.
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** A text without what does not show and without halves of characters. Line breaks stay. */
export function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(LONE_SURROGATES, '\ufffd').replace(UNSEEN, ' ');
}

/** A text on one line, trimmed, without what does not show. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/gu, ' ').trim();
}

/** The first `max` UTF-16 units of a text, with an ellipsis where something was cut; no character is halved. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : clipWritten(text, max, (character) => character);
}

/** The same for a text whose characters take another room when they are written, e.g. escaped. */
export function clipWritten(text: string, max: number, write: (character: string) => string): string {
  let kept = '';
  for (const character of text) {
    const next = write(character);
    if (kept.length + next.length > max - ELLIPSIS.length) break;
    kept += next;
  }
  return kept.trimEnd() + ELLIPSIS;
}

/** An http(s) address as it may stand in a button; undefined for anything else, or over `max` units. */
export function webAddress(url: string, max: number): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return ['http:', 'https:'].includes(protocol) && href.length <= max ? href : undefined;
}
