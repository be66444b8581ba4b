import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe.each([
  { file: '.env.example', script: 'env:example' },
  { file: 'docs/openapi.json', script: 'openapi' },
])('$file', ({ file, script }) => {
  test(`is what "npm run -s ${script} > ${file}" makes`, () => {
    expect(read(file)).toBe(printed(script));
  }, 60_000);
});

test('.env.example names no credential but plain samples', () => {
  const credentials = read('.env.example').match(/^\w+_(SECRET|TOKEN|KEY|KEYS|ID|PASSWORD)=.+$/gm) ?? [];
  expect(credentials.length).toBeGreaterThan(4);
  expect(credentials.filter((line) => !/=sample-[a-z-]+$/.test(line))).toEqual([]);
});

/** What an npm script prints that is one call of node. */
function printed(script: string): string {
  const [command, ...args] = (scripts[script] ?? '').split(' ');
  expect(command).toBe('node');
  return execFileSync(process.execPath, args, {
    cwd: repository,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
}

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}
