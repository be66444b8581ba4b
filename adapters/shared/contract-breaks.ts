import type { z } from 'zod';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';

/** What of a reply broke the contract. */
export interface Break {
  /** Dotted, without positions in lists, so that there are only as many as the contract has fields. */
  readonly field: string;
  /** With positions, for the log. */
  readonly path: string;
  /** What would be right; never what came. */
  readonly problem: string;
}

/** Counts every break of a network's contract and tells the log of each field once. */
export interface ContractBreaks {
  report(operation: string, what: Break): void;
  /** Checks a value; the error is the first wrong field, already reported. `under` is where the value lies in the reply. */
  read<T>(operation: string, schema: z.ZodType<T>, value: unknown, under?: string): Result<T, string>;
}

/** For one network of one Pitcrew. */
export function createContractBreaks(
  network: string,
  log: Pick<Log, 'warn'>,
  metrics: Pick<Metrics, 'contractBreak'>,
): ContractBreaks {
  const told = new Set<string>();

  const report = (operation: string, { field, path, problem }: Break): void => {
    metrics.contractBreak(network, field);
    const key = `${operation} ${field}`;
    if (told.has(key)) return;
    told.add(key);
    log.warn(
      { network, operation, field, path, problem },
      'A reply breaks the contract of its network; told once a field',
    );
  };

  return {
    report,
    read(operation, schema, value, under = '') {
      const parsed = schema.safeParse(value, { reportInput: false });
      if (parsed.success) return ok(parsed.data);
      const first = parsed.error.issues[0];
      const path = [...(under === '' ? [] : [under]), ...(first?.path ?? []).map(String)];
      const field = path.filter((part) => !/^\d+$/.test(part)).join('.') || 'body';
      report(operation, { field, path: path.join('.') || 'body', problem: first?.message ?? 'is wrong' });
      return fail(field);
    },
  };
}
