import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 15_000;

export interface DemoCommand {
  readonly url: string;
  /** `Date.now()` at the start of the process. */
  readonly startedAt: number;
  /** What it has written to stderr so far. */
  errors(): string;
  /** Asks it to end as Ctrl-C does; the exit code, or the signal that ended it. */
  stop(): Promise<number | string | null>;
}

/** A free port of loopback; someone else may take it before it is used. */
export async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

/** Runs the built `pitcrew demo` to its end: the exit code and what it said. */
export async function runDemo(port: number, dataDir: string): Promise<{ code: number | null; said: string }> {
  const child = spawnDemo(port, dataDir);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/**
 * Starts the built `pitcrew demo` as a user does, in a data folder of its own unless told.
 * @throws Error with what it said when it ends, or is silent for 15 s.
 */
export async function startDemo(dataDir?: string): Promise<DemoCommand> {
  const own = dataDir ?? mkdtempSync(join(tmpdir(), 'pitcrew-demo-'));
  const startedAt = Date.now();
  const child = spawnDemo(await freePort(), own);
  let said = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The demo ${why}: ${said}${errors}`));
    const late = setTimeout(() => fail('did not start within 15 s'), START_MS);
    void ended.then(() => fail('ended'));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [address] = said.match(/http:\S+\/demo/) ?? [];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    url,
    startedAt,
    errors: () => errors,
    async stop() {
      child.kill('SIGINT');
      const [code, signal] = await ended;
      if (dataDir === undefined) rmSync(own, { recursive: true, force: true });
      return code ?? signal;
    },
  };
}

function spawnDemo(port: number, dataDir: string) {
  return spawn(process.execPath, [join(root, 'dist/cli.js'), 'demo', '--port', String(port)], {
    cwd: dataDir,
    env: { ...process.env, PITCREW_DATA: dataDir, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** axe-core's serious and critical findings on a page as it stands, as `impact: rule: element`. */
export async function axeFindings(page: Page): Promise<string[]> {
  return (await axeViolations(page)).filter((line) => /^(serious|critical)/.test(line));
}

/** Whatever axe finds, of any weight. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0]?.html.slice(0, 120)}`);
  });
}

/** What does not fit on a page as it stands: sideways scrolling, and buttons that are cut off or squeezed. */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('.pane, .messages, .desk, .vehicles, dialog')]
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => `${box.id || box.className || box.tagName} scrolls sideways`);
    const cut = [...document.querySelectorAll<HTMLElement>('button, select, .status')].filter((node) => {
      const at = node.getBoundingClientRect();
      if (at.width === 0) return false;
      const frame = (node.closest('.pane, dialog') ?? document.documentElement).getBoundingClientRect();
      return at.left < frame.left || at.right > frame.right + 1 || node.scrollWidth > node.clientWidth + 1;
    });
    return [...wide, ...cut.map((node) => `cut off: ${node.className} ${node.textContent}`)];
  });
