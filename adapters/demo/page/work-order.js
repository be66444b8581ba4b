import { post } from './api.js';
import { h, toast } from './dom.js';

const WORDS = {
  CONFIRMED: 'Booked',
  CHECKED_IN: 'Checked in',
  IN_SERVICE: 'In progress',
  READY: 'Done',
  NO_SHOW: 'No-show',
  CANCELLED: 'Cancelled',
};
export const statusWords = (status) => WORDS[status] ?? status;

const ACTIONS = [
  { status: 'CHECKED_IN', label: 'Checked in', after: ['CONFIRMED'] },
  { status: 'IN_SERVICE', label: 'In progress', after: ['CONFIRMED', 'CHECKED_IN'] },
  { status: 'READY', label: 'Done', after: ['CONFIRMED', 'CHECKED_IN', 'IN_SERVICE'] },
  { status: 'NO_SHOW', label: 'No-show', after: ['CONFIRMED', 'CHECKED_IN'] },
  { status: 'CANCELLED', label: 'Cancel by shop', after: ['CONFIRMED', 'CHECKED_IN', 'IN_SERVICE'], danger: true },
];

/** The work order of an appointment with the buttons that a service writer has. */
export function workOrder(appointment) {
  if (!appointment) {
    return h(
      'section',
      { class: 'order empty-order', 'aria-label': 'Work order' },
      h('p', {}, 'No work order yet. Book a time, and it arrives here.'),
    );
  }
  const { status, confirmation, start, end, vehicle, workOrder: order } = appointment;
  const from = clock(start);
  const limit = order?.notToExceed;
  const rows = [
    ['Vehicle', [vehicle?.year, vehicle?.make, vehicle?.model].filter(Boolean).join(' ')],
    ['VIN, plate', [vehicle?.vin, vehicle?.plate].filter(Boolean).join(' · ')],
    ['Job', order?.issue],
    ['Fault codes', (order?.faultCodes ?? []).join(', ')],
    ['Bay time', end ? `${from} – ${clock(end)}` : from],
    ['PO', [order?.po, limit && `at most ${money(limit)}`].filter(Boolean).join(' · ')],
  ];
  return h(
    'section',
    { class: 'order', 'aria-label': 'Work order' },
    h(
      'header',
      {},
      h('h3', {}, order?.number ?? 'Work order'),
      h('span', { class: 'order-ref' }, confirmation),
      h('span', { class: `status ${status}` }, statusWords(status)),
    ),
    h(
      'dl',
      {},
      rows.filter(([, value]) => value).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    h(
      'div',
      { class: 'order-actions', role: 'group', 'aria-label': 'Report to the booker' },
      ACTIONS.map((action) => actionButton(action, appointment)),
    ),
  );
}

function actionButton({ status, label, after, danger }, appointment) {
  const possible = after.includes(appointment.status);
  const next =
    status === { CONFIRMED: 'CHECKED_IN', CHECKED_IN: 'IN_SERVICE', IN_SERVICE: 'READY' }[appointment.status];
  const node = h(
    'button',
    {
      type: 'button',
      class: `button ${next ? 'strong' : ''} ${danger ? 'danger-text' : ''}`,
      'data-key': `status-${status}`,
      'aria-disabled': String(!possible),
      async onclick() {
        if (!possible || node.getAttribute('aria-busy') === 'true') return;
        node.setAttribute('aria-busy', 'true');
        const done = await post('shop/status', { reference: appointment.reference, status });
        node.setAttribute('aria-busy', 'false');
        if (done && done.status > 299) toast(done.body?.message ?? `The shop’s system answered ${done.status}.`, 'bad');
      },
    },
    label,
  );
  return node;
}

/** The shop's wall clock of an instant that carries its offset. */
function clock(instant) {
  const hour = Number(instant.slice(11, 13));
  return `${((hour + 11) % 12) + 1}:${instant.slice(14, 16)} ${hour < 12 ? 'AM' : 'PM'}`;
}

const money = ({ amount, currency }) => new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount);
