import type { MrkdwnElement, PlainTextElement } from '@slack/types';

const ELLIPSIS = '…';
const LONE_SURROGATES = /\p{Surrogate}/gu;
// What would not show or would turn the reading direction of the rest: control characters but the newline, bidi marks.
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text on one line, trimmed, without what does not show. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/gu, ' ').trim();
}

/** The first `max` UTF-16 units of a text, with an ellipsis where something was cut; no character is halved. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : keep(text, max, (character) => character);
}

/**
 * A person's or a shop's words as mrkdwn of at most `max` units: `& < >` are escaped, so that nothing in it becomes a
 * mention or a link, and the cut never goes through an escape. Line breaks stay.
 */
export function mrkdwn(text: string, max: number): string {
  const cleaned = clean(text)
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  const escaped = cleaned.replace(/[&<>]/g, escape);
  return escaped.length <= max ? escaped : keep(cleaned, max, escape);
}

/** The same on one line. */
export const mrkdwnLine = (text: string, max: number): string => mrkdwn(oneLine(text), max);

/** One line in bold; nothing for an empty text, since `**` shows as it is. */
export function bold(text: string, max: number): string {
  const line = mrkdwnLine(text.replaceAll('*', '∗'), max);
  return line === '' ? '' : `*${line}*`;
}

/** A link with its words; undefined for what is no http(s) address, or is too long. */
export function link(url: string, words: string, max: number): string | undefined {
  const address = webAddress(url, max);
  // A bar would end the address early, and the rest would show as the link's words.
  return address && `<${address.replaceAll('|', '%7C').replace(/[&<>]/g, escape)}|${words}>`;
}

/** An http(s) address as it may stand in a button; undefined for anything else, or over `max` units. */
export function webAddress(url: string, max: number): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return ['http:', 'https:'].includes(protocol) && href.length <= max ? href : undefined;
}

/** A mrkdwn object. `verbatim`: Slack makes no links or mentions of plain words. `text` is escaped and not empty. */
export const mrkdwnObject = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

/** A plain text object of at most `max` units; where nothing is left of the text it says `otherwise`. */
export function plain(text: string, max: number, otherwise: string): PlainTextElement {
  return { type: 'plain_text', text: clip(oneLine(text), max) || otherwise, emoji: true };
}

const escape = (character: string): string => ESCAPES[character] ?? character;

/** A text without what does not show and without halves of characters. Line breaks stay. */
export function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(LONE_SURROGATES, '\ufffd').replace(UNSEEN, ' ');
}

function keep(text: string, max: number, write: (character: string) => string): string {
  let kept = '';
  for (const character of text) {
    const next = write(character);
    if (kept.length + next.length > max - ELLIPSIS.length) break;
    kept += next;
  }
  return kept.trimEnd() + ELLIPSIS;
}
