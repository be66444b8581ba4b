import { askFirst } from './confirm.js';
import { h } from './dom.js';
import { busy } from './elements.js';
import { textObject } from './mrkdwn.js';

let count = 0;

/** Groups of a select; one without a label where it has plain options. */
export const groupsOf = (item) => item.option_groups ?? [{ options: item.options ?? [] }];

/**
 * A Block Kit select as a button with a list: arrows move, Enter chooses, Escape closes, letters jump. A browser's own
 * select would already choose while the arrows only pass by.
 */
export function staticSelect(item, { act, people }) {
  const id = `list-${(count += 1)}`;
  const placeholder = item.placeholder ? textObject(item.placeholder, people) : ['Choose'];
  const options = [];
  let active = -1;

  const list = h('div', {
    class: 'list',
    role: 'listbox',
    id,
    tabindex: '0',
    'aria-label': item.placeholder?.text ?? 'Choose',
    popover: 'auto',
  });
  for (const [index, group] of groupsOf(item).entries()) {
    const label = group.label && h('div', { class: 'list-label', id: `${id}-g${index}` }, textObject(group.label));
    const children = group.options.map((option) => {
      const node = h(
        'div',
        { role: 'option', class: 'list-option', id: `${id}-${options.length}`, 'aria-selected': 'false' },
        h('span', {}, textObject(option.text, people)),
        option.description && h('small', {}, textObject(option.description)),
      );
      const position = options.length;
      node.addEventListener('click', () => void choose(position));
      node.addEventListener('pointermove', () => move(position, false));
      options.push({ option, node });
      return node;
    });
    list.append(
      label
        ? h('div', { role: 'group', 'aria-labelledby': label.id }, label, children)
        : h('div', { role: 'presentation' }, children),
    );
  }

  const opener = h(
    'button',
    {
      type: 'button',
      class: 's-button s-select',
      'data-key': item.action_id,
      'data-action': item.action_id,
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      'aria-controls': id,
    },
    h('span', {}, placeholder),
    h('span', { class: 'chevron', 'aria-hidden': 'true' }),
  );

  function move(to, scroll = true) {
    options[active]?.node.setAttribute('aria-selected', 'false');
    active = Math.max(0, Math.min(options.length - 1, to));
    const { node } = options[active];
    node.setAttribute('aria-selected', 'true');
    list.setAttribute('aria-activedescendant', node.id);
    if (scroll) node.scrollIntoView({ block: 'nearest' });
  }

  async function choose(position) {
    list.hidePopover();
    opener.focus();
    if (item.confirm && !(await askFirst(item.confirm))) return;
    busy(opener, true);
    await act(item, { option: options[position].option });
    busy(opener, false);
  }

  // A press on the button closes an open list before its click comes, which must not open it again.
  let wasOpen = false;
  opener.addEventListener('pointerdown', () => (wasOpen = list.matches(':popover-open')));
  opener.addEventListener('click', () => {
    const reopen = !wasOpen;
    wasOpen = false;
    if (!reopen) return;
    list.showPopover();
    place(list, opener);
    list.focus();
    move(Math.max(0, active));
  });
  list.addEventListener('toggle', ({ newState }) => opener.setAttribute('aria-expanded', String(newState === 'open')));
  list.addEventListener('keydown', (event) => {
    const step = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: options.length - 1,
      PageDown: active + 8,
      PageUp: active - 8,
    }[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter' || event.key === ' ') void choose(active);
    else if (event.key === 'Tab') list.hidePopover();
    else if (/^\S$/.test(event.key)) {
      const letter = event.key.toLowerCase();
      const at = options.findIndex(({ option }, i) => i > active && option.text.text.toLowerCase().startsWith(letter));
      if (at >= 0) move(at);
    } else return;
    if (event.key !== 'Tab') event.preventDefault();
  });
  return h('div', { class: 'select' }, opener, list);
}

/** Under its button, or above it where there is more room. */
function place(list, opener) {
  const at = opener.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 16;
  const height = Math.min(360, Math.max(below, at.top - 16));
  const width = Math.max(at.width, Math.min(340, window.innerWidth - 24));
  list.style.setProperty('max-height', `${height}px`);
  list.style.setProperty('width', `${width}px`);
  list.style.setProperty('left', `${Math.max(12, Math.min(at.right - width, window.innerWidth - width - 12))}px`);
  const top =
    below >= Math.min(240, list.scrollHeight)
      ? at.bottom + 4
      : Math.max(8, at.top - 4 - Math.min(height, list.scrollHeight));
  list.style.setProperty('top', `${top}px`);
}
