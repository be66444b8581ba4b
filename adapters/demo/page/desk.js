import { get } from './api.js';
import { calendar } from './calendar.js';
import { byId, h, refill } from './dom.js';
import { state } from './store.js';
import { workOrder } from './work-order.js';

let shop;
let date;
let selected;
let day;
let reading = 0;

/** The shop's pane: its calendar of a day, and the work order that is chosen there. */
export function deskChanged(topic, detail) {
  if (topic === 'all') {
    const latest = state.ledger.at(-1);
    if (!shop && latest) follow(latest);
    shop ??= state.shops[0]?.networkRef;
    void readDay();
  }
  if (topic === 'ledger') {
    const before = new Map(detail.before.map((entry) => [entry.reference, entry]));
    const fresh = state.ledger.find(
      (entry) => !before.has(entry.reference) || before.get(entry.reference).start !== entry.start,
    );
    if (fresh) follow(fresh);
    void readDay();
  }
}

/** Turns to an appointment: its shop, its day, its work order. */
function follow({ store, start, reference }) {
  shop = store;
  date = start.slice(0, 10);
  selected = reference;
}

async function readDay() {
  const mine = (reading += 1);
  const read = await get(`shop/${encodeURIComponent(shop)}/calendar${date ? `?date=${date}` : ''}`);
  if (mine !== reading) return;
  day = read?.status === 200 ? read.body : undefined;
  date ??= day?.date;
  draw();
}

function choose(reference) {
  selected = reference;
  draw();
}

function draw() {
  const appointment = state.ledger.find(({ reference, store }) => reference === selected && store === shop);
  const open = state.ledger.filter(({ status }) => !['READY', 'NO_SHOW', 'CANCELLED'].includes(status)).length;
  byId('shop-figure').textContent = open === 0 ? 'No open jobs' : open === 1 ? '1 open job' : `${open} open jobs`;
  refill(byId('desk'), [
    controls(),
    day
      ? calendar(day, selected, choose)
      : h('p', { class: 'desk-note' }, 'The shop’s calendar cannot be read at the moment.'),
    workOrder(appointment),
  ]);
}

function controls() {
  const jobs = (ref) => state.ledger.filter(({ store, status }) => store === ref && status !== 'CANCELLED').length;
  const select = h(
    'select',
    { 'aria-label': 'Shop', 'data-key': 'shop', class: 'shop-select' },
    state.shops.map(({ networkRef, name }) => {
      const count = jobs(networkRef);
      return h('option', { value: networkRef, selected: networkRef === shop }, count > 0 ? `${name} (${count})` : name);
    }),
  );
  select.addEventListener('change', () => {
    shop = select.value;
    const own = state.ledger.filter(({ store }) => store === shop).at(-1);
    if (own) follow(own);
    void readDay();
  });
  return h(
    'div',
    { class: 'desk-controls' },
    select,
    h(
      'div',
      { class: 'day' },
      h(
        'button',
        { type: 'button', class: 'quiet', 'data-key': 'day-back', 'aria-label': 'Day before', onclick: () => move(-1) },
        '‹',
      ),
      h('span', { class: 'day-name', 'aria-live': 'polite' }, date ? dayName(date) : ''),
      h(
        'button',
        { type: 'button', class: 'quiet', 'data-key': 'day-on', 'aria-label': 'Next day', onclick: () => move(1) },
        '›',
      ),
    ),
  );
}

function move(days) {
  if (!date) return;
  date = new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  void readDay();
}

const dayName = (iso) =>
  new Date(`${iso}T12:00:00Z`).toLocaleDateString('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
