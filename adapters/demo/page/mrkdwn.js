import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { withIcons } from './icons.js';

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const plainWords = (text) => withEmoji(text).replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

// One thing at a time, the earliest first: code, a bracketed link or mention, then marked words.
const PARTS = [
  [/```([\s\S]+?)```/, (m) => h('pre', {}, plainWords(m[1].replace(/^\n/, '')))],
  [/`([^`\n]+)`/, (m) => h('code', {}, plainWords(m[1]))],
  [/<([^<>\n]+)>/, (m, people) => bracketed(m[1], people)],
  [marked('\\*'), (m, people) => h('strong', {}, inline(m[2], people)), 1],
  [marked('_'), (m, people) => h('em', {}, inline(m[2], people)), 1],
  [marked('~'), (m, people) => h('s', {}, inline(m[2], people)), 1],
];

/** Marked words stand free: nothing that could be part of a word before or after the marks, no space inside them. */
function marked(sign) {
  return new RegExp(
    `(^|[^\\p{L}\\p{N}${sign}])${sign}([^\\s${sign}](?:[^\\n${sign}]*[^\\s${sign}])?)${sign}(?![\\p{L}\\p{N}])`,
    'u',
  );
}

/** Slack's mrkdwn as elements. Text becomes text nodes only, so nothing in it can become HTML. */
export function mrkdwn(text, people = new Map()) {
  const nodes = [];
  let quote = null;
  for (const line of splitLines(text)) {
    const quoted = /^(?:>|&gt;) ?(.*)$/s.exec(line);
    if (!quoted) {
      if (nodes.length > 0 && quote === null) nodes.push(h('br'));
      quote = null;
      nodes.push(...inline(line, people));
      continue;
    }
    if (quote === null) nodes.push((quote = h('blockquote')));
    else quote.append(h('br'));
    quote.append(...inline(quoted[1], people));
  }
  return nodes;
}

/** Lines, but a fenced block stays whole. */
function splitLines(text) {
  return text
    .split(/(```[\s\S]+?```)/)
    .flatMap((part) => (part.startsWith('```') ? [part] : part.replace(/^\n/, '').split('\n')));
}

function inline(text, people) {
  let first = null;
  for (const [pattern, make, lead = 0] of PARTS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const at = match.index + (lead ? match[1].length : 0);
    if (first === null || at < first.at) first = { at, end: match.index + match[0].length, match, make };
  }
  if (first === null) return withIcons(plainWords(text));
  const made = first.make(first.match, people);
  return [...inline(text.slice(0, first.at), people), made, ...inline(text.slice(first.end), people)];
}

function bracketed(inside, people) {
  const [target, ...rest] = inside.split('|');
  const words = rest.length > 0 ? plainWords(rest.join('|')) : undefined;
  if (target.startsWith('@'))
    return h('span', { class: 'mention' }, `@${people.get(target.slice(1)) ?? target.slice(1)}`);
  if (target.startsWith('#')) return h('span', { class: 'mention' }, `#${words ?? target.slice(1)}`);
  if (target.startsWith('!date')) return words ?? target;
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${target.slice(1)}`);
  const address = plainWords(target);
  const label = words ?? address.replace(/^mailto:|^tel:/, '');
  return safeAddress(address) ? h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, label) : label;
}

/** Addresses that a click may follow. */
export function safeAddress(address) {
  try {
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** A text object, mrkdwn or plain, as nodes. */
export function textObject(object, people) {
  if (!object) return [];
  if (object.type === 'mrkdwn') return mrkdwn(object.text, people);
  return withIcons(object.emoji === false ? object.text : withEmoji(object.text));
}
