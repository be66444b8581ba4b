import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A stage of a Dockerfile once its steps have run: its file system lies under `root`. */
export interface Stage {
  readonly name: string;
  readonly root: string;
  workdir: string;
  readonly env: Record<string, string>;
  readonly settings: Record<'USER' | 'VOLUME' | 'EXPOSE' | 'HEALTHCHECK' | 'CMD', string | undefined>;
}

/**
 * Runs a Dockerfile's COPY and RUN steps, stage by stage, in folders instead of an engine's containers: what it proves
 * is that each step works with only what the earlier ones brought. RUN must therefore name no absolute path.
 *
 * @param repository the build context; of it only what `.dockerignore` lets through is seen
 * @param folder an empty folder, in which each stage gets one
 * @param env more environment for RUN
 * @returns the stages in order; the last one is the image
 */
export function runDockerfile(repository: string, folder: string, env: Record<string, string> = {}): Stage[] {
  const context = join(folder, 'context');
  copyContext(repository, context);
  const stages: Stage[] = [];
  for (const { word, rest } of instructions(readFileSync(join(repository, 'Dockerfile'), 'utf8'))) {
    if (word === 'FROM') {
      const name = / AS (\S+)$/i.exec(rest)?.[1] ?? String(stages.length);
      stages.push({
        name,
        root: join(folder, `stage-${name}`),
        workdir: '/',
        env: {},
        settings: { USER: undefined, VOLUME: undefined, EXPOSE: undefined, HEALTHCHECK: undefined, CMD: undefined },
      });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${word} comes before FROM.`);
    if (word === 'WORKDIR')
      mkdirSync(join(stage.root, (stage.workdir = resolve(stage.workdir, rest))), { recursive: true });
    else if (word === 'ENV')
      Object.assign(stage.env, Object.fromEntries(rest.split(' ').map((pair) => pair.split('='))));
    else if (word === 'COPY') copy(rest, stage, stages, context);
    else if (word === 'RUN') run(rest, stage, env);
    else if (word in stage.settings) stage.settings[word as keyof Stage['settings']] = rest;
    else throw new Error(`This reader does not know ${word}.`);
  }
  return stages;
}

function instructions(text: string): { word: string; rest: string }[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }));
}

// .dockerignore in the form that is used here: everything is left out but what is named with `!`.
function copyContext(repository: string, context: string): void {
  const rules = readFileSync(join(repository, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => !/^(#|$)/.test(line));
  if (rules[0] !== '*' || !rules.slice(1).every((rule) => /^![\w./-]+$/.test(rule))) {
    throw new Error('.dockerignore is read as "*" and then one "!path" a line.');
  }
  for (const rule of rules.slice(1))
    cpSync(join(repository, rule.slice(1)), join(context, rule.slice(1)), { recursive: true });
}

function copy(rest: string, stage: Stage, stages: Stage[], context: string): void {
  const words = rest.split(/\s+/);
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.filter((word) => !word.startsWith('--'));
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  const source = from === undefined ? context : stages.find(({ name }) => name === from)?.root;
  if (source === undefined) throw new Error(`COPY ${rest}: there is no stage ${from}.`);
  const target = paths.pop() ?? '';
  const into = join(stage.root, resolve(stage.workdir, target));
  for (const path of paths) {
    const it = join(source, path);
    if (!existsSync(it)) throw new Error(`COPY ${rest}: ${path} is not there.`);
    const asFile = statSync(it).isFile() && target.endsWith('/');
    cpSync(it, asFile ? join(into, basename(path)) : into, { recursive: true, verbatimSymlinks: true });
  }
}

function run(rest: string, stage: Stage, env: Record<string, string>): void {
  if (/(^|[\s=])\//.test(rest)) throw new Error(`RUN ${rest}: names an absolute path, which is not the stage's here.`);
  const done = spawnSync('sh', ['-c', rest], {
    cwd: join(stage.root, stage.workdir),
    env: { ...bareEnvironment(), ...stage.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (done.status !== 0) throw new Error(`RUN ${rest} failed:\n${done.stdout}\n${done.stderr}`);
}

/** The environment without what npm, jest and this machine's shell add for their own children. */
export function bareEnvironment(): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'NODE_EXTRA_CA_CERTS',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'npm_config_cache',
  ];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}
