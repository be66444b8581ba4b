import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import { textOf } from './entities.ts';

export const STAR_NAMESPACE = 'http://www.starstandard.org/STAR/5';

/** An element of a document. */
export interface Element {
  /** The local name; empty outside STAR's namespace, where what is inside may still be STAR's. */
  readonly name: string;
  /** Its own text without that of its children, trimmed. */
  readonly text: string;
  readonly children: readonly Element[];
}

/** Deeper is no document of a dealer, and would only serve to exhaust us. */
const MAX_DEPTH = 100;
/** A reply of 4 MiB with two weeks of 40 advisors has a quarter of them. */
const MAX_TAGS = 200_000;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Only what XML itself names is resolved, by `textOf`; there is no DOCTYPE that could name more.
  processEntities: false,
  maxNestedTags: MAX_DEPTH,
});

/**
 * The root of a document, namespaces resolved. Nothing outside the text is ever read: a DOCTYPE is refused unread, and
 * with it every entity of one's own. The error says in words why it is not understood, without repeating the text.
 */
export function parseXml(text: string): Result<Element, string> {
  const odd = oddity(text);
  if (odd !== undefined) return fail(odd);
  try {
    if (XMLValidator.validate(text, { allowBooleanAttributes: false }) !== true) return fail(NOT_WELL_FORMED);
    const roots = (parser.parse(text) as readonly Node[]).filter((node) => nameIn(node) !== undefined);
    const [root, ...others] = roots;
    if (root === undefined || others.length > 0) return fail('It needs exactly one root element.');
    const element = toElement(root, new Map());
    return element === undefined ? fail('It refers to an entity that XML does not name.') : ok(element);
  } catch {
    // The parser throws for what its validator lets pass.
    return fail(NOT_WELL_FORMED);
  }
}

const NOT_WELL_FORMED = 'It is not well-formed XML.';

/** XML 1.0 has no such characters, nor halves of characters. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

/** What no document may hold, found before anything parses it. */
function oddity(text: string): string | undefined {
  if (text.trim() === '') return 'It is empty.';
  if (FORBIDDEN.test(text)) return 'It has characters that XML does not allow.';
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (++tags > MAX_TAGS) return 'It has too many elements.';
    if (text[at + 1] !== '!') continue;
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    if (end === undefined) return 'It has a DOCTYPE or another declaration, which is never read.';
    at = text.indexOf(end, at + 4);
    if (at < 0) return NOT_WELL_FORMED;
  }
  return undefined;
}

/** As the parser gives it: one key is the element's name, or `#text` or `#cdata`; `:@` holds attributes. */
interface Node {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}
type Scope = ReadonlyMap<string, string>;

const nameIn = (node: Node): string | undefined =>
  Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#'));

/** Undefined when a text in it cannot be read. */
function toElement(node: Node, outer: Scope): Element | undefined {
  const qualified = nameIn(node) ?? '';
  const scope = scopeOf(node[':@'], outer);
  if (scope === undefined) return undefined;
  const parts: string[] = [];
  const children: Element[] = [];
  for (const inner of node[qualified] as readonly Node[]) {
    if (nameIn(inner) !== undefined) {
      const child = toElement(inner, scope);
      if (child === undefined) return undefined;
      children.push(child);
      continue;
    }
    const cdata = (inner['#cdata'] as readonly Node[] | undefined)?.[0]?.['#text'];
    const text = cdata === undefined ? textOf(String(inner['#text'] ?? '')) : String(cdata);
    if (text === undefined) return undefined;
    parts.push(text);
  }
  const colon = qualified.indexOf(':');
  const isStar = scope.get(qualified.slice(0, Math.max(0, colon))) === STAR_NAMESPACE;
  return { name: isStar ? qualified.slice(colon + 1) : '', text: parts.join('').trim(), children };
}

/** Prefix to namespace; the default one has the empty prefix. */
function scopeOf(attributes: Node[':@'], outer: Scope): Scope | undefined {
  let scope: Map<string, string> | undefined;
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    const namespace = textOf(value);
    if (namespace === undefined) return undefined;
    (scope ??= new Map(outer)).set(name.slice('xmlns:'.length), namespace.trim());
  }
  return scope ?? outer;
}
