import type { Result } from '../../../../src/domain/result.ts';
import { decodeXml } from './decode.ts';
import type { Element } from './parse.ts';
import { parseXml } from './parse.ts';

export { STAR_NAMESPACE, parseXml } from './parse.ts';
export type { Element } from './parse.ts';
export { pluck } from './pluck.ts';
export type { Shape } from './pluck.ts';
export { escapeXml, group, leaf, starDocument } from './write.ts';

/** The root of a document from its bytes; the error says in words why it is not understood. */
export function readXml(bytes: Uint8Array): Result<Element, string> {
  const text = decodeXml(bytes);
  return text.ok ? parseXml(text.value) : text;
}
