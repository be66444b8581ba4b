import { h } from './dom.js';
import { groupsOf } from './listbox.js';
import { textObject } from './mrkdwn.js';

/** An input block of a modal; `typed` is what stood in it before. */
export function modalInput(block, typed) {
  const { element, block_id: id } = block;
  const errorId = `error-${id}`;
  const choices = element.type === 'radio_buttons' || element.type === 'checkboxes';
  const label = [textObject(block.label), block.optional ? h('span', { class: 'optional' }, ' (optional)') : null];
  const field = choices
    ? h('fieldset', { 'aria-describedby': errorId }, h('legend', {}, label), marks(element, id, typed))
    : h('label', {}, h('span', { class: 'field-label' }, label), control(element, errorId, typed));
  return h(
    'div',
    { class: 'field', 'data-block': id, 'data-type': element.type },
    field,
    block.hint && h('p', { class: 'field-hint' }, textObject(block.hint)),
    h('p', { class: 'field-error', id: errorId, role: 'alert' }),
  );
}

function control(element, errorId, typed) {
  const shared = { 'aria-describedby': errorId, placeholder: element.placeholder?.text };
  switch (element.type) {
    case 'static_select': {
      const chosen = typed ?? element.initial_option?.value ?? '';
      return h(
        'select',
        shared,
        h('option', { value: '' }, element.placeholder?.text ?? 'Choose'),
        groupsOf(element).map(({ label, options }) => {
          const items = options.map(({ text, value }) => h('option', { value, selected: value === chosen }, text.text));
          return label ? h('optgroup', { label: label.text }, items) : items;
        }),
      );
    }
    case 'datepicker':
      return h('input', { ...shared, type: 'date', value: typed ?? element.initial_date });
    case 'datetimepicker':
      return h('input', { ...shared, type: 'datetime-local', value: localTime(typed ?? element.initial_date_time) });
    case 'timepicker':
      return h('input', { ...shared, type: 'time', value: typed ?? element.initial_time });
    default: {
      const value = typed ?? element.initial_value ?? '';
      const limits = { maxlength: element.max_length ?? 3000 };
      if (element.multiline) return h('textarea', { ...shared, ...limits, rows: 4 }, value);
      return h('input', { ...shared, ...limits, type: 'text', value });
    }
  }
}

/** Unix seconds as a `datetime-local` input has them: the reader's own wall time. */
function localTime(seconds) {
  if (seconds === undefined || seconds === '') return undefined;
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function marks(element, id, typed) {
  const first = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  const chosen = typed !== undefined ? typed.split(',') : first.map(({ value }) => value);
  const type = element.type === 'radio_buttons' ? 'radio' : 'checkbox';
  return element.options.map(({ text, value }) =>
    h(
      'label',
      { class: 'mark' },
      h('input', { type, name: id, value, checked: chosen.includes(value) }),
      textObject(text),
    ),
  );
}

/** What stands in a form's inputs, by block id. */
export function readInputs(form) {
  const values = {};
  for (const field of form.querySelectorAll('[data-block]')) {
    const marked = [...field.querySelectorAll('input:checked')].map(({ value }) => value);
    const single = field.querySelector('select, textarea, input');
    const value = field.querySelector('fieldset') ? marked.join(',') : (single?.value ?? '');
    // Slack's picker gives the moment, in Unix seconds.
    const isMoment = field.dataset.type === 'datetimepicker' && value !== '';
    values[field.dataset.block] = isMoment ? String(Math.floor(new Date(value).getTime() / 1000)) : value;
  }
  return values;
}
