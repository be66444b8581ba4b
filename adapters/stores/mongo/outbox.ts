import type { OutboxEntry } from '../../../src/app/ports/store.ts';
import type { EffectKind } from '../../../src/domain/effects.ts';
import type { BookingId } from '../../../src/domain/ids.ts';
import type { Database } from './database.ts';
import type { OutboxItem } from './schemas.ts';
import { nextStamp } from './stamps.ts';

/** Entries as they lie in their booking's document. */
export const itemsOf = (entries: readonly OutboxEntry[]): readonly OutboxItem[] =>
  entries.map(({ id, kind, priority, runAt, payload }) => ({
    ...{ id, kind, priority, payload, order: orderOf(priority, nextStamp()) },
    ...(runAt === undefined ? {} : { runAt }),
  }));

/** Priority, then age, as a text: what sorts first goes first. */
export const orderOf = (priority: number, stamp: string): string => `${String(priority).padStart(3, '0')}/${stamp}`;

/** The most urgent of these, as `pending` has it. */
export const firstOf = (items: readonly OutboxItem[]): string | undefined =>
  items.map(({ order }) => order).reduce<string | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);

/** The bookings that have something in their outbox, the most urgent first. */
export const PENDING = { filter: { pending: { $gt: '' } }, sort: { pending: 1 } } as const;

/** At most `limit` entries, by priority, then age: they lie in the `limit` bookings that sort first. */
export async function pendingEntries({ bookings }: Database, limit: number): Promise<readonly OutboxEntry[]> {
  const docs = await bookings
    .find(PENDING.filter, { projection: { outbox: 1 } })
    .sort(PENDING.sort)
    .limit(limit)
    .toArray();
  return docs
    .flatMap(({ _id, outbox = [] }) => outbox.map((item) => ({ order: item.order, entry: entryOf(_id, item) })))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** How many entries lie in all outboxes; only bookings that have some are looked at. */
export async function countEntries({ bookings }: Database): Promise<number> {
  const [sum] = await bookings
    .aggregate<{ readonly count: number }>([
      { $match: PENDING.filter },
      { $group: { _id: null, count: { $sum: { $size: { $ifNull: ['$outbox', []] } } } } },
    ])
    .toArray();
  return sum?.count ?? 0;
}

const entryOf = (bookingId: string, item: OutboxItem): OutboxEntry => ({
  ...{ id: item.id, kind: item.kind as EffectKind, bookingId: bookingId as BookingId, priority: item.priority },
  ...(item.runAt === undefined ? {} : { runAt: item.runAt }),
  payload: item.payload,
});

/** Takes entries out, one write a booking: an entry's id begins with its booking's. */
export async function dropEntries({ bookings }: Database, ids: readonly string[]): Promise<void> {
  const byBooking = new Map<string, string[]>();
  for (const id of ids) {
    const bookingId = /^(.+)-\d+-\d+$/.exec(id)?.[1];
    if (bookingId !== undefined) byBooking.set(bookingId, [...(byBooking.get(bookingId) ?? []), id]);
  }
  if (byBooking.size === 0) return;
  await bookings.bulkWrite(
    [...byBooking].map(([_id, own]) => ({
      updateOne: { filter: { _id, 'outbox.id': { $in: own } }, update: without(own) },
    })),
    { ordered: false },
  );
}

/** What is left, and then the most urgent of that. */
const without = (ids: readonly string[]) => [
  { $set: { outbox: { $filter: { input: '$outbox', as: 'item', cond: { $not: [{ $in: ['$$item.id', ids] }] } } } } },
  {
    $set: {
      pending: { $ifNull: [{ $min: { $map: { input: '$outbox', as: 'item', in: '$$item.order' } } }, '$$REMOVE'] },
    },
  },
];

/** The part of a booking's update that adds entries. */
export function adding(items: readonly OutboxItem[]): { readonly [operator: string]: object } {
  if (items.length === 0) return {};
  return { $push: { outbox: { $each: [...items] } }, $min: { pending: firstOf(items) } };
}
