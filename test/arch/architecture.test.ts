import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { architectureFaults, checkArchitecture } from '../support/architecture.mjs';
import { repository } from '../support/repository.ts';
import { tempDir, tempDirForFile } from '../support/temp.ts';

interface Import {
  readonly from: string;
  readonly to: string;
}

/** For every rule, imports that it must refuse. `to` is a file of ours, a package or a node: module. */
const forbidden: Record<string, readonly Import[]> = {
  'domain-is-pure': [
    { from: 'src/domain/asks-a-port.ts', to: 'src/app/ports/clock.ts' },
    { from: 'src/domain/reads-files.ts', to: 'node:fs' },
    { from: 'src/domain/checks-with-zod.ts', to: 'zod' },
    { from: 'src/domain/composes.ts', to: 'src/compose.ts' },
  ],
  'app-speaks-to-ports': [
    { from: 'src/app/usecases/opens-slack.ts', to: 'adapters/slack/index.ts' },
    { from: 'src/app/usecases/hashes.ts', to: 'node:crypto' },
    { from: 'src/app/usecases/logs-with-pino.ts', to: 'pino' },
    { from: 'src/app/usecases/uses-luxon.ts', to: 'luxon' },
    { from: 'src/app/usecases/runs-a-job.ts', to: 'jobs/index.ts' },
    { from: 'src/app/usecases/registers.ts', to: 'src/registry/channels.ts' },
  ],
  'registry-names-adapters': [
    { from: 'src/registry/deep.ts', to: 'adapters/slack/receive.ts' },
    { from: 'src/registry/deep-network.ts', to: 'adapters/providers/firestone/client.ts' },
    { from: 'src/registry/uses-a-port.ts', to: 'src/app/ports/clock.ts' },
  ],
  'adapters-come-by-registry': [{ from: 'src/wires-slack.ts', to: 'adapters/slack/index.ts' }],
  'adapter-knows-no-sibling': [
    { from: 'adapters/slack/calls-http.ts', to: 'adapters/http/index.ts' },
    { from: 'adapters/slack/calls-firestone.ts', to: 'adapters/providers/firestone/index.ts' },
    { from: 'adapters/providers/firestone/calls-pepboys.ts', to: 'adapters/providers/pepboys/index.ts' },
    { from: 'adapters/stores/sqlite/calls-mongo.ts', to: 'adapters/stores/mongo/index.ts' },
    { from: 'adapters/shared/calls-slack.ts', to: 'adapters/slack/index.ts' },
  ],
  'adapter-lives-in-a-folder': [
    { from: 'adapters/loose.ts', to: 'src/domain/booking.ts' },
    { from: 'adapters/providers/loose.ts', to: 'src/domain/booking.ts' },
  ],
  'adapter-sees-the-outer-core': [
    { from: 'adapters/slack/runs-a-use-case.ts', to: 'src/app/usecases/raise-alert.ts' },
    { from: 'adapters/slack/composes.ts', to: 'src/compose.ts' },
    { from: 'adapters/slack/registers.ts', to: 'src/registry/channels.ts' },
    { from: 'adapters/slack/enqueues.ts', to: 'jobs/index.ts' },
  ],
  'jobs-see-ports': [
    { from: 'jobs/transitions.ts', to: 'src/domain/booking.ts' },
    { from: 'jobs/runs-a-use-case.ts', to: 'src/app/usecases/raise-alert.ts' },
    { from: 'jobs/opens-sqlite.ts', to: 'adapters/stores/sqlite/index.ts' },
  ],
  'production-knows-no-test': [
    { from: 'src/uses-a-fixture.ts', to: 'test/support/fixture.ts' },
    { from: 'adapters/slack/uses-a-fixture.ts', to: 'test/support/fixture.ts' },
    { from: 'jobs/uses-a-fixture.ts', to: 'test/support/fixture.ts' },
    { from: 'src/uses-a-bench.ts', to: 'bench/clicks.ts' },
  ],
  'entry-is-not-a-library': [
    { from: 'src/borrows-main.ts', to: 'src/main.ts' },
    { from: 'src/borrows-cli.ts', to: 'src/cli.ts' },
  ],
  'no-cycle': [
    { from: 'src/domain/hen.ts', to: 'src/domain/egg.ts' },
    { from: 'src/domain/egg.ts', to: 'src/domain/hen.ts' },
  ],
  'nothing-unresolved': [{ from: 'src/misspells.ts', to: 'src/no-such-file.ts' }],
  'packages-are-declared': [
    { from: 'adapters/http/uses-a-test-tool.ts', to: 'fast-check' },
    { from: 'adapters/http/uses-an-undeclared-package.ts', to: 'acorn' },
  ],
};

/** What the folders may do, so that no rule forbids more than it says. */
const allowed: readonly Import[] = [
  { from: 'src/domain/knows-time.ts', to: 'luxon' },
  { from: 'src/domain/knows-itself.ts', to: 'src/domain/booking.ts' },
  { from: 'src/app/usecases/checks.ts', to: 'zod' },
  { from: 'src/app/usecases/transitions.ts', to: 'src/domain/booking.ts' },
  { from: 'src/app/usecases/asks-a-port.ts', to: 'src/app/ports/clock.ts' },
  { from: 'src/registry/channels.ts', to: 'adapters/slack/index.ts' },
  { from: 'src/registry/networks.ts', to: 'adapters/providers/firestone/index.ts' },
  { from: 'src/composes-channels.ts', to: 'src/registry/channels.ts' },
  { from: 'src/composes-jobs.ts', to: 'jobs/index.ts' },
  { from: 'src/cli.ts', to: 'src/compose.ts' },
  { from: 'adapters/slack/uses-shared.ts', to: 'adapters/shared/signature.ts' },
  { from: 'adapters/providers/firestone/uses-itself.ts', to: 'adapters/providers/firestone/client.ts' },
  { from: 'adapters/slack/uses-a-port.ts', to: 'src/app/ports/clock.ts' },
  { from: 'adapters/slack/dispatches.ts', to: 'src/app/intents/dispatch.ts' },
  { from: 'adapters/slack/renders.ts', to: 'src/app/cards/card.ts' },
  { from: 'adapters/slack/knows-the-domain.ts', to: 'src/domain/booking.ts' },
  { from: 'adapters/slack/uses-its-sdk.ts', to: '@slack/bolt' },
  { from: 'adapters/slack/knows-slack-types.ts', to: '@slack/types' },
  { from: 'adapters/http/listens.ts', to: 'node:http' },
  { from: 'jobs/asks-a-port.ts', to: 'src/app/ports/clock.ts' },
  { from: 'jobs/limits.ts', to: 'p-limit' },
];

const rules: string[] = createRequire(import.meta.url)(join(repository, '.dependency-cruiser.cjs')).forbidden.map(
  (rule: { name: string }) => rule.name,
);

let found: ReturnType<typeof checkArchitecture>;

beforeAll(() => {
  found = checkArchitecture(planted([...Object.values(forbidden).flat(), ...allowed]));
}, 60_000);

test('every rule has a planted violation', () => {
  expect(Object.keys(forbidden).sort()).toEqual([...rules].sort());
});

describe.each(rules)('%s', (rule) => {
  test.each(forbidden[rule] ?? [])('refuses that $from imports $to', ({ from }) => {
    // A cycle is reported once, from one of its files.
    const concerns = (each: Import) => each.from === from || (rule === 'no-cycle' && each.to === from);
    expect(found.violations.filter(concerns).map((each) => each.rule)).toContain(rule);
  });
});

test.each(allowed)('$from may import $to', ({ from }) => {
  expect(found.violations.filter((violation) => violation.from === from)).toEqual([]);
});

test('a checker that sees nothing has not passed', () => {
  const blind = tempDir();
  cpSync(join(repository, 'tsconfig.json'), join(blind, 'tsconfig.json'));
  writeFileSync(join(blind, '.dependency-cruiser.cjs'), "module.exports = { options: { exclude: { path: '.' } } };");
  mkdirSync(join(blind, 'src'));
  writeFileSync(join(blind, 'src/new.ts'), 'export const it = 1;');
  expect(architectureFaults(checkArchitecture(blind))).toEqual([
    'The checker saw no module at all, so it judged nothing.',
    'src/new.ts was not seen by the checker.',
  ]);
}, 60_000);

test('the checker sees every file of src, adapters and jobs', () => {
  const { modules, unseen } = checkArchitecture();
  expect(unseen).toEqual([]);
  expect(modules).toBeGreaterThan(20);
}, 60_000);

/** A copy of the rules with these imports planted in it, each as `import type`, which counts like any other. */
function planted(imports: readonly Import[]): string {
  const root = tempDirForFile();
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    cpSync(join(repository, file), join(root, file));
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const isOurs = ({ to }: Import) => /^(src|adapters|jobs|test|bench)\//.test(to);
  for (const each of imports.filter((each) => isOurs(each) && !each.to.includes('no-such'))) {
    write(each.to, 'export type It = 1;\n');
  }
  for (const each of imports) {
    const path = relative(dirname(each.from), each.to);
    const specifier = isOurs(each) ? (path.startsWith('.') ? path : `./${path}`) : each.to;
    // A test tool may lend its types, so its violation is an import of what runs.
    const kind = ['fast-check', 'acorn'].includes(each.to) ? 'import' : 'import type';
    write(each.from, `${kind} * as it from '${specifier}';\nexport type It = typeof it;\n`);
  }
  return root;
}
