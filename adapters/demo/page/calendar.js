import { h, styled } from './dom.js';
import { statusWords } from './work-order.js';

const minutes = (wall) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));
const hourName = (hour) => `${((hour + 11) % 12) + 1} ${hour % 24 < 12 ? 'AM' : 'PM'}`;

/** A shop's day as bays beside each other and time downwards. Ours can be chosen; the rest of the day is others'. */
export function calendar(day, selected, choose) {
  if (day.open.length === 0) return h('p', { class: 'desk-note' }, 'Closed on this day.');
  const from = Math.floor(Math.min(...day.open.map((span) => minutes(span.from))) / 60);
  const to = Math.ceil(Math.max(...day.open.map((span) => minutes(span.to))) / 60);
  const hours = Array.from({ length: to - from }, (_, i) => from + i);
  const bays = Array.from({ length: day.bays }, (_, i) => i + 1);
  const box = h(
    'div',
    { class: 'calendar', role: 'group', 'aria-label': `${day.name}, ${day.date}, ${day.bays} bays` },
    h('span', { class: 'corner' }),
    bays.map((bay) => styled(h('span', { class: 'bay-name' }, `Bay ${bay}`), { '--column': bay + 1 })),
    hours.map((hour, i) => styled(h('span', { class: 'hour' }, hourName(hour)), { '--row': i * 4 + 2 })),
    hours.map((_, i) => styled(h('span', { class: 'hour-line', 'aria-hidden': 'true' }), { '--row': i * 4 + 2 })),
    day.appointments
      .filter(({ status }) => status !== 'CANCELLED')
      .map((entry) => slot(entry, from * 60, selected, choose)),
  );
  return styled(box, { '--bays': day.bays, '--rows': hours.length * 4 });
}

function slot(entry, first, selected, choose) {
  const row = (wall) => Math.round((minutes(wall) - first) / 15) + 2;
  const place = {
    '--column': entry.bay + 1,
    '--row': row(entry.start),
    '--span': Math.max(1, row(entry.end) - row(entry.start)),
  };
  if (entry.reference === undefined)
    return styled(
      h(
        'span',
        { class: 'taken', title: 'Taken by someone else' },
        h('span', { class: 'unseen' }, `Taken ${entry.start} to ${entry.end}`),
      ),
      place,
    );
  const chosen = entry.reference === selected;
  return styled(
    h(
      'button',
      {
        type: 'button',
        class: `booked ${entry.status}`,
        'data-key': `slot-${entry.reference}`,
        'aria-pressed': String(chosen),
        title: `${entry.service} ${entry.confirmation}, ${statusWords(entry.status)}`,
        onclick: () => choose(entry.reference),
      },
      h('strong', {}, entry.vehicle?.model ?? entry.service ?? 'Job'),
      place['--span'] >= 6
        ? h('span', {}, statusWords(entry.status))
        : h('span', { class: 'unseen' }, statusWords(entry.status)),
    ),
    place,
  );
}
