import { appendFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared');

/**
 * The folder of official schemas and real data, which is no part of this repository: `PITCREW_SHARED`, else `shared`
 * beside the repository when it holds `schemas` or `design`. Undefined where there is none: tests pass without it.
 */
export function sharedFolder(): string | undefined {
  const named = process.env['PITCREW_SHARED'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`PITCREW_SHARED names ${named}, which is not there.`);
    return resolve(named);
  }
  return ['schemas', 'design'].some((part) => existsSync(join(beside, part))) ? beside : undefined;
}

/**
 * The path of something that a test judges with, and a note of whether it was there for the run's closing lines.
 *
 *     const schema = judge('Slack Block Kit schema', 'schemas', 'slack', 'block-kit.json');
 *     (schema ? test : test.skip)('the card is valid', …);
 *
 * @param name what judges, in a reader's words: it is printed as "judged by" or "not judged by"
 * @param path the way to it inside the shared folder
 * @returns the absolute path, or undefined where it is not there
 */
export function judge(name: string, ...path: string[]): string | undefined {
  const folder = sharedFolder();
  const found = folder === undefined ? undefined : join(folder, ...path);
  const present = found !== undefined && existsSync(found);
  const notes = process.env['PITCREW_JUDGES_FILE'];
  if (notes !== undefined) appendFileSync(notes, `${JSON.stringify({ name, present })}\n`);
  else if (!present) process.stderr.write(`Not judged by ${name}: it is not on this machine (see PITCREW_SHARED).\n`);
  return present ? found : undefined;
}
