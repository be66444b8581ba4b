import { textObject } from './mrkdwn.js';

/** What blocks say, for a screen reader: headers and sections in one line. */
export function renderBlocksText(blocks) {
  const texts = blocks.flatMap(({ text, fields = [] }) => [text, ...fields]).filter(Boolean);
  return texts.map((text) => textObject(text).map(words).join('')).join('. ');
}

const words = (node) => (typeof node === 'string' ? node : node.textContent || ' ');
