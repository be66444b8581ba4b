import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './waiting.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The product as a process of its own, as an operator runs it. */
export interface Product {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Ends it at once, as a power cut would. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `pitcrew <args>`; resolves when `/readyz` answers 200 on `PORT`. */
export async function startProduct(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ['start'],
): Promise<Product> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const product: Product = {
    process: child,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    stop() {
      child.kill('SIGTERM');
      return gone;
    },
  };
  try {
    await until(
      'the product is ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}: ${output}`);
        const answer = await fetch(`http://127.0.0.1:${env['PORT']}/readyz`).catch(() => undefined);
        return answer?.ok || undefined;
      },
      60_000,
    );
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return product;
}

/** Runs one command of the product to its end; fails with its output when it does. */
export async function runCommand(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`pitcrew ${args.join(' ')} ended with ${code}: ${output}`);
}
