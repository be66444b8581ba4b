import type { Element } from './parse.ts';

/** Which elements are wanted below an element, by name: their text, those inside them, or every one of a name. */
export interface Shape {
  readonly [name: string]: 'text' | Shape | readonly [Shape];
}

/**
 * The wanted elements as a plain value for a schema to check. A named element is taken where it lies nearest to the
 * surface; what is not there is absent, and what is there more than once with different texts is a list, which no schema
 * of a single value takes. `document` is the root's name.
 */
export function pluck(root: Element, shape: Shape): Record<string, unknown> {
  return { document: root.name, ...inside(root, shape) };
}

function inside(element: Element, shape: Shape): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(shape)) {
    if (Array.isArray(wanted)) {
      const [each] = wanted as readonly [Shape];
      values[name] = every(element, name).map((found) => inside(found, each));
      continue;
    }
    const found = nearest(element, name);
    const plain = found.map((one) => (wanted === 'text' ? ownText(one) : inside(one, wanted as Shape)));
    const [first] = plain;
    if (first !== undefined) values[name] = plain.every((other) => isSame(other, first)) ? first : plain;
  }
  return values;
}

/** An element with elements inside is no text. */
const ownText = ({ text, children }: Element): string | undefined => (children.length > 0 ? undefined : text);

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** All of a name on the first level that has one. */
function nearest(element: Element, name: string): readonly Element[] {
  let level = element.children;
  while (level.length > 0) {
    const found = level.filter((one) => one.name === name);
    if (found.length > 0) return found;
    level = level.flatMap(({ children }) => children);
  }
  return [];
}

/** All of a name, at any depth, none inside another. */
function every(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : every(child, name)));
}
