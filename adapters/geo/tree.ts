import { around } from 'geokdbush';
import KDBush from 'kdbush';
import type { NearbyShop } from '../../src/app/ports/nearest.ts';
import type { Point, Provider } from '../../src/domain/directory.ts';
import { EARTH_RADIUS_KM, greatCircleKm } from '../../src/domain/geo.ts';

/** A k-d tree over the places of some shops. */
export interface ShopTree {
  readonly shops: readonly Provider[];
  readonly index: KDBush;
}

export function buildTree(shops: readonly Provider[]): ShopTree {
  const index = new KDBush(shops.length);
  for (const shop of shops) index.add(shop.lon, shop.lat);
  index.finish();
  return { shops, index };
}

// Half a turn reaches every place; beyond it the tree's own limit would wrap around.
const HALF_TURN_KM = Math.PI * EARTH_RADIUS_KM;

/**
 * The `count` nearest shops within the radius and all that tie with the last of them, in no promised order among ties:
 * which of two equally far shops the tree meets first depends on the tree.
 */
export function nearestInTree(tree: ShopTree, from: Point, count: number, radiusKm: number): NearbyShop[] {
  const limitKm = radiusKm + 0.001 < HALF_TURN_KM ? radiusKm + 0.001 : Infinity;
  for (let ask = count + 1; ; ask *= 2) {
    const ids = around(tree.index, from.lon, from.lat, ask, limitKm) as number[];
    const found = ids.map((id): NearbyShop => {
      const provider = tree.shops[id] as Provider;
      return { provider, distanceKm: greatCircleKm(from, provider) };
    });
    const last = found[count - 1]?.distanceKm;
    const complete = found.length < ask || (found.at(-1) as NearbyShop).distanceKm !== last;
    if (complete) return found.filter((shop) => shop.distanceKm <= radiusKm);
  }
}
