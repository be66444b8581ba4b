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
    card.moreSlots.length > 0 && h('h4', {}, 'More times'),
    card.moreSlots.length > 0 &&
      h(
        'ul',
        { class: 'slots more', 'aria-label': 'More times' },
        card.moreSlots.map((slot) => row(slot, undefined, context)),
      ),
  );
}

function row(slot, n, { me, mine, press }) {
  const where = [slot.providerName, slot.distance, slot.price].filter(Boolean).join(' · ');
  const { action } = slot;
  const reasons = slot.reasons.filter((reason) => reason !== slot.distance);
  return h(
    'li',
    { class: 'slot' },
    h(
      'div',
      { class: 'slot-words' },
      h('p', { class: 'when' }, slot.when),
      h('p', { class: 'where' }, where),
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
