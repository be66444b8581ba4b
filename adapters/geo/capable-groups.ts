import type { JobNeeds } from '../../src/domain/capability.ts';
import { isCapable } from '../../src/domain/capability.ts';
import type { Provider } from '../../src/domain/directory.ts';
import type { ServiceCode } from '../../src/domain/services.ts';
import { buildTree, type ShopTree } from './tree.ts';

/** Trees kept at once: every service with a few weight classes; the one asked least recently goes first. */
const MAX_TREES = 48;

/** Shops in groups that are capable of exactly the same jobs. */
export interface CapableGroups {
  /** The tree of all shops that are capable of a job. */
  of(needs: JobNeeds): ShopTree;
}

/**
 * Which shops are capable of a service depends on the vehicle's weight only through the shops' own limits that it
 * exceeds: so a group's key is the service and how many of that service's different limits lie below the weight.
 */
export function createCapableGroups(providers: readonly Provider[]): CapableGroups {
  const limits = new Map<ServiceCode, readonly number[]>();
  const trees = new Map<string, ShopTree>();

  const limitsOf = (service: ServiceCode): readonly number[] => {
    const known = limits.get(service);
    if (known) return known;
    const found = new Set<number>();
    for (const shop of providers) {
      if (shop.maxGvwrLb !== undefined && shop.services.includes(service)) found.add(shop.maxGvwrLb);
    }
    const sorted = [...found].sort((a, b) => a - b);
    limits.set(service, sorted);
    return sorted;
  };

  return {
    of(needs) {
      const key = `${needs.service}/${countBelow(limitsOf(needs.service), needs.gvwrLb)}`;
      const tree = trees.get(key) ?? buildTree(providers.filter((shop) => isCapable(shop, needs)));
      trees.delete(key);
      trees.set(key, tree);
      if (trees.size > MAX_TREES) trees.delete(trees.keys().next().value as string);
      return tree;
    },
  };
}

/** How many of these ascending numbers are below a value. */
function countBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
