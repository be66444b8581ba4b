import { button } from './button.js';
import { h } from './dom.js';
import { slotList } from './slots.js';

const STATE = {
  offered: 'Choose a time',
  requested: 'Booking',
  'awaiting-approval': 'Waits for approval',
  scheduled: 'Booked',
  moving: 'Moving',
  'in-progress': 'In the shop',
  completed: 'Done',
  cancelled: 'Cancelled',
  'no-show': 'No-show',
  manual: 'Booked by hand',
  dismissed: 'Dismissed',
  expired: 'Offer over',
  failed: 'Needs a call',
};
const ICONS = { info: 'ℹ', warning: '▲', critical: '▲', 'out-of-service': '⛔', good: '✓', muted: '•', progress: '⟳' };

/**
 * A case as a card. `mine` is what only this page knows of it: `busy` (the key of the pressed button), `outcome`, `open`
 * (which details are unfolded), `fresh`. `press(action, button key)` is called for buttons.
 */
export function renderCard(item, { me, mine, press }) {
  const { card, bookingId } = item;
  const [vehicle, ...rest] = card.title.split(': ');
  const titleId = `title-${bookingId}`;
  return h(
    'article',
    {
      ...{ class: `card ${card.tone}${mine.fresh ? ' fresh' : ''}`, id: `case-${bookingId}`, tabindex: '-1' },
      ...{ 'aria-labelledby': titleId, 'data-state': item.state, 'data-version': item.version },
    },
    h(
      'header',
      { class: 'card-head' },
      h('h3', { id: titleId }, h('span', { class: 'vehicle' }, vehicle), ' ', h('span', {}, rest.join(': '))),
      h(
        'p',
        { class: 'pills' },
        pill(capital(card.severity.replace(/-/g, ' ')), severityTone(card), ICONS[card.severity]),
        pill(STATE[item.state], card.tone),
      ),
    ),
    h('p', { class: 'status' }, card.status),
    mine.outcome && h('p', { class: `outcome ${mine.outcome.tone}` }, mine.outcome.text),
    slotList(card, { me, mine, press }),
    card.appointment && appointment(card.appointment),
    card.fallbacks.length > 0 && fallbacks(card.fallbacks),
    card.rating && rating(card.rating),
    buttons(card, { mine, press }),
    fold('facts', 'Vehicle and issue', mine, facts(card.facts)),
    item.notes.length > 0 && fold('notes', `What happened (${item.notes.length})`, mine, notes(item.notes, me)),
    card.footer.length > 0 &&
      h(
        'ul',
        { class: 'small-print' },
        card.footer.map((line) => h('li', {}, line)),
      ),
  );
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const severityTone = ({ severity }) => (severity === 'info' ? 'info' : severity === 'warning' ? 'warning' : 'critical');
const pill = (words, tone, icon) =>
  h('span', { class: `pill ${tone}` }, icon && h('span', { 'aria-hidden': 'true' }, `${icon} `), words);

const facts = (list) =>
  h(
    'dl',
    { class: 'facts' },
    list.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
  );

function appointment({ facts: list, mapUrl }) {
  const map = h(
    'a',
    { href: mapUrl, target: '_blank', rel: 'noopener' },
    'Open in maps',
    h('span', { class: 'unseen' }, ' (new window)'),
  );
  return h('div', { class: 'appointment' }, facts(list), h('p', {}, map));
}

const fallbacks = (list) =>
  h(
    'ul',
    { class: 'fallbacks' },
    list.map(({ text, phone, url }) =>
      h(
        'li',
        {},
        h('span', {}, text),
        phone && h('a', { href: `tel:${phone}` }, phone),
        url &&
          /^https?:/.test(url) &&
          h(
            'a',
            { href: url, target: '_blank', rel: 'noopener' },
            'Booking page',
            h('span', { class: 'unseen' }, ' (new window)'),
          ),
      ),
    ),
  );

const rating = ({ stars, comment }) =>
  h(
    'p',
    { class: 'rating' },
    h(
      'span',
      { class: 'stars', role: 'img', 'aria-label': `${stars} of 5 stars` },
      '★'.repeat(stars),
      h('span', { class: 'unlit' }, '★'.repeat(5 - stars)),
    ),
    comment && h('q', {}, comment),
  );

/** The buttons; those that give stars stand together as five stars. */
function buttons({ actions }, { mine, press }) {
  const stars = actions.filter(({ value }) => value.stars !== undefined);
  const others = actions.filter(({ value }) => value.stars === undefined);
  if (actions.length === 0) return null;
  return h(
    'div',
    { class: 'actions' },
    stars.length > 0 &&
      h(
        'div',
        { class: 'rate', role: 'group', 'aria-label': 'How was the work?' },
        h('span', { class: 'rate-label', 'aria-hidden': 'true' }, 'How was the work?'),
        stars.map((action) => {
          const { stars: n } = action.value;
          return button({
            action,
            key: `rate-${n}`,
            words: '★',
            label: `${n} ${n === 1 ? 'star' : 'stars'}`,
            look: 'star',
            mine,
            press,
          });
        }),
      ),
    others.map((action) => {
      const look = action.style === 'primary' ? 'strong' : action.style === 'danger' ? 'danger' : '';
      return button({ action, key: action.intent, words: action.label, look, mine, press });
    }),
  );
}

function fold(name, title, mine, content) {
  const details = h(
    'details',
    { class: 'fold', open: mine.open.has(name) },
    h('summary', { 'data-key': `fold-${name}` }, title),
    content,
  );
  details.addEventListener('toggle', () => (details.open ? mine.open.add(name) : mine.open.delete(name)));
  return details;
}

function notes(list, { locale, timeZone }) {
  const format = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return h(
    'ol',
    { class: 'notes' },
    [...list]
      .reverse()
      .map(({ at, text }) =>
        h('li', {}, h('time', { datetime: at }, format.format(new Date(at))), h('span', {}, text)),
      ),
  );
}
