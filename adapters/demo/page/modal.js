import { post } from './api.js';
import { renderBlocks } from './block-kit.js';
import { h, toast } from './dom.js';
import { modalInput, readInputs } from './modal-input.js';
import { textObject } from './mrkdwn.js';
import { state } from './store.js';

let shown;

/** Shows the modal that the person who is signed in has open, if any; what he typed stays when it is only updated. */
export function showModal(userId, people) {
  const open = state.views.find((view) => view.userId === userId);
  if (shown && (!open || open.id !== shown.id)) shown.remove();
  if (!open) return;
  if (shown?.hash === open.hash) return shown.errors(open.errors);
  const typed = shown?.typed() ?? {};
  shown?.remove();
  shown = build(open, people, typed);
}

function build(open, people, typed) {
  const { id, view, userId } = open;
  const before = document.activeElement;
  const send = h('button', { type: 'submit', class: 'button strong' }, textObject(view.submit ?? { text: 'Send' }));
  const context = { people, act: async () => undefined, input: (block) => modalInput(block, typed[block.block_id]) };
  const form = h(
    'form',
    { novalidate: true },
    h(
      'header',
      { class: 'dialog-head' },
      h('h2', { id: 'modal-title' }, textObject(view.title)),
      h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: close }, '✕'),
    ),
    h('div', { class: 'dialog-body' }, renderBlocks(view.blocks, context)),
    h(
      'footer',
      { class: 'dialog-foot' },
      h('button', { type: 'button', class: 'button', onclick: close }, textObject(view.close ?? { text: 'Cancel' })),
      view.submit && send,
    ),
  );
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'modal-title' }, form);
  const modal = { id, hash: open.hash, typed: () => readInputs(form), errors: showErrors, remove };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const missing = missingInputs(view.blocks, readInputs(form));
    showErrors(missing);
    if (Object.keys(missing).length > 0) return;
    send.setAttribute('aria-busy', 'true');
    const done = await post('view/submit', { userId, viewId: id, values: readInputs(form) });
    send.setAttribute('aria-busy', 'false');
    if (done && (done.status < 200 || done.status > 299))
      toast(`Pitcrew did not answer (status ${done.status}).`, 'bad');
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close();
  });

  async function close() {
    remove();
    await post('view/close', { userId, viewId: id });
  }

  function remove() {
    if (shown === modal) shown = undefined;
    if (!dialog.isConnected) return;
    dialog.close();
    dialog.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
    else document.querySelector('#messages')?.focus({ preventScroll: true });
  }

  function showErrors(errors) {
    for (const field of form.querySelectorAll('[data-block]')) {
      const words = errors[field.dataset.block];
      const note = field.querySelector('.field-error');
      note.textContent = words ?? '';
      field
        .querySelectorAll('input, select, textarea')
        .forEach((input) => input.setAttribute('aria-invalid', String(Boolean(words))));
    }
    const first = Object.keys(errors)[0];
    if (first)
      form
        .querySelector(`[data-block="${CSS.escape(first)}"]`)
        ?.querySelector('input, select, textarea')
        ?.focus();
  }

  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector('.dialog-body :is(input, select, textarea)') ?? send).focus();
  return modal;
}

function missingInputs(blocks, typed) {
  const required = blocks.filter((block) => block.type === 'input' && block.optional !== true);
  const empty = required.filter(({ block_id: id }) => (typed[id] ?? '') === '');
  return Object.fromEntries(empty.map(({ block_id: id }) => [id, 'Please fill in this field.']));
}
