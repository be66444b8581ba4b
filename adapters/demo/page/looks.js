import { byId, h } from './dom.js';
import { remember, remembered } from './theme.js';

const KEY = 'pitcrew-look';
const tabs = [...byId('looks').querySelectorAll('[role="tab"]')];
const panelOf = (tab) => byId(tab.getAttribute('aria-controls'));
const nameOf = (tab) => tab.dataset.look;

/** Whether this look is the one that is shown. */
export const isShown = (look) => tabs.some((tab) => nameOf(tab) === look && tab.ariaSelected === 'true');

/** Something new that is not shown: its tab says so. */
export function marksNew(look) {
  const tab = tabs.find((one) => nameOf(one) === look);
  if (!isShown(look) && !tab.querySelector('.unread')) tab.append(h('span', { class: 'unread' }, 'new'));
}

/** Shows Slack's, Teams' or the phone's look. */
export function showLook(look) {
  for (const tab of tabs) {
    const chosen = nameOf(tab) === look;
    tab.ariaSelected = String(chosen);
    tab.tabIndex = chosen ? 0 : -1;
    panelOf(tab).hidden = !chosen;
    if (chosen) tab.querySelector('.unread')?.remove();
  }
  remember(KEY, look);
}

/** Tabs as everywhere: arrows, Home and End go from one to the next. */
export function mountLooks() {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => showLook(nameOf(tab)));
    tab.addEventListener('keydown', (event) => {
      const ends = { Home: 0, End: tabs.length - 1 };
      const to = ends[event.key] ?? (event.key in steps ? (index + steps[event.key] + tabs.length) % tabs.length : -1);
      if (to < 0) return;
      event.preventDefault();
      showLook(nameOf(tabs[to]));
      tabs[to].focus();
    });
  }
  const last = remembered(KEY);
  showLook(tabs.some((tab) => nameOf(tab) === last) ? last : 'slack');
  byId('skip-slack').addEventListener('click', () => showLook('slack'));
}
