import { h } from './dom.js';

const NEXT = { system: 'light', light: 'dark', dark: 'system' };
const LOOK = { system: ['◐', 'as the system'], light: ['☀', 'light'], dark: ['☾', 'dark'] };

/** Lets the button go round the system's colours, light and dark, and remembers the choice. */
export function mountTheme(button) {
  const root = document.documentElement;
  let theme = root.dataset.theme ?? 'system';
  const show = () => {
    const [sign, words] = LOOK[theme];
    button.replaceChildren(h('span', { 'aria-hidden': 'true' }, sign));
    button.setAttribute('aria-label', `Colours: ${words}`);
    button.title = `Colours: ${words}`;
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  button.addEventListener('click', () => {
    theme = NEXT[theme];
    remember('pitcrew-theme', theme);
    show();
  });
  show();
}

/** Storage that may be switched off: then nothing is remembered. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not remembered.
  }
}

export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
