import { h } from './dom.js';

/** One button of a card; while one is at work the others wait. */
export function button({ action, key, words, label, look, mine, press }) {
  return h(
    'button',
    {
      ...{ type: 'button', class: `button ${look}`, 'data-key': key, 'aria-label': label },
      ...{ 'aria-busy': mine.busy === key && 'true', 'aria-disabled': mine.busy !== undefined && 'true' },
      onclick: () => mine.busy === undefined && press(action, key),
    },
    words,
  );
}
