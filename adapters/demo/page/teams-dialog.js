import { h, toast } from './dom.js';
import { drawCard } from './teams-card.js';

/** Shows the answer to a dialog's request: a form in a dialog, or words. `submit` sends the form and answers the next. */
export function showTask(task, submit) {
  if (!task) return;
  if (task.type === 'message') return toast(task.value);
  const { title, card } = task.value;
  const before = document.activeElement;
  const form = drawCard(card.content, { execute: () => undefined, submit: send });
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'task-title', onclose: close },
    h(
      'header',
      { class: 'dialog-head' },
      h('h2', { id: 'task-title' }, title),
      h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: () => dialog.close() }, '✕'),
    ),
    h('div', { class: 'dialog-body teams-card' }, form),
  );

  async function send(data) {
    const next = await submit(data);
    if (!next) return;
    dialog.close();
    showTask(next, submit);
  }

  function close() {
    dialog.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  }

  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('.dialog-body :is(input, select, textarea, button)')?.focus();
}
