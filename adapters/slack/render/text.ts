import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import { clean, clip, clipWritten, oneLine, webAddress } from '../../shared/text.ts';

export { clean, clip, oneLine, webAddress };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A person's or a shop's words as mrkdwn of at most `max` units: `& < >` are escaped, so that nothing in it becomes a
 * mention or a link, and the cut never goes through an escape. Line breaks stay.
 */
export function mrkdwn(text: string, max: number): string {
  const cleaned = clean(text)
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  const escaped = cleaned.replace(/[&<>]/g, escape);
  return escaped.length <= max ? escaped : clipWritten(cleaned, max, escape);
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

/** A mrkdwn object. `verbatim`: Slack makes no links or mentions of plain words. `text` is escaped and not empty. */
export const mrkdwnObject = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

/** A plain text object of at most `max` units; where nothing is left of the text it says `otherwise`. */
export function plain(text: string, max: number, otherwise: string): PlainTextElement {
  return { type: 'plain_text', text: clip(oneLine(text), max) || otherwise, emoji: true };
}

const escape = (character: string): string => ESCAPES[character] ?? character;
