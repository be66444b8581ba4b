import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { repository, repositoryFiles } from '../support/repository.ts';

const files = repositoryFiles();
const production = ['src', 'adapters', 'jobs'].flatMap((folder) => repositoryFiles(folder));
const shipped = /^(src|adapters|jobs|manifest|\.ci)\/|^[^/]+$/;
const binary = /\.(png|jpe?g|gif|ico|woff2?|gz|sqlite)$/;

/** Words that have no place in a file, written in parts so that this file does not hold them itself. */
const nowhere: Record<string, RegExp> = {
  'a path of the machine it was written on': new RegExp(
    ['(?<![\\w.])/wor', 'k/|/tmp/ba', 'sh_|/home/\\w+/|/Users/\\w+/'].join(''),
  ),
  'the host of a package registry': new RegExp(
    ['registry\\.(npm', 'js|yarn', 'pkg)|npm', 'mirror|art', 'ifactory|code', 'artifact\\.|verd', 'accio'].join(''),
    'i',
  ),
};
const notShipped: Record<string, RegExp> = {
  'work left undone': new RegExp(['\\b(TO', 'DO|FIX', 'ME|X', 'XX|HA', 'CK)\\b'].join('')),
  'a silenced type check': new RegExp(['@ts-(ig', 'nore|no', 'check)'].join('')),
};

test('the files are found', () => {
  expect(files).toEqual(expect.arrayContaining(['package.json', 'tsconfig.json', 'test/run.mjs', '.ci/build.mjs']));
  expect(production.length).toBeGreaterThan(20);
});

test('the words looked for would be seen', () => {
  const planted = [
    'see /wor' + 'k/main',
    'https://registry.npm' + 'js.org/x',
    '// TO' + 'DO later',
    '// @ts-ig' + 'nore',
  ];
  const patterns = [...Object.values(nowhere), ...Object.values(notShipped)];
  expect(planted.map((text) => patterns.filter((pattern) => pattern.test(text)).length)).toEqual([1, 1, 1, 1]);
  expect(patterns.some((pattern) => pattern.test('test/work/shop-works.ts, the /v1/workers route'))).toBe(false);
});

test.each(Object.entries(nowhere))('no file names %s', (_what, pattern) => {
  expect(linesWith(pattern, files)).toEqual([]);
});

test.each(Object.entries(notShipped))('no shipped file has %s', (_what, pattern) => {
  expect(
    linesWith(
      pattern,
      files.filter((file) => shipped.test(file) && extname(file) !== '.md'),
    ),
  ).toEqual([]);
});

test('no file in src, adapters and jobs has more than 250 lines', () => {
  const data = /\.(csv|svg)$/;
  const long = production.filter((file) => !data.test(file) && !binary.test(file) && lines(file).length > 250);
  expect(long.map((file) => `${file}: ${lines(file).length} lines`)).toEqual([]);
});

test('the top level is what the owner named, and what tools ask for there', () => {
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  const known = ['src', 'adapters', 'jobs', 'test', 'manifest', 'bench', 'docs', '.ci', '.github'];
  expect([...folders].filter((folder) => folder !== undefined && !known.includes(folder))).toEqual([]);
});

describe('the lock file', () => {
  const text = readFileSync(join(repository, 'package-lock.json'), 'utf8');
  const lock: { packages: Record<string, { resolved?: string; os?: string[]; cpu?: string[] }> } = JSON.parse(text);

  test('holds no package of one platform alone, but for fsevents, which all can do without', () => {
    const bound = Object.entries(lock.packages).filter(([, { os, cpu }]) => os?.length === 1 || cpu?.length === 1);
    expect(bound.map(([name]) => name).filter((name) => name !== 'node_modules/fsevents')).toEqual([]);
    expect(text.split('"os":').length - 1).toBeLessThanOrEqual(2);
  });

  test('names no host that packages come from', () => {
    expect(Object.values(lock.packages).filter((entry) => entry.resolved?.includes('//'))).toEqual([]);
    expect(text).not.toMatch(/"resolved": "https?:/);
  });

  test('belongs to this package.json', () => {
    const { name, version, dependencies, devDependencies } = JSON.parse(read('package.json'));
    expect(lock.packages['']).toMatchObject({ name, version, dependencies, devDependencies });
  });
});

function linesWith(pattern: RegExp, among: readonly string[]): string[] {
  return among
    .filter((file) => !binary.test(file))
    .flatMap((file) =>
      lines(file).flatMap((text, index) =>
        pattern.test(text) ? [`${file}:${index + 1}: ${text.trim().slice(0, 120)}`] : [],
      ),
    );
}

function lines(file: string): string[] {
  return read(file).replace(/\n$/, '').split('\n');
}

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}
