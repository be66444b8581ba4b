import type {
  CallOptions,
  PolledStatuses,
  Rejected,
  StatusUpdate,
  Unavailable,
} from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import { asUnavailable, atMost, deadlineOf } from '../../shared/http-client/index.ts';
import type { PepBoysApi } from './api.ts';
import { STATES } from './appointments.ts';
import { usd } from './grid.ts';
import type { WireItem } from './wire.ts';
import * as wire from './wire.ts';
import { inWords } from './words.ts';

type Trouble = Unavailable | Rejected;

const OPERATION = 'poll';
/** For all pages together, unless the caller sets a limit; each page has the network's own. */
const ALL_PAGES_MS = 60_000;
const MAX_PAGES = 500;
/** How far back the first poll looks. */
const FIRST_MS = 24 * 3_600_000;
/** So often a page with the same broken item is refused; then the item is left out, so that the others come through. */
const PATIENCE = 3;
const MAX_REMEMBERED = 1_000;

export interface StatusPoll {
  /**
   * Changes at or after `since`, which is the `next` of the poll before. Where a listing breaks off after some pages,
   * these are given, and the next poll goes on from there.
   */
  poll(since: string | undefined, options?: CallOptions): Promise<Result<PolledStatuses, Trouble>>;
}

/** `GET /appointments?since=`, page by page; it is ordered by the time of the change. */
export function createStatusPoll(api: PepBoysApi): StatusPoll {
  const brokenItems = new Map<string, number>();

  /** Whether an item is given up, after it came broken again and again. */
  function isGivenUp(item: unknown): boolean {
    const key = JSON.stringify(item).slice(0, 500);
    const times = (brokenItems.get(key) ?? 0) + 1;
    if (brokenItems.size >= MAX_REMEMBERED) brokenItems.clear();
    brokenItems.set(key, times);
    return times >= PATIENCE;
  }

  const badReply = (field: string): Result<never, Trouble> => fail({ kind: 'unavailable', why: 'bad-reply', field });

  function readItems(page: readonly unknown[]): Result<readonly WireItem[], Trouble> {
    const good: WireItem[] = [];
    for (const item of page) {
      const read = api.breaks.read(OPERATION, wire.item, item, 'items');
      if (read.ok) good.push(read.value);
      else if (!isGivenUp(item)) return badReply(read.error);
    }
    return ok(good);
  }

  async function readPage(
    since: number,
    cursor: string | null,
    deadline: Deadline,
  ): Promise<Result<{ readonly items: readonly WireItem[]; readonly cursor: string | null }, Trouble>> {
    const query = new URLSearchParams({ since: String(since), ...(cursor === null ? {} : { cursor }) });
    const called = await api.call(
      { operation: OPERATION, method: 'GET', path: `/appointments?${query}`, answer: wire.page },
      atMost(api.timeoutMs, deadline),
    );
    if (called.kind === 'no-answer') return fail(asUnavailable(called));
    if (called.kind === 'refusal') return fail(inWords(called, 'moment'));
    const items = readItems(called.value.items);
    return items.ok ? ok({ items: items.value, cursor: called.value.cursor }) : items;
  }

  return {
    async poll(since, options) {
      const deadline = deadlineOf(options, ALL_PAGES_MS);
      const from = startOf(since, api);
      const updates: StatusUpdate[] = [];
      const seen = new Set<string | null>([null]);
      let last = from;
      let trouble: Trouble | undefined;
      for (let cursor: string | null = null; seen.size <= MAX_PAGES;) {
        const page = await readPage(from, cursor, deadline);
        if (!page.ok) {
          trouble = page.error;
          break;
        }
        for (const item of page.value.items) {
          last = Math.max(last, item.changed);
          updates.push(...toUpdate(item));
        }
        cursor = page.value.cursor;
        if (cursor === null) break;
        if (seen.has(cursor)) {
          api.breaks.report(OPERATION, { field: 'cursor', path: 'cursor', problem: 'must lead to another page' });
          trouble = { kind: 'unavailable', why: 'bad-reply', field: 'cursor' };
          break;
        }
        seen.add(cursor);
      }
      return trouble && last === from ? fail(trouble) : ok({ updates, next: String(last) });
    },
  };
}

/** Our word from the poll before; the first looks back a day, by the earlier of the two clocks. */
function startOf(since: string | undefined, { clock }: Pick<PepBoysApi, 'clock'>): number {
  if (since !== undefined && /^\d{1,16}$/.test(since)) return Number(since);
  return Math.max(0, Math.min(clock.now().getTime(), clock.trueNow().getTime()) - FIRST_MS);
}

/** A state is news except the first, which is our own booking. */
function toUpdate({ apptId, state, changed, totalCents }: WireItem): readonly StatusUpdate[] {
  const status = STATES[state];
  if (status === 'scheduled') return [];
  const invoice = status === 'completed' && typeof totalCents === 'number' ? { invoice: usd(totalCents) } : {};
  const at = new Date(changed).toISOString();
  return [{ eventId: `${apptId}-${state}-${changed}`, confirmation: apptId, status, at, ...invoice }];
}
