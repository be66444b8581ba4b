import { post } from './api.js';
import { clock } from './clock.js';
import { announce, byId, h } from './dom.js';
import { isShown, marksNew } from './looks.js';
import { state } from './store.js';

const QUICK = ['1', '2', '3', 'MORE', 'STATUS', 'HELP'];
const LINK = /https?:\/\/[^\s]+[^\s.,)]/g;

/** The phone: texts as bubbles, and an answer that its owner types. */
export function phoneChanged(topic, detail) {
  if (topic === 'all') begin();
  if (topic !== 'text') return;
  draw();
  if (!detail.isNew || detail.text.direction === 'inbound') return;
  if (isShown('sms')) announce(`Text message: ${detail.text.body}`);
  else marksNew('sms');
}

function begin() {
  const { phone } = state;
  byId('tab-sms').hidden = !phone;
  if (!phone) return;
  byId('phone-owner').textContent = `Phone of ${phone.name} (${phone.title.toLowerCase()}), ${shown(phone.number)}`;
  byId('phone-title').textContent = `Pitcrew, ${shown(phone.bot)}`;
  draw();
}

const shown = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');

function draw() {
  const { texts } = state.phone;
  byId('texts').replaceChildren(...(texts.length > 0 ? texts.map(bubble) : [h('li', { class: 'no-texts' }, EMPTY)]));
  const box = byId('texts-box');
  box.scrollTop = box.scrollHeight;
}

const EMPTY = 'No text yet. Raise an alert on the left: its three times come here too.';

function bubble({ sid, direction, body, at, status }) {
  const mine = direction === 'inbound';
  const time = clock(at, state.phone.timeZone);
  return h(
    'li',
    { class: `bubble ${mine ? 'mine' : ''}`, 'data-sid': sid },
    h('span', { class: 'unseen' }, mine ? 'You: ' : 'Pitcrew: '),
    h('p', {}, linked(body)),
    h('time', {}, status === 'queued' ? `${time} · on its way` : time),
  );
}

/** A text with its addresses as links. */
function linked(body) {
  const links = [...body.matchAll(LINK)];
  const ends = links.map(({ index, 0: url }) => index + url.length);
  return [
    ...links.flatMap(({ index, 0: url }, i) => [
      body.slice(ends[i - 1] ?? 0, index),
      h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url),
    ]),
    body.slice(ends.at(-1) ?? 0),
  ];
}

async function send(body) {
  if (body.trim() === '') return false;
  return (await post('text', { body })) !== undefined;
}

/** The line to type in, and the words that are typed most. */
export function mountPhone() {
  const input = byId('text-input');
  byId('text-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = input.value;
    input.value = '';
    if (!(await send(body)) && input.value === '') input.value = body;
  });
  byId('quick-words').replaceChildren(
    ...QUICK.map((word) => h('button', { type: 'button', class: 'quick', onclick: () => void send(word) }, word)),
  );
  new ResizeObserver(() => (byId('texts-box').scrollTop = byId('texts-box').scrollHeight)).observe(byId('texts-box'));
}
