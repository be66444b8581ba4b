import { button } from './button.js';
import { h } from './dom.js';

/** The times to choose from: the three that are recommended, and the others that were asked for. */
export function slotList(card, context) {
  if (card.slots.length === 0 && card.moreSlots.length === 0) return null;
  return h(
    'div',
    { class: 'offer' },
    card.slots.length > 0 &&
      h(
        'ul',
        { class: 'slots', 'aria-label': 'Recommended times' },
        card.slots.map((slot, n) => row(slot, n, context)),
      ),
    card.moreSlots.length > 0 && context.me.acts && others(card, context),
  );
}

const whereOf = (slot) => [slot.providerName, slot.distance, slot.price].filter(Boolean).join(' · ');

/** There may be dozens: one list to choose from, and one button. */
function others({ bookingId, moreSlots }, { mine, press }) {
  const id = `more-${bookingId}`;
  const select = h(
    'select',
    { id, 'data-key': 'more', onchange: () => (mine.chosen = select.value) },
    moreSlots.map((slot) =>
      h('option', { value: slot.slotId, selected: slot.slotId === mine.chosen }, `${slot.when} · ${whereOf(slot)}`),
    ),
  );
  const chosen = () => moreSlots.find(({ slotId }) => slotId === select.value) ?? moreSlots[0];
  const { label } = moreSlots[0].action;
  return h(
    'div',
    { class: 'more-times' },
    h('label', { for: id }, `${moreSlots.length} more ${moreSlots.length === 1 ? 'time' : 'times'}`),
    select,
    button({
      ...{ action: undefined, key: 'more-go', words: label, look: 'plain', mine },
      label: `${label}: the time that is chosen above`,
      press: (_, key) => press(chosen().action, key),
    }),
  );
}

function row(slot, n, { me, mine, press }) {
  const { action } = slot;
  const reasons = slot.reasons.filter((reason) => reason !== slot.distance);
  return h(
    'li',
    { class: 'slot' },
    h(
      'div',
      { class: 'slot-words' },
      h('p', { class: 'when' }, slot.when),
      h('p', { class: 'where' }, whereOf(slot)),
      reasons.length > 0 &&
        h(
          'ul',
          { class: 'reasons', 'aria-label': 'Why' },
          reasons.map((reason) => h('li', {}, reason)),
        ),
    ),
    me.acts &&
      button({
        ...{ action, key: `slot-${slot.slotId}`, words: action.label, look: n === 0 ? 'strong' : 'plain', mine, press },
        label: `${action.label}: ${slot.when}, ${slot.providerName}`,
      }),
  );
}
