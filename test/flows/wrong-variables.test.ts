import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';
import { tempDir } from '../support/temp.ts';
import { NAMED, VALUES, WRONG } from '../support/wrong-variables.ts';

test.each([
  ['pitcrew start', ['dist/cli.js', 'start']],
  ['pitcrew worker', ['dist/cli.js', 'worker']],
  ['the image', ['dist/src/main.js']],
])('wrong variables stop %s with exit code 1: a line for each, no secret, and nothing is made', async (_what, args) => {
  const [script = '', ...rest] = args;
  const dataDir = join(tempDir(), 'data');
  const { code, output } = await run([join(repository, script), ...rest], { ...WRONG, PITCREW_DATA: dataDir });
  expect(code).toBe(1);
  const lines = output.trim().split('\n');
  expect(lines.map((line) => line.trim().split(' ', 1)[0]).sort()).toEqual(['The', ...NAMED].sort());
  expect(output).not.toMatch(VALUES);
  expect(existsSync(dataDir)).toBe(false);
});

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
