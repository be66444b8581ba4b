/** How many hostile cases a fuzz test sends; `npm run fuzz` sets it. */
export const CASES = Number(process.env['FUZZ_CASES'] ?? 1_500);
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const AT_ONCE = 8;

/** Counts answers by what they answered; printed where the number of cases was asked for. */
export interface Tally {
  count(what: string): void;
  of(what: string): number;
  print(): void;
}

export function createTally(title: string): Tally {
  const counts = new Map<string, number>();
  return {
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    print() {
      if (process.env['FUZZ_CASES'] === undefined) return;
      const rows = [...counts].sort(([a], [b]) => a.localeCompare(b));
      const total = rows.reduce((sum, [, count]) => sum + count, 0);
      const lines = rows.map(([what, count]) => `  ${what.padEnd(20)}${String(count).padStart(8)}`);
      process.stdout.write(`${[title, ...lines, `  ${'all'.padEnd(20)}${String(total).padStart(8)}`].join('\n')}\n`);
    },
  };
}

/** Sends all cases, some at once. */
export async function sendAll<T>(cases: Iterable<T>, send: (one: T) => Promise<void>): Promise<void> {
  const shared = cases[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = shared.next(); next.done !== true; next = shared.next()) await send(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Time for a fuzz test in milliseconds. */
export const FUZZ_TIMEOUT_MS = 60_000 + CASES * 20;
