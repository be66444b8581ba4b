import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { repository } from '../support/repository.ts';

const handler = 'adapters/slack/receive.ts';
const table = 'src/domain/transition.ts';

test("CONTRIBUTING names the click's path, from the Slack handler to the transition in three hops", () => {
  const path = namedPath(read('CONTRIBUTING.md'));
  expect(path).toEqual([handler, 'src/app/intents/dispatch.ts', 'src/app/intents/choose-slot.ts', table]);
});

test('each file of the named path exists and imports the next', () => {
  const path = namedPath(read('CONTRIBUTING.md'));
  expect(path.length).toBeGreaterThan(1);
  expect(path.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  const broken = path.slice(1).flatMap((next, index) => {
    const file = path[index] ?? '';
    return importsOf(file, read(file)).includes(next) ? [] : [`${file} does not import ${next}`];
  });
  expect(broken).toEqual([]);
});

test('at the end of the path the transition is called, and written', () => {
  const path = namedPath(read('CONTRIBUTING.md'));
  expect(read(path.at(-2) ?? '')).toMatch(/\btransition\(/);
  expect(read(path.at(-1) ?? '')).toMatch(/export (function transition\(|const transition\b)/);
});

test('no longer way than three hops is needed, whatever CONTRIBUTING says', () => {
  const hops = hopsTo(table, handler);
  expect(hops).toBeDefined();
  expect(hops).toBeLessThanOrEqual(3);
});

describe('the reader of the path', () => {
  test('takes the TypeScript files that its section names, in order, each once', () => {
    const text = [
      '# Contributing',
      'See `src/main.ts`.',
      '## The click’s path',
      '1. `adapters/slack/receive.ts` verifies (`X-Slack-Signature`),',
      '2. `src/app/intents/dispatch.ts` stores; `adapters/slack/receive.ts` is done.',
      '### In tests',
      '`src/domain/transition.ts`',
      '## Add a network',
      '`src/registry/networks.ts`',
    ].join('\n');
    expect(namedPath(text)).toEqual([handler, 'src/app/intents/dispatch.ts', table]);
    expect(namedPath('# Contributing\n')).toEqual([]);
  });

  test('sees imports of values, of types, exports from, and imports at a later time', () => {
    const text = [
      "import { a } from '../../domain/a.ts';",
      "import type { B } from './b.ts';",
      "export * from './c.ts';",
      "const d = await import('./d.ts');",
      "import { DateTime } from 'luxon';",
      "// import './not-this.ts';",
    ].join('\n');
    expect(importsOf('src/app/intents/x.ts', text)).toEqual([
      'src/domain/a.ts',
      'src/app/intents/b.ts',
      'src/app/intents/c.ts',
      'src/app/intents/d.ts',
    ]);
  });
});

/** The files that the section "The click's path" names in backticks, in the order of their first mention. */
function namedPath(contributing: string): string[] {
  const [, level = '', section = ''] = /^(#+) The click['’]s path\s*\n([\s\S]*)/m.exec(contributing) ?? [];
  const end = level === '' ? -1 : section.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  const names = [...(end === -1 ? section : section.slice(0, end)).matchAll(/`([\w./-]+\.ts)(?::\d+)?`/g)];
  return [...new Set(names.map(([, name = '']) => name))];
}

/** The repository's own files that a file imports, re-exports or loads, `import type` too. */
function importsOf(file: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name));
}

/** How many files must be opened after `from` to reach `to`, following imports; undefined where none leads there. */
function hopsTo(to: string, from: string): number | undefined {
  const seen = new Set([from]);
  let front = [from];
  for (let hops = 0; front.length > 0; hops += 1) {
    if (front.includes(to)) return hops;
    front = front.flatMap((file) => importsOf(file, read(file))).filter((file) => !seen.has(file) && seen.add(file));
  }
  return undefined;
}

function read(file: string): string {
  const path = join(repository, file);
  if (!existsSync(path)) throw new Error(`${file || 'A file of the path'} is not there.`);
  return readFileSync(path, 'utf8');
}
