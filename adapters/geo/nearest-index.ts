import type { NearbyShop, NearestIndex } from '../../src/app/ports/nearest.ts';
import type { JobNeeds } from '../../src/domain/capability.ts';
import type { Provider } from '../../src/domain/directory.ts';
import { createCapableGroups } from './capable-groups.ts';
import { nearestInTree } from './tree.ts';

const byDistanceThenId = (a: NearbyShop, b: NearbyShop): number =>
  a.distanceKm - b.distanceKm || (a.provider.providerId < b.provider.providerId ? -1 : 1);

/**
 * The nearest-shop index: one k-d tree for each group of shops that can do the same jobs, built when it is first asked
 * for, so that a rare ability costs no more than a common one. Distances are great-circle kilometres on a sphere of
 * 6,371 km, to the metre; right across the 180th meridian and at the poles.
 */
export function createNearestIndex(): NearestIndex {
  let groups = createCapableGroups([]);
  return {
    load(providers: readonly Provider[]): void {
      groups = createCapableGroups(providers);
    },
    nearest(from, needs: JobNeeds, count: number, radiusKm: number): readonly NearbyShop[] {
      if (count < 1) return [];
      const found = nearestInTree(groups.of(needs), from, Math.floor(count), radiusKm);
      return found.sort(byDistanceThenId).slice(0, count);
    },
  };
}
