import type { Result } from '../../domain/result.ts';
import type { ServiceCode } from '../../domain/services.ts';
import type { Availability } from '../ports/availability.ts';
import type { NearbyShop } from '../ports/nearest.ts';
import type { FreshAvailability, Lookup, Silence } from './fresh-availability.ts';

/** Shops that are asked at once: the nearest three by three, those beyond them twelve by twelve. */
const RING = 3;
const NEAR = 12;
/** How many are asked next where none of so many sufficed. */
const ringAfter = (asked: number): number => (asked < NEAR ? RING : NEAR);

/** What is known of a shop after it was asked. */
export interface Heard extends NearbyShop {
  /** What it has free, by its answer or, while it is silent, by what is known and not too old. */
  readonly availability?: Availability | undefined;
  readonly silent: boolean;
}

export interface SurveyRules {
  readonly service: ServiceCode;
  readonly deadlineMs: number;
  /** Whether data is young enough to be offered at all. */
  isUsable(entry: Availability): boolean;
  /** Whether what was heard so far suffices, so that no shop farther away need be asked. */
  suffices(heard: readonly Heard[]): Promise<boolean>;
}

/**
 * Asks the nearest shops for free times, three at a time, beyond the twelve nearest twelve at a time: the next ones when
 * those before have too little to offer, or have not answered by half of the deadline. It ends when all that were asked have answered and it suffices, when there
 * is nobody left to ask, or at the deadline; a late nearer shop is waited for till then.
 */
export async function survey(
  shops: readonly NearbyShop[],
  availability: FreshAvailability,
  { service, deadlineMs, isUsable, suffices }: SurveyRules,
): Promise<readonly Heard[]> {
  const asked: Asked[] = [];
  const deadline = timer(deadlineMs);
  try {
    for (let enough = false; ;) {
      if (!enough && asked.length < shops.length) {
        const ring = shops.slice(asked.length, asked.length + ringAfter(asked.length));
        const lookups = availability.look(
          ring.map(({ provider }) => provider),
          service,
        );
        ring.forEach((shop, i) => asked.push(follow(shop, lookups[i] as Lookup)));
      }
      const mayAskMore = !enough && asked.length < shops.length;
      const answered = await wait(asked, deadline, mayAskMore ? deadlineMs / 2 : undefined);
      const heard = await Promise.all(asked.map((one) => hear(one, isUsable)));
      enough = await suffices(heard);
      const finished = answered && (enough || asked.length === shops.length);
      if (finished || deadline.over) return heard;
    }
  } finally {
    deadline.cancel();
  }
}

interface Asked {
  readonly shop: NearbyShop;
  readonly lookup: Lookup;
  /** Set when it has answered. */
  answer?: Result<Availability, Silence>;
}

function follow(shop: NearbyShop, lookup: Lookup): Asked {
  const one: Asked = { shop, lookup };
  void lookup.answer.then((answer) => {
    one.answer = answer;
  });
  return one;
}

/** Waits for all answers, at most until the deadline or for so long. Answers whether all have come. */
async function wait(asked: readonly Asked[], deadline: Timer, atMostMs: number | undefined): Promise<boolean> {
  const pause = atMostMs === undefined ? undefined : timer(atMostMs);
  const all = Promise.all(asked.map(({ lookup }) => lookup.answer));
  await Promise.race([all, deadline.ended, ...(pause ? [pause.ended] : [])]);
  pause?.cancel();
  return asked.every(({ answer }) => answer !== undefined);
}

async function hear({ shop, lookup, answer }: Asked, isUsable: SurveyRules['isUsable']): Promise<Heard> {
  const known = answer && !answer.ok && answer.error.refused ? undefined : await lookup.known;
  const entry = answer?.ok ? answer.value : known;
  const availability = entry && isUsable(entry) ? entry : undefined;
  return { ...shop, availability, silent: !(answer?.ok && availability) };
}

interface Timer {
  readonly ended: Promise<void>;
  readonly over: boolean;
  cancel(): void;
}

function timer(ms: number): Timer {
  let over = false;
  let handle: ReturnType<typeof setTimeout> | undefined;
  const ended = new Promise<void>((resolve) => {
    handle = setTimeout(() => {
      over = true;
      resolve();
    }, ms);
  });
  return {
    ended,
    get over() {
      return over;
    },
    cancel: () => clearTimeout(handle),
  };
}
