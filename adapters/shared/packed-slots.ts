import type { Instant } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money.ts';
import type { DropOff, FreeSlot } from '../../src/domain/slot.ts';

/** Slots that follow each other and have the same price, drop-off and seats: what is the same is said once. */
interface Run {
  readonly estimate?: Money | undefined;
  readonly dropOff?: DropOff | undefined;
  readonly seats?: number | undefined;
  /** Minutes since 1970 at which the first begins; `from` counts from it. */
  readonly at: number;
  readonly ids: string[];
  readonly from: number[];
  readonly minutes: number[];
  readonly free: number[];
}

const MINUTE_MS = 60_000;

/** Slots as text, about an eighth of their own JSON. The same slots make the same text. */
export function packSlots(slots: readonly FreeSlot[]): string {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const slot of slots) {
    const from = minuteOf(slot.start);
    const to = minuteOf(slot.end);
    // Seconds do not fit in minutes: such slots are kept word for word.
    if (from !== from || to !== to) return JSON.stringify(slots);
    if (!run || !isSame(run, slot)) {
      const { estimate, dropOff, seats } = slot;
      run = { estimate, dropOff, seats, at: from, ids: [], from: [], minutes: [], free: [] };
      runs.push(run);
    }
    run.ids.push(slot.networkSlotId);
    run.from.push(from - run.at);
    run.minutes.push(to - from);
    run.free.push(slot.capacity);
  }
  return JSON.stringify({ runs });
}

/** The slots of `packSlots`. */
export function unpackSlots(text: string): readonly FreeSlot[] {
  const packed = JSON.parse(text) as readonly FreeSlot[] | { readonly runs: readonly Run[] };
  if (!('runs' in packed)) return packed;
  return packed.runs.flatMap(({ ids, at, from, minutes, free, estimate, dropOff, seats }) =>
    ids.map((networkSlotId, i): EachField => {
      const start = at + (from[i] ?? 0);
      const end = start + (minutes[i] ?? 0);
      return {
        networkSlotId,
        start: instantOf(start),
        end: instantOf(end),
        capacity: free[i] ?? 0,
        estimate,
        dropOff,
        seats,
      };
    }),
  );
}

/** A slot with each field named: one more in `FreeSlot` does not compile until it is packed too. */
type EachField = { readonly [Field in keyof Required<FreeSlot>]: FreeSlot[Field] };

const isSame = (run: Run, { estimate, dropOff, seats }: FreeSlot): boolean =>
  run.seats === seats &&
  (run.estimate === estimate ||
    (run.estimate?.amount === estimate?.amount && run.estimate?.currency === estimate?.currency)) &&
  (run.dropOff === dropOff || (run.dropOff?.from === dropOff?.from && run.dropOff?.to === dropOff?.to));

/** Ten thousand shops have the same few hundred moments, and reading a date is ten times as slow as finding it. */
const minutes = new Map<Instant, number>();
const MAX_KEPT = 50_000;

function minuteOf(at: Instant): number {
  let minute = minutes.get(at);
  if (minute === undefined) {
    const ms = Date.parse(at);
    minute = ms % MINUTE_MS === 0 && new Date(ms).toISOString() === at ? ms / MINUTE_MS : NaN;
    if (minutes.size >= MAX_KEPT) minutes.clear();
    minutes.set(at, minute);
  }
  return minute;
}

const instantOf = (minute: number): Instant => new Date(minute * MINUTE_MS).toISOString();
