import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../support/repository.ts';
import { tempDirForFile } from '../support/temp.ts';

interface Plant {
  readonly file: string;
  readonly text: string;
  readonly rule?: string;
  /** Words that the complaint must hold, where one rule has several things to say. */
  readonly says?: string;
}

const environment = { rule: 'no-restricted-properties', says: 'Only the process entry' };
const detour = { rule: 'no-restricted-syntax', says: 'Only the process entry' };
const clock = { says: 'Time is an argument' };
const long = `export const it = [\n${'  1,\n'.repeat(249)}];\n`;
const promise = 'export async function work(): Promise<number> { return await Promise.resolve(1); }\n';

/** What each restriction of ours must refuse. */
const refused: readonly Plant[] = [
  { file: 'src/config.ts', text: "export const port = process.env['PORT'];", ...environment },
  { file: 'adapters/slack/env.ts', text: "export const port = process['env']['PORT'];", ...environment },
  { file: 'jobs/env.ts', text: 'export const { env } = process;', ...environment },
  { file: 'src/domain/env.ts', text: 'export const it = process.env;', ...environment },
  { file: 'src/app/env.ts', text: 'export const it = globalThis.process.env;', ...detour },
  { file: 'adapters/slack/global-env.ts', text: 'export const it = globalThis.process.env;', ...detour },
  { file: 'adapters/slack/module-env.ts', text: "export { env } from 'node:process';", rule: 'no-restricted-imports' },
  {
    file: 'src/module-env.ts',
    text: "import process from 'process';\nexport { process };",
    rule: 'no-restricted-imports',
  },
  { file: 'src/domain/now.ts', text: 'export const it = new Date();', rule: 'no-restricted-syntax', ...clock },
  { file: 'src/app/now.ts', text: 'export const it = new Date();', rule: 'no-restricted-syntax', ...clock },
  { file: 'src/app/date-text.ts', text: 'export const it = Date();', rule: 'no-restricted-syntax', ...clock },
  { file: 'src/domain/ms.ts', text: 'export const it = Date.now();', rule: 'no-restricted-properties', ...clock },
  { file: 'src/app/ms.ts', text: 'export const it = performance.now();', rule: 'no-restricted-properties', ...clock },
  {
    file: 'src/domain/luxon-now.ts',
    text: "import { DateTime } from 'luxon';\nexport const it = DateTime.now();",
    rule: 'no-restricted-properties',
    ...clock,
  },
  {
    file: 'src/domain/luxon-utc.ts',
    text: "import { DateTime } from 'luxon';\nexport const it = DateTime.utc();",
    rule: 'no-restricted-syntax',
    ...clock,
  },
  {
    file: 'src/domain/dice.ts',
    text: 'export const it = Math.random();',
    rule: 'no-restricted-properties',
    says: 'chance',
  },
  {
    file: 'src/app/dice.ts',
    text: 'export const it = Math.random();',
    rule: 'no-restricted-properties',
    says: 'chance',
  },
  {
    file: 'src/app/id.ts',
    text: 'export const it = crypto.randomUUID();',
    rule: 'no-restricted-properties',
    says: 'chance',
  },
  { file: 'src/floats.ts', text: `${promise}work();`, rule: '@typescript-eslint/no-floating-promises' },
  { file: 'test/floats.ts', text: `${promise}work();`, rule: '@typescript-eslint/no-floating-promises' },
  {
    file: 'jobs/misuses.ts',
    text: `${promise}if (work()) throw new Error();`,
    rule: '@typescript-eslint/no-misused-promises',
  },
  { file: 'jobs/awaits.ts', text: 'export const it = await 1;', rule: '@typescript-eslint/await-thenable' },
  {
    file: 'src/types.ts',
    text: "import { DateTime } from 'luxon';\nexport type It = DateTime;",
    rule: '@typescript-eslint/consistent-type-imports',
  },
  {
    file: 'src/forgets-a-state.ts',
    text: "export function f(s: 'a' | 'b'): void {\n  switch (s) {\n    case 'a':\n      return;\n  }\n}",
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
  { file: 'src/any.ts', text: 'export const it: any = 1;', rule: '@typescript-eslint/no-explicit-any' },
  { file: 'src/unused.ts', text: 'const it = 1;\nexport {};', rule: '@typescript-eslint/no-unused-vars' },
  { file: 'src/long.ts', text: long, rule: 'max-lines' },
  { file: 'adapters/slack/long.ts', text: long, rule: 'max-lines' },
  { file: 'adapters/inapp/long.js', text: long, rule: 'max-lines' },
  { file: 'jobs/long.ts', text: long, rule: 'max-lines' },
  { file: 'src/compose.ts', text: "console.log('started');", rule: 'no-console' },
  { file: 'adapters/slack/prints.ts', text: "console.error('lost');", rule: 'no-console' },
  { file: 'jobs/prints.ts', text: "console.info('done');", rule: 'no-console' },
  { file: 'src/loose.ts', text: 'export const it = (a: number, b: number) => a == b;', rule: 'eqeqeq' },
  { file: 'src/let.ts', text: 'let it = 1;\nexport { it };', rule: 'prefer-const' },
  { file: 'src/var.ts', text: 'export var it = 1;', rule: 'no-var' },
  { file: 'src/stops.ts', text: 'debugger;', rule: 'no-debugger' },
  { file: 'src/evals.ts', text: "eval('1');", rule: 'no-eval' },
];

/** What they must not refuse. */
const accepted: readonly Plant[] = [
  { file: 'src/main.ts', text: "export const port = process.env['PORT'];" },
  { file: 'src/cli.ts', text: "console.log(process.env['PORT']);" },
  { file: 'src/cli/doctor.ts', text: "console.log('FAIL store: it cannot be opened.');" },
  { file: 'src/domain/parses.ts', text: 'export const it = (text: string) => new Date(text);' },
  {
    file: 'src/domain/zone.ts',
    text: "import { DateTime } from 'luxon';\nexport const it = (ms: number) => DateTime.fromMillis(ms, { zone: 'utc' });",
  },
  { file: 'adapters/http/clock.ts', text: 'export const now = () => new Date();' },
  { file: 'src/just-fits.ts', text: `export const it = [\n${'  1,\n'.repeat(248)}];\n` },
  { file: 'test/long.ts', text: long },
  { file: 'test/prints.ts', text: "console.log(process.env['PORT']);" },
  { file: 'bench/prints.ts', text: "console.log('clicks');" },
];

let messages: Map<string, { ruleId: string | null; message: string }[]>;

beforeAll(() => {
  messages = lint([...refused, ...accepted]);
}, 60_000);

test.each(refused)('$rule refuses $file', ({ file, rule, says = '' }) => {
  expect(messages.get(file)).toContainEqual(
    expect.objectContaining({ ruleId: rule, message: expect.stringContaining(says) }),
  );
});

test.each(accepted)('nothing is said against $file', ({ file }) => {
  expect(messages.get(file)).toEqual([]);
});

test('every rule that the configuration sets has a planted violation', () => {
  const config = JSON.parse(eslint(repository, ['--print-config', 'src/domain/booking.ts']));
  const recommended = /^@typescript-eslint\/|^(no-array-constructor|no-unused-expressions|prefer-(rest|spread).*)$/;
  const set = Object.entries<[number]>(config.rules)
    .filter(([name, [level]]) => level === 2 && !recommended.test(name))
    .map(([name]) => name);
  expect(set.filter((name) => !refused.some(({ rule }) => rule === name))).toEqual([]);
  expect(set).toContain('no-restricted-syntax');
}, 30_000);

/** Lints these texts by the repository's configuration, in a folder of their own. */
function lint(plants: readonly Plant[]): typeof messages {
  const root = tempDirForFile();
  for (const file of ['eslint.config.js', 'tsconfig.json', 'test/tsconfig.json', 'package.json']) {
    cpSync(join(repository, file), join(root, file));
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const { file, text } of plants) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const report: { filePath: string; messages: { ruleId: string | null; message: string }[] }[] = JSON.parse(
    eslint(root, ['--format', 'json', '.']),
  );
  return new Map(report.map((each) => [each.filePath.slice(root.length + 1), each.messages]));
}

function eslint(cwd: string, args: string[]): string {
  const run = spawnSync(process.execPath, [join(repository, 'node_modules/eslint/bin/eslint.js'), ...args], {
    cwd,
    encoding: 'utf8',
  });
  if (run.stdout === '') throw new Error(`eslint gave no report: ${run.stderr}`);
  return run.stdout;
}
