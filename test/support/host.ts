import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repository } from './repository.ts';
import { until } from './waiting.ts';

/** A host application in a folder of its own, with Pitcrew as its dependency. */
export interface Host {
  /** What it said, oldest first. */
  readonly said: readonly Readonly<Record<string, unknown>>[];
  tell(word: string): void;
  /** Waits until it says something with this field. */
  says(field: string, ms?: number): Promise<unknown>;
  /** Resolves with its exit code once it has ended by itself; fails in words after `ms`. */
  ended(ms: number): Promise<number | null>;
  kill(): void;
}

/** Installs the built package in an empty folder, as npm would link it, and starts a host that uses it. */
export function startHost(
  folder: string,
  kind: 'http' | 'express' | 'idle',
  given: { readonly env: Readonly<Record<string, string>>; readonly alert?: object },
): Host {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(folder, 'node_modules', 'pitcrew'), 'dir');
  symlinkSync(packageFolder('express'), join(folder, 'node_modules', 'express'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"name":"host","private":true,"type":"module"}\n');
  const script = join(folder, 'host-app.mjs');
  copyFileSync(join(repository, 'test/support/host-app.mjs'), script);

  const child = spawn(process.execPath, [script, kind], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOST_APP: JSON.stringify(given) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said: Record<string, unknown>[] = [];
  let rest = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push(JSON.parse(line) as Record<string, unknown>);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    said,
    tell: (word) => void child.stdin.write(`${word}\n`),
    says: (field, ms = 10_000) =>
      until(`the host says ${field}`, () => said.find((line) => field in line)?.[field], ms).catch((error: unknown) => {
        throw new Error(`${String(error)} It said ${JSON.stringify(said)} and complained: ${complaints}`);
      }),
    async ended(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`The host still runs after ${ms} ms. ${complaints}`)), ms);
      });
      return Promise.race([gone, late]).finally(() => clearTimeout(timer));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Express comes with Bolt; found from there, also where it is not hoisted. */
function packageFolder(name: string): string {
  const bolt = createRequire(join(repository, 'package.json')).resolve('@slack/bolt');
  let folder = dirname(createRequire(bolt).resolve(name));
  while (!folder.endsWith(join('node_modules', name))) folder = dirname(folder);
  return folder;
}
