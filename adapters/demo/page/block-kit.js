import { h } from './dom.js';
import { button, image } from './elements.js';
import { staticSelect } from './listbox.js';
import { mrkdwn, textObject } from './mrkdwn.js';

/**
 * Renders the blocks of a message or modal. `context.act(element, {option?})` is called for a click, `context.people`
 * are names by user id; `context.input(block)` renders an input where there can be one.
 */
export function renderBlocks(blocks, context) {
  return blocks.map((block) => (RENDER[block.type] ?? unknown)(block, context));
}

const RENDER = {
  header: (block, { people }) => h('h3', { class: 'b-header' }, textObject(block.text, people)),
  divider: () => h('hr', { class: 'b-divider' }),
  section: (block, context) => {
    const { people } = context;
    const body = h(
      'div',
      { class: 'b-body' },
      block.text && h('div', { class: 'b-text' }, textObject(block.text, people)),
      block.fields &&
        h(
          'div',
          { class: 'b-fields' },
          block.fields.map((field) => h('div', {}, textObject(field, people))),
        ),
    );
    const accessory = block.accessory && h('div', { class: 'b-accessory' }, element(block.accessory, context));
    return h('div', { class: 'b-section' }, body, accessory);
  },
  actions: (block, context) =>
    h(
      'div',
      { class: 'b-actions' },
      block.elements.map((item) => element(item, context)),
    ),
  context: (block, { people }) =>
    h(
      'div',
      { class: 'b-context' },
      block.elements.map((item) => (item.type === 'image' ? image(item) : h('span', {}, textObject(item, people)))),
    ),
  image: (block) =>
    h('figure', { class: 'b-image' }, image(block), block.title && h('figcaption', {}, textObject(block.title))),
  input: (block, context) => context.input?.(block) ?? unknown(block),
};

function element(item, context) {
  if (item.type === 'button') return button(item, context);
  if (item.type === 'static_select') return staticSelect(item, context);
  if (item.type === 'image') return image(item);
  return unknown(item);
}

const unknown = ({ type }) => h('p', { class: 'b-unknown' }, `(${type}: shown in Slack itself)`);

/** A message's content: its blocks, or its text where it has none. */
export function renderContent(message, context) {
  if (message.blocks.length > 0) return renderBlocks(message.blocks, context);
  return [h('div', { class: 'b-text' }, mrkdwn(message.text, context.people))];
}
