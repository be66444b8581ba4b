import { h } from './dom.js';
import { textObject } from './mrkdwn.js';

/** Slack's confirmation dialog; resolves to whether it was confirmed. The focus begins on the harmless answer. */
export function askFirst({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    const dialog = h('dialog', {
      class: 'dialog small',
      'aria-labelledby': 'ask-title',
      'aria-describedby': 'ask-text',
    });
    const answer = (words, value, kind, focus) =>
      h(
        'button',
        { type: 'button', class: `button ${kind}`, autofocus: focus, onclick: () => dialog.close(value) },
        textObject(words),
      );
    dialog.append(
      h('h2', { id: 'ask-title' }, textObject(title)),
      h('div', { class: 'dialog-body', id: 'ask-text' }, textObject(text)),
      h(
        'div',
        { class: 'dialog-foot' },
        answer(deny, 'no', '', true),
        answer(confirm, 'yes', style === 'danger' ? 'danger' : 'strong', false),
      ),
    );
    const before = document.activeElement;
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus?.({ preventScroll: true });
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
