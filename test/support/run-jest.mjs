/**
 * Runs the tests of one kind (a project of jest.config.js) in a process of their own and counts them. A process that
 * does not end by itself has left something open (a server, a timer, a handle): that is a failure too.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folders } from '../../jest.config.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];

// A worker with a large heap takes so long to end that it looks as if it did not: it is replaced before.
const WORKERS = ['--maxWorkers=2', '--workerIdleMemoryLimit=800MB'];
// Kinds whose tests share the machine's attention (a browser, processes killed at a chosen moment) run one by one.
const serial = ['browser', 'chaos'];
const limits = { exitMs: 10_000, kindMs: 20 * 60_000 };

export const kinds = ['unit', ...Object.keys(folders)];

/** @param {string[]} patterns @returns {{ kind: string, files: string[] }[]} the kinds that have such test files */
export function testFiles(patterns) {
  const list = spawnSync(process.execPath, [...jest, '--listTests', '--json', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  });
  if (list.status !== 0) throw new Error(`jest cannot list the tests: ${list.stderr}`);
  const files = JSON.parse(list.stdout).map((file) => relative(root, file).split(sep).join('/'));
  return kinds
    .map((kind) => ({ kind, files: files.filter((file) => kindOf(file) === kind) }))
    .filter(({ files }) => files.length > 0);
}

/**
 * @param {string} kind
 * @param {{ patterns?: string[], env?: Record<string, string>, onLine?: (line: string) => void, rootDir?: string,
 *   exitMs?: number, kindMs?: number }} options `rootDir` and the limits are for the runner's own tests
 * @returns {Promise<{ passed: number, failed: number, skipped: number, faults: string[], output: string }>} `faults` are
 *   the sentences of failures that are no test's
 */
export async function runKind(kind, options = {}) {
  const first = await runOnce(kind, options, serial.includes(kind));
  if (!first.workerKilled) return first;
  // A worker that was killed may have been slow only: alone in one process, what is left open keeps that from ending.
  options.onLine?.(`${kind}: a worker did not end by itself; once more in one process, to be sure`);
  return runOnce(kind, options, true);
}

async function runOnce(kind, options, inBand) {
  const { patterns = [], env = {}, onLine = () => {}, rootDir = root } = options;
  const { exitMs, kindMs } = { ...limits, ...options };
  const aside = mkdtempSync(join(tmpdir(), 'pitcrew-run-'));
  const report = join(aside, 'report.json');
  const args = [...jest, '--rootDir', rootDir, '--selectProjects', kind, '--json', '--outputFile', report];
  args.push(...(inBand ? ['--runInBand'] : WORKERS), ...patterns);

  const child = spawn(process.execPath, args, {
    cwd: rootDir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const endGroup = () => killGroup(child.pid);
  process.once('exit', endGroup);

  let output = '';
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (/^(PASS|FAIL) /.test(line)) onLine(line);
  });

  const ended = await ending(child, report, { exitMs, kindMs });
  process.off('exit', endGroup);
  endGroup();
  child.stderr.destroy();
  const counts = readCounts(report);
  rmSync(aside, { recursive: true, force: true });

  const faults = [];
  if (ended === 'open') {
    faults.push(
      `${kind}: the tests were done, but their process did not end within ${exitMs / 1000} s: something was left open ` +
        '(a server, a timer, a process). --detectOpenHandles names it.',
    );
  }
  if (ended === 'late') faults.push(`${kind}: the tests did not end within ${kindMs / 60_000} minutes.`);
  if (counts === undefined && ended !== 'late') faults.push(`${kind}: jest ended without a report (${ended}).`);
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  if (counts !== undefined && passed + failed + skipped === 0) faults.push(`${kind}: no test was found.`);
  return {
    passed,
    failed: failed + faults.length,
    skipped,
    faults,
    output,
    workerKilled: !inBand && /worker process has failed to exit gracefully/.test(output),
  };
}

/** @returns {Promise<string>} 'open', 'late', or how the process ended by itself */
function ending(child, report, { exitMs, kindMs }) {
  return new Promise((resolve) => {
    const started = Date.now();
    let reportedAt;
    const watch = setInterval(() => {
      if (reportedAt === undefined && existsSync(report)) reportedAt = Date.now();
      if (reportedAt !== undefined && Date.now() - reportedAt > exitMs) finish('open');
      else if (reportedAt === undefined && Date.now() - started > kindMs) finish('late');
    }, 100);
    const finish = (how) => {
      clearInterval(watch);
      resolve(how);
    };
    child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
    child.once('error', (error) => finish(error.message));
  });
}

function readCounts(report) {
  if (!existsSync(report)) return undefined;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

// The whole group, so that no browser or server that a test started outlives the run.
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

function kindOf(file) {
  const folder = file.split('/')[1];
  return Object.keys(folders).find((kind) => folders[kind] === folder) ?? 'unit';
}
