import { byId, h } from './dom.js';

/**
 * Asks something in a dialog. `fields` are its elements, `read(form)` answers what to send or an error as `{error}`, and
 * `send(fields)` answers a sentence where it was refused: then the dialog stays, with that sentence.
 */
export function ask({ title, text, fields = [], submit, style = 'strong', keep = 'Back', read = () => ({}), send }) {
  const dialog = byId('dialog');
  const problem = h('p', { class: 'problem', role: 'alert' });
  const go = h('button', { type: 'submit', class: `button ${style}` }, submit);
  const back = h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, keep);
  let busy = false;

  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    const { error, ...sent } = read(form);
    problem.textContent = error ?? '';
    if (error) return;
    busy = true;
    go.setAttribute('aria-busy', 'true');
    const refusal = await send(sent);
    busy = false;
    go.removeAttribute('aria-busy');
    if (refusal === undefined) dialog.close();
    else problem.textContent = refusal;
  }

  const form = h(
    'form',
    { novalidate: true, onsubmit: onSubmit },
    h('h2', { id: 'dialog-title' }, title),
    text && h('p', { class: 'dialog-text' }, text),
    fields,
    problem,
    h('div', { class: 'dialog-buttons' }, back, go),
  );
  dialog.replaceChildren(form);
  dialog.showModal();
  (form.querySelector('[autofocus], input:checked') ?? form.querySelector('input, textarea, select') ?? go).focus();
}

/** A labelled input; `hint` is read with it. */
export function field(name, label, input, hint) {
  const id = `field-${name}`;
  const hintId = `hint-${name}`;
  input.id = id;
  input.name = name;
  if (hint) input.setAttribute('aria-describedby', hintId);
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    input,
    hint && h('p', { class: 'hint', id: hintId }, hint),
  );
}

/** Radio buttons under one question. */
export const choice = (name, question, options, checked, look = 'choice') =>
  h(
    'fieldset',
    { class: look },
    h('legend', {}, question),
    options.map(([value, label, shown]) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name, value, checked: value === checked }),
        h('span', { 'aria-hidden': shown && 'true' }, shown ?? label),
        shown && h('span', { class: 'unseen' }, label),
      ),
    ),
  );
