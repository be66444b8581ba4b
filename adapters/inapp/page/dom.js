/** An element with attributes, properties that begin with `on` as listeners, and children; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Says something to screen readers. */
export function announce(words) {
  const line = h('p', {}, words);
  byId('announcer').append(line);
  setTimeout(() => line.remove(), 10_000);
}

/** Puts an element in the place of another; the focus stays on what has the same `data-key`, else on the new element. */
export function swap(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
  old.replaceWith(element);
  if (!focused) return;
  const { key } = focused.dataset;
  const same = key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || element).focus({ preventScroll: true });
}
