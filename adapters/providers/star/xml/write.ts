import { STAR_NAMESPACE } from './parse.ts';

/** A text as it may stand in an element: escaped, without what XML does not allow. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, ' ')
    .replace(/[&<>"]/g, (character) => ESCAPED[character] ?? character)
    .replaceAll('\r', '&#13;');

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An element with a text in it. */
export const leaf = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;

/** An element with elements in it. */
export const group = (name: string, ...inner: readonly string[]): string => `<${name}>${inner.join('')}</${name}>`;

/** A whole document: application area and data area, which is named after the document. */
export const starDocument = (name: string, applicationArea: readonly string[], dataArea: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${STAR_NAMESPACE}">` +
  `${group('ApplicationArea', ...applicationArea)}${group(`${name}DataArea`, ...dataArea)}</${name}>`;
