import type { FaultKind, FaultRule, FaultSpec } from './faults.ts';
import { SPECIAL_KINDS, parseFaults } from './faults.ts';
import { chance } from './prng.ts';

export interface Fault {
  readonly kind: FaultKind;
  /** A number in [0, 1) that is this fault's own, for whatever else has to be chosen. */
  readonly pick: number;
}

export interface FaultPlan {
  /** Replaces the rules and starts the seeded sequence anew. @throws Error when the text is wrong. */
  set(spec: FaultSpec): void;
  /** The fault that hits the next request of this operation, if any; at most one. */
  next(operation: string, special: readonly FaultKind[]): Fault | undefined;
  /** Whether everything (or this operation) is to be refused at this moment. */
  isDown(operation?: string): boolean;
  /** How often each fault has hit. */
  readonly hits: Record<string, number>;
}

/**
 * Decides which requests fail. The n-th request of an operation has a fate that depends on the seed, the operation
 * and n alone. One draw is laid over the rules' rates, so each rate is kept exactly while they add up to at most 1.
 */
export function createFaultPlan(spec: FaultSpec, seed: number, operations: readonly string[]): FaultPlan {
  let rules: { rule: FaultRule; left: number }[] = [];
  let counts = new Map<string, number>();
  let downSince = 0;
  const hits: Record<string, number> = {};
  const applies = (rule: FaultRule, operation: string | undefined): boolean =>
    rule.operations === undefined || (operation !== undefined && rule.operations.includes(operation));

  const plan: FaultPlan = {
    hits,
    set(next) {
      const parsed = typeof next === 'string' ? parseFaults(next, operations) : next;
      rules = parsed.map((rule) => ({ rule, left: rule.times ?? Infinity }));
      counts = new Map();
      downSince = performance.now();
    },
    next(operation, special) {
      const n = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, n);
      let draw: number | undefined;
      let below = 0;
      for (const entry of rules) {
        const { kind, rate } = entry.rule;
        if (kind === 'down' || entry.left === 0 || !applies(entry.rule, operation)) continue;
        if (SPECIAL_KINDS.includes(kind) && !special.includes(kind)) continue;
        draw ??= chance(seed, operation, n);
        below += rate;
        if (draw >= below) continue;
        entry.left -= 1;
        hits[kind] = (hits[kind] ?? 0) + 1;
        return { kind, pick: chance(seed, operation, n, kind) };
      }
      return undefined;
    },
    isDown(operation) {
      const seconds = (performance.now() - downSince) / 1000;
      return rules.some(({ rule }) => rule.kind === 'down' && seconds < rule.rate && applies(rule, operation));
    },
  };
  plan.set(spec);
  return plan;
}
