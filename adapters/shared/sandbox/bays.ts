/** Time taken in one bay; `holder` tells whose it is. */
export interface Stay<Holder> {
  readonly bay: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly holder: Holder;
}

/**
 * The bays of one shop on one day. A job stays in one bay from start to end, so a start is open when at least one bay
 * is free throughout; intervals are half-open, back to back fits.
 */
export interface DayBays<Holder> {
  open(startMs: number, endMs: number): number;
  /** Takes the first bay that is free throughout, or answers undefined. */
  take(startMs: number, endMs: number, holder: Holder): Stay<Holder> | undefined;
  release(stay: Stay<Holder>): void;
  /** Puts a stay back that was released a moment ago. */
  restore(stay: Stay<Holder>): void;
  stays(): readonly Stay<Holder>[];
}

/** An empty day of `count` bays. */
export function createDayBays<Holder>(count: number): DayBays<Holder> {
  const bays: Stay<Holder>[][] = Array.from({ length: count }, () => []);
  const isFree = (bay: readonly Stay<Holder>[], startMs: number, endMs: number): boolean => {
    for (const stay of bay) if (stay.startMs < endMs && startMs < stay.endMs) return false;
    return true;
  };
  const restore = (stay: Stay<Holder>): void => void bays[stay.bay - 1]?.push(stay);
  return {
    open(startMs, endMs) {
      let free = 0;
      for (const bay of bays) if (isFree(bay, startMs, endMs)) free += 1;
      return free;
    },
    take(startMs, endMs, holder) {
      const index = bays.findIndex((bay) => isFree(bay, startMs, endMs));
      if (index < 0) return undefined;
      const stay = { bay: index + 1, startMs, endMs, holder };
      restore(stay);
      return stay;
    },
    release(stay) {
      const bay = bays[stay.bay - 1];
      const at = bay?.indexOf(stay) ?? -1;
      if (at >= 0) bay?.splice(at, 1);
    },
    restore,
    stays: () => bays.flat().sort((a, b) => a.startMs - b.startMs || a.bay - b.bay),
  };
}
