import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../support/repository.ts';
import { runKind } from '../support/run-jest.mjs';
import { findChromium, services } from '../support/services.mjs';
import { tempDir } from '../support/temp.ts';

const limits = { exitMs: 2_000, kindMs: 20_000 };

describe('the runner of one kind of tests', () => {
  test('counts what passed, failed and was skipped', async () => {
    const rootDir = project({
      'test/domain/a.test.ts': "test('a', () => {});\ntest('b', () => expect(1).toBe(2));\ntest.skip('c', () => {});",
    });
    const result = await runKind('unit', { rootDir, ...limits });
    expect(result).toMatchObject({ passed: 1, failed: 1, skipped: 1, faults: [] });
    expect(result.output).toContain('Expected: 2');
  }, 30_000);

  test('counts a file that cannot be loaded as failed', async () => {
    const rootDir = project({ 'test/domain/a.test.ts': "import './no-such-file.ts';\ntest('a', () => {});" });
    expect(await runKind('unit', { rootDir, ...limits })).toMatchObject({ passed: 0, failed: 1 });
  }, 30_000);

  test.each(['unit', 'browser'])(
    'calls it a failure when %s tests leave a server open',
    async (kind) => {
      const open =
        "import http from 'node:http';\ntest('a', (done) => { http.createServer().listen(0, '127.0.0.1', done); });";
      const folder = kind === 'unit' ? 'domain' : kind;
      const rootDir = project({ [`test/${folder}/a.test.ts`]: open, [`test/${folder}/b.test.ts`]: open });
      const result = await runKind(kind, { rootDir, ...limits });
      expect(result).toMatchObject({ passed: 2, failed: 1 });
      expect(result.faults).toEqual([expect.stringContaining('something was left open')]);
    },
    60_000,
  );

  test('calls it a failure when there is no test, or no end', async () => {
    const none = await runKind('flow', {
      rootDir: project({ 'test/domain/a.test.ts': "test('a', () => {});" }),
      ...limits,
    });
    expect(none).toMatchObject({ passed: 0, failed: 1, faults: ['flow: no test was found.'] });
    const endless = project({ 'test/domain/a.test.ts': "test('a', () => { for (;;); });" });
    const late = await runKind('unit', { rootDir: endless, exitMs: 2_000, kindMs: 3_000 });
    expect(late).toMatchObject({ passed: 0, failed: 1, faults: [expect.stringContaining('did not end')] });
  }, 60_000);
});

describe('npm test', () => {
  test('ends with the count alone on its line', () => {
    const { lines, status } = run(['test/domain/nothing-matches-this'], { PITCREW_SKIP_SERVICES: '' });
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(lines).toContain('✗ No test file matches test/domain/nothing-matches-this.');
    expect(status).toBe(1);
  });

  test('refuses to leave out a service under CI, or one that is none', () => {
    expect(run([], { CI: 'true', PITCREW_SKIP_SERVICES: 'chromium' })).toMatchObject({
      status: 1,
      lines: expect.arrayContaining(['✗ PITCREW_SKIP_SERVICES is chromium, but under CI=true nothing is left out.']),
    });
    expect(run([], { CI: '', PITCREW_SKIP_SERVICES: 'chrome' }).lines).toContain(
      '✗ PITCREW_SKIP_SERVICES names chrome, which is no service of the tests.',
    );
  });
});

test('a service that is missing is missed: a wrong CHROMIUM_PATH is not replaced by another browser', async () => {
  expect(findChromium({ CHROMIUM_PATH: '/no/such/browser', PATH: process.env['PATH'] })).toBeUndefined();
  for (const { missing } of services) expect(missing).toMatch(/install/);
});

/** A project with the repository's jest configuration and these tests. */
function project(tests: Record<string, string>): string {
  const root = tempDir();
  for (const file of ['jest.config.js', 'package.json']) cpSync(join(repository, file), join(root, file));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const [file, text] of Object.entries(tests)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

function run(args: string[], env: Record<string, string>): { status: number | null; lines: string[] } {
  const done = spawnSync(process.execPath, [join(repository, 'test/run.mjs'), ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status: done.status, lines: done.stdout.trimEnd().split('\n') };
}
