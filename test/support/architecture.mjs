/**
 * Checks who imports whom by `.dependency-cruiser.cjs`. A checker that saw nothing would pass, so a file that is there
 * and was not seen is a failure too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const checker = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/**
 * Judges the production folders under `root`.
 * @param {string} root a folder with `src`, `adapters`, `jobs`, `tsconfig.json` and `.dependency-cruiser.cjs`
 * @returns {{ modules: number, violations: { rule: string, from: string, to: string }[], unseen: string[] }}
 */
export function checkArchitecture(root = repository) {
  const folders = ['src', 'adapters', 'jobs'].filter((folder) => existsSync(join(root, folder)));
  const args = [checker, ...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  let report;
  try {
    report = JSON.parse(run.stdout);
  } catch {
    throw new Error(`dependency-cruiser gave no report: ${run.stderr || run.stdout || run.error}`);
  }
  const seen = new Set(report.modules.map((module) => module.source));
  const present = folders.flatMap((folder) => sources(root, folder));
  return {
    modules: present.filter((file) => seen.has(file)).length,
    violations: report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    unseen: present.filter((file) => !seen.has(file)),
  };
}

/**
 * @param {ReturnType<typeof checkArchitecture>} result
 * @returns {string[]} the sentences of what is wrong; empty when all is well
 */
export function architectureFaults({ modules, violations, unseen }) {
  return [
    ...(modules === 0 ? ['The checker saw no module at all, so it judged nothing.'] : []),
    ...unseen.map((file) => `${file} was not seen by the checker.`),
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} imports ${to}`),
  ];
}

function sources(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = checkArchitecture();
  const faults = architectureFaults(result);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${result.modules} modules, no fault.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
