import type { JobNeeds } from '../../domain/capability.ts';
import type { Point, Provider } from '../../domain/directory.ts';

export interface NearbyShop {
  readonly provider: Provider;
  /** Great-circle distance in kilometres. */
  readonly distanceKm: number;
}

/** The nearest capable shops. */
export interface NearestIndex {
  /** Replaces everything that is indexed. */
  load(providers: readonly Provider[]): void;
  /** The nearest shops that are capable of the job, nearest first (ties by provider id), at most `count`, within `radiusKm`. */
  nearest(from: Point, needs: JobNeeds, count: number, radiusKm: number): readonly NearbyShop[];
}
