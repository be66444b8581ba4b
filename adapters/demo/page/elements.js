import { askFirst } from './confirm.js';
import { h } from './dom.js';
import { safeAddress, textObject } from './mrkdwn.js';

/** A Block Kit button: asks first where it is told to, opens its address where it has one, and acts. */
export function button(item, { act, people }) {
  const node = h(
    'button',
    {
      type: 'button',
      class: `s-button ${item.style ?? ''}`,
      'data-key': item.action_id,
      'data-action': item.action_id,
      'aria-label': item.accessibility_label,
      title: item.accessibility_label,
      async onclick() {
        if (node.getAttribute('aria-busy') === 'true') return;
        if (item.confirm && !(await askFirst(item.confirm))) return;
        if (item.url && safeAddress(item.url)) window.open(item.url, '_blank', 'noopener,noreferrer');
        else busy(node, true);
        await act(item);
        busy(node, false);
      },
    },
    h('span', {}, textObject(item.text, people)),
    item.url && h('span', { class: 'unseen' }, ' (opens a new tab)'),
  );
  return node;
}

/** Shows that something is under way, without moving anything. */
export function busy(node, on) {
  node.setAttribute('aria-busy', String(on));
}

export function image(item) {
  return h('img', { src: item.image_url, alt: item.alt_text ?? '', loading: 'lazy' });
}
