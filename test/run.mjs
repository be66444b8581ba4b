/**
 * `npm test`: everything that judges this repository, in one run. `npm test -- test/flows/x.test.ts` runs the test files
 * whose paths match, and no other step but the build where such tests start the built command.
 *
 * The last line is `N passed, N failed`: each test counts one, and each step that is not a test (types, lint, …) one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds, runKind, testFiles } from './support/run-jest.mjs';
import { services, skippedServices } from './support/services.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);

// What types has just checked, build need not check again.
const build = { name: 'build', args: [join(root, '.ci/build.mjs'), '--noCheck'] };
// Steps of one group run side by side: each keeps one core busy.
const steps = [
  [
    { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'test/tsconfig.json'] },
    { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.'] },
  ],
  [
    { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
    { name: 'architecture', args: [join(root, 'test/support/architecture.mjs')] },
  ],
  [build],
];
// Tools colour their words under CI, also where nobody can see colours.
const plain = process.stdout.isTTY ? {} : { FORCE_COLOR: '0' };
const kindsOnSource = ['unit', 'contract'];
// Flows that run once more on the production profile's services; `npm run test:production` runs all of them there.
const inProduction = ['slack-books-slot-2', 'cancel', 'statuses', 'two-instances'].map(
  (name) => `test/flows/${name}.test.ts`,
);

const tally = { passed: 0, failed: 0, skipped: 0 };
const faults = [];
const aside = mkdtempSync(join(tmpdir(), 'pitcrew-run-'));
const judgesFile = join(aside, 'judges');
const stops = [];

const running = new Set();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, async () => {
    for (const child of running) child.kill('SIGKILL');
    fault('The run was interrupted.');
    for (const stop of stops) await stop();
    close();
    process.exit(code);
  });
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  fault(error instanceof Error ? error.message : String(error));
} finally {
  for (const stop of stops) await stop();
}
close();
process.exitCode = tally.failed === 0 ? 0 : 1;

async function run(patterns) {
  const skipped = skippedServices();
  const unknown = skipped.filter((name) => !services.some((service) => service.name === name));
  if (unknown.length > 0)
    throw new Error(`PITCREW_SKIP_SERVICES names ${unknown.join(', ')}, which is no service of the tests.`);
  if (skipped.length > 0 && process.env.CI === 'true') {
    throw new Error(`PITCREW_SKIP_SERVICES is ${skipped.join(',')}, but under CI=true nothing is left out.`);
  }

  const chosen = patterns.length === 0 ? kinds.map((kind) => ({ kind })) : testFiles(patterns);
  if (chosen.length === 0) throw new Error(`No test file matches ${patterns.join(' ')}.`);

  if (patterns.length === 0) for (const sideBySide of steps) await Promise.all(sideBySide.map(runStep));
  else if (chosen.some(({ kind }) => !kindsOnSource.includes(kind))) await runStep(build);

  const { env, without } = await provideServices(
    chosen.map(({ kind }) => kind),
    skipped,
  );
  for (const { kind } of chosen) {
    if (without.has(kind)) line(kind, 'not run', without.get(kind));
    else await runTests(kind, patterns, env);
  }
  if (patterns.length > 0 || process.env.PITCREW_TEST_PROFILE) return;
  const lacking = [...skipped, ...(without.has('flow') ? ['its services'] : [])];
  if (lacking.length > 0) line('production', 'not run', `without ${lacking.join(', ')}`);
  else await runTests('flow', inProduction, { ...env, PITCREW_TEST_PROFILE: 'production' }, 'production');
}

/** Gives the tests what they need; `without` holds the kinds that cannot run, and why. */
async function provideServices(wanted, skipped) {
  const env = { ...plain, PITCREW_JUDGES_FILE: judgesFile };
  const without = new Map();
  const absent = [];
  for (const service of services.filter(({ kinds }) => kinds.some((kind) => wanted.includes(kind)))) {
    const leaveOut = skipped.includes(service.name);
    const provided = leaveOut ? undefined : await service.provide();
    if (provided !== undefined) {
      Object.assign(env, provided.env);
      if (provided.stop !== undefined) stops.push(provided.stop);
      continue;
    }
    if (!leaveOut) fault(service.missing);
    if (service.wholly) for (const kind of service.kinds) without.set(kind, `without ${service.name}`);
    // What is missing was said once, above: the tests that need it are left out, the others of their kind run.
    else absent.push(service.name);
  }
  env.PITCREW_SKIP_SERVICES = [...new Set([...skipped, ...absent])].join(',');
  return { env, without };
}

async function runStep({ name, args }) {
  const started = Date.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...plain },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  running.delete(child);
  if (code === 0) tally.passed += 1;
  else {
    tally.failed += 1;
    faults.push(`${name} failed.`);
    print(output.trimEnd());
  }
  line(name, code === 0 ? 'ok' : 'FAILED', '', started);
}

async function runTests(kind, patterns, env, name = kind) {
  const started = Date.now();
  const result = await runKind(kind, { patterns, env, onLine: (text) => print(`  ${text}`) });
  for (const key of ['passed', 'failed', 'skipped']) tally[key] += result[key];
  if (result.failed > 0) {
    print(result.output.trimEnd());
    for (const sentence of result.faults) print(sentence);
    faults.push(...result.faults);
    if (result.failed > result.faults.length) faults.push(`${name}: ${result.failed - result.faults.length} failed.`);
  }
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  line(name, result.failed === 0 ? 'ok' : 'FAILED', `${result.passed} passed${skipped}`, started);
}

function close() {
  const judges = existsSync(judgesFile)
    ? readFileSync(judgesFile, 'utf8')
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text))
    : [];
  const names = (present) =>
    [...new Set(judges.filter((judge) => judge.present === present).map(({ name }) => name))].sort();
  rmSync(aside, { recursive: true, force: true });
  print('');
  for (const sentence of faults) print(`✗ ${sentence}`);
  print(`Judged by outside schemas and data: ${names(true).join(', ') || 'none'}.`);
  if (names(false).length > 0)
    print(`Not judged, for want of the shared folder (PITCREW_SHARED): ${names(false).join(', ')}.`);
  print(`Services left out: ${skippedServices().join(', ') || 'none'}. Tests skipped: ${tally.skipped}.`);
  print(`${tally.passed} passed, ${tally.failed} failed`);
}

function fault(sentence) {
  tally.failed += 1;
  faults.push(sentence);
  print(sentence);
}

function line(name, state, detail, started) {
  const seconds = started === undefined ? '' : `${((Date.now() - started) / 1000).toFixed(1)} s`;
  print([name.padEnd(13), state.padEnd(8), seconds.padStart(8), ' ', detail].join(' ').trimEnd());
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
