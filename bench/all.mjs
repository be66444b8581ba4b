/** Runs every bench of this folder, one after another, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const helpers = new Set(['all.mjs', 'report.mjs']);
const benches = readdirSync(folder).filter((file) => file.endsWith('.mjs') && !helpers.has(file));

let failed = 0;
for (const file of benches.sort()) {
  console.log(`\n== ${file.replace('.mjs', '')}`);
  const { status } = spawnSync(process.execPath, [`${folder}${file}`], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
if (failed > 0) console.error(`${failed} of ${benches.length} benches did not run to their end.`);
process.exitCode = failed > 0 ? 1 : 0;
