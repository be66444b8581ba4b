/**
 * What every bench ends with: a table for people, then as the last line one JSON object, which is also written to
 * `bench/results/<name>.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ what: string, wanted: string | number, got: string | number, holds: boolean }} Bar a limit and whether it holds
 * @typedef {object} Result
 * @property {string} bench its name, as in `npm run bench:<name>`
 * @property {Record<string, number>} figures what was measured, the unit in the name
 * @property {Record<string, number>} [ratios] measured against a yardstick of the same run
 * @property {Bar[]} [bars]
 */

/**
 * Prints and writes a result. A bar that falls short is told, not thrown: the exit code stays 0.
 * @param {Result} result
 */
export function report({ bench, figures, ratios = {}, bars = [] }) {
  const line = JSON.stringify({ bench, at: new Date().toISOString(), node: process.version, figures, ratios, bars });
  printTable('figure', Object.entries(figures));
  printTable('ratio', Object.entries(ratios));
  for (const { what, wanted, got, holds } of bars)
    console.log(`${holds ? 'holds' : 'SHORT'}  ${what}: ${got} (wanted ${wanted})`);
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${bench}.json`, `${line}\n`);
  console.log(line);
}

/**
 * The value below which this share of the samples lies (nearest rank).
 * @param {ArrayLike<number>} samples
 * @param {number} share 0.5 for the median, 0.99 for p99
 */
export function percentile(samples, share) {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** @param {number} value @param {number} digits */
export const rounded = (value, digits = 3) => Number(value.toFixed(digits));

/** @param {string} title @param {[string, number][]} rows */
function printTable(title, rows) {
  if (rows.length === 0) return;
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  console.log(`${title.padEnd(width)}  value`);
  for (const [name, value] of rows)
    console.log(`${name.padEnd(width)}  ${value.toLocaleString('en-US', { maximumFractionDigits: 6 })}`);
  console.log('');
}
