import { post } from './api.js';
import { byId, h, toast } from './dom.js';
import { state } from './store.js';

const ask = (what, said) => async () => {
  const done = await post('what-if', { what });
  if (done)
    toast(
      done.status < 300 ? said : (done.body?.message ?? 'The sandbox did not take it.'),
      done.status < 300 ? 'good' : 'bad',
    );
};

const down = h(
  'button',
  { type: 'button', class: 'button', onclick: ask('shop-down', 'The shops’ system is down for 30 seconds.') },
  'Shops down 30 s',
);
const stolen = h(
  'button',
  {
    type: 'button',
    class: 'button',
    onclick: ask('slot-stolen', 'The next time that is booked will be taken by someone else first.'),
  },
  'Slot stolen',
);

let timer;

/** What can go wrong at the shop, to order. */
export function whatIfChanged(topic) {
  if (topic === 'all') byId('what-if').replaceChildren(h('span', { class: 'what-if-title' }, 'What if…'), down, stolen);
  if (topic !== 'all' && topic !== 'down') return;
  clearInterval(timer);
  const show = () => {
    const left = Math.ceil((state.downUntil - Date.now()) / 1000);
    down.textContent = left > 0 ? `Down, ${left} s left` : 'Shops down 30 s';
    down.classList.toggle('on', left > 0);
    if (left <= 0) clearInterval(timer);
  };
  timer = setInterval(show, 500);
  show();
}
