const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes, properties that begin with `on` as listeners, and children; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

function build(element, attributes, children) {
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

/** Sets CSS variables of one element; the page's policy allows no style attributes. */
export function styled(element, variables) {
  for (const [name, value] of Object.entries(variables)) element.style.setProperty(name, String(value));
  return element;
}

/** Replaces an element's children and puts the focus back on the one with the same `data-key`. */
export function refill(parent, children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...children.filter(Boolean));
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Says something to screen readers. */
export function announce(words) {
  const line = h('p', {}, words);
  byId('announcer').append(line);
  setTimeout(() => line.remove(), 8000);
}

/** A short sentence at the lower edge; `tone` is `bad` or `good`. */
export function toast(words, tone = 'good') {
  const note = h('p', { class: `toast ${tone}` }, words);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}
