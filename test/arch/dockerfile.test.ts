import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bareEnvironment, runDockerfile, type Stage } from '../support/dockerfile.ts';
import { repository } from '../support/repository.ts';
import { tempDir, tempDirForFile } from '../support/temp.ts';

let image: Stage;
let app: string;

beforeAll(() => {
  const stages = runDockerfile(repository, tempDirForFile(), {
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
  });
  image = stages.at(-1) as Stage;
  app = join(image.root, image.workdir);
}, 180_000);

test('the image holds what runs, and no tool, source or test', () => {
  const has = (path: string) => existsSync(join(app, path));
  expect(['dist/cli.js', 'dist/src/index.js', 'manifest', 'node_modules/zod'].filter((path) => !has(path))).toEqual([]);
  expect(['src', 'test', '.git', 'node_modules/typescript', 'node_modules/jest'].filter(has)).toEqual([]);
});

test('the command answers in it', () => {
  const help = spawnSync(process.execPath, ['dist/cli.js', '--help'], {
    cwd: app,
    env: environment(),
    encoding: 'utf8',
  });
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(/pitcrew[\s\S]*start/);
});

test('it is run by a user without rights, keeps its data in a volume, and starts the product', () => {
  expect(image.settings).toEqual({
    USER: 'node',
    VOLUME: '/data',
    EXPOSE: '3000',
    HEALTHCHECK: expect.stringContaining('/healthz'),
    CMD: '["node", "dist/cli.js", "start"]',
  });
  expect(image.env).toEqual({ NODE_ENV: 'production', PORT: '3000', PITCREW_DATA: '/data' });
  expect(existsSync(join(image.root, 'data'))).toBe(true);
});

test('its command comes up, its health check says so, and SIGTERM ends it well', async () => {
  const env = { ...environment(), PORT: String(await freePort()), PITCREW_DATA: tempDir() };
  const health = () =>
    spawnSync(process.execPath, words(image.settings.HEALTHCHECK).slice(1), { cwd: app, env }).status;
  expect(health()).toBe(1);

  const child = spawn(process.execPath, words(image.settings.CMD).slice(1), {
    cwd: app,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const exit = once(child, 'exit');
  try {
    const deadline = Date.now() + 20_000;
    while (health() !== 0) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`It is not healthy:\n${Buffer.concat(output)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
}, 60_000);

test('the context that is sent to the engine is only what the stages copy', () => {
  const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8');
  const letThrough = readFileSync(join(repository, '.dockerignore'), 'utf8').matchAll(/^!(.*)$/gm);
  for (const [, path = ''] of letThrough)
    expect(dockerfile).toMatch(new RegExp(`^COPY .*${path.replaceAll('.', '\\.')}`, 'm'));
});

/** What a container's process gets. */
function environment(): Record<string, string> {
  return { ...bareEnvironment(), ...image.env };
}

/** The words of an instruction in its exec form. */
function words(instruction: string | undefined): string[] {
  return JSON.parse(/\[.*\]$/.exec(instruction ?? '')?.[0] ?? '[]');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
