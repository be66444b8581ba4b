import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What is made on a machine and is no part of the repository. */
const made = /^(node_modules|dist|\.dist-.*|\.git|\.pitcrew|coverage|\.cache|\.env|.*\.log)$/;

/** Paths of the repository's files below `folder`, with `/`, as seen from the root. */
export function repositoryFiles(folder = '.'): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (made.test(entry.name)) return [];
    if (entry.isDirectory()) return repositoryFiles(path);
    return [relative('.', path).split(sep).join('/')];
  });
}
