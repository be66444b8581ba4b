/**
 * Builds `dist`: compiles src, adapters and jobs, copies the files beside them that are not TypeScript, and writes the
 * command `dist/cli.js`. Arguments go to the compiler (`npm run build -- --noCheck`). As npm's `prepare` it leaves out,
 * with a line that says so, what cannot be built there: a production install has no compiler.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installing = process.env.npm_lifecycle_event === 'prepare';

const reason = whyNot();
if (reason === undefined) process.exitCode = build();
else {
  console.log(`pitcrew: dist was not built: ${reason}.`);
  process.exitCode = installing ? 0 : 1;
}

function whyNot() {
  if (!existsSync(join(root, 'src/cli.ts'))) return 'src/cli.ts is not here';
  if (compiler() === undefined) return 'TypeScript is not installed (a production install has no devDependencies)';
  return undefined;
}

function compiler() {
  try {
    return createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
}

// A build that fails leaves the last good dist as it was: all is made aside, then swapped in.
function build() {
  const aside = join(root, `.dist-${process.pid}`);
  try {
    const args = [compiler(), '-p', join(root, 'tsconfig.json'), '--outDir', aside, ...process.argv.slice(2)];
    const done = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (done.status !== 0) {
      console.error('pitcrew: the compiler found errors (above); dist is as it was.');
      return 1;
    }
    for (const folder of ['src', 'adapters', 'jobs']) copyAssets(folder, aside);
    writeFileSync(join(aside, 'cli.js'), "#!/usr/bin/env node\nimport './src/cli.js';\n", { mode: 0o755 });
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(aside, join(root, 'dist'));
    return 0;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function copyAssets(folder, target) {
  if (!existsSync(join(root, folder))) return;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || /\.(ts|md)$/.test(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name).slice(root.length);
    cpSync(join(root, path), join(target, path));
  }
}
