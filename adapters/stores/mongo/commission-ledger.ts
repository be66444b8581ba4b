import type { CommissionLedger, LedgerQuery } from '../../../src/app/ports/commission.ts';
import type { CommissionLine } from '../../../src/domain/commission.ts';
import { cursorAfter, idOfCursor } from '../../shared/stores/pages.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './failures.ts';
import { nextStamp } from './stamps.ts';

const MAX_PAGE = 1_000;

interface Row {
  readonly line: CommissionLine;
  /** When it was written, and its place in that write. */
  readonly order: string;
}

/** The commission ledger in MongoDB, in the clear: ids, times and amounts. What is appended at once is one document. */
export function createCommissionLedger({ ledger }: Database): CommissionLedger {
  return {
    async of(bookingId) {
      const docs = await ledger.find({ bookingId }).sort({ seq: 1 }).toArray();
      return docs.flatMap(({ lines }) => lines);
    },

    async append(lines) {
      const [first] = lines;
      if (!first) return 'written';
      try {
        await ledger.insertOne({ _id: first.id, bookingId: first.bookingId, seq: nextStamp(), lines: [...lines] });
        return 'written';
      } catch (error) {
        if (isDuplicate(error)) return 'taken';
        throw error;
      }
    },

    async lines(query) {
      const limit = Math.min(MAX_PAGE, Math.max(1, Math.trunc(query.limit) || 1));
      const rows = await ledger.aggregate<Row>([...pipelineOf(query), { $limit: limit + 1 }]).toArray();
      const kept = rows.slice(0, limit);
      const last = kept.at(-1);
      const cursor = rows.length > limit && last ? cursorAfter(`${last.line.at} ${last.order}`) : null;
      return { items: kept.map(({ line }) => line), cursor };
    },
  };
}

/** The lines of some time in their order, from the cursor on. */
export function pipelineOf({ from, until, fleetId, cursor }: Omit<LedgerQuery, 'limit'>): object[] {
  const [afterAt = '', order = ''] = cursor === undefined ? [] : idOfCursor(cursor).split(' ');
  const start = afterAt > from ? afterAt : from;
  const ofFleet = fleetId === undefined ? {} : { 'line.fleetId': fleetId };
  const goesOn = { $or: [{ 'line.at': { $gt: start } }, { order: { $gt: afterAt === start ? order : '' } }] };
  return [
    { $match: { 'lines.at': { $gte: start, $lt: until } } },
    { $unwind: { path: '$lines', includeArrayIndex: 'n' } },
    // Within one write 1000 places sort as texts.
    { $project: { _id: 0, line: '$lines', order: { $concat: ['$seq', '/', { $toString: { $add: ['$n', 1_000] } }] } } },
    { $match: { 'line.at': { $gte: start, $lt: until }, ...ofFleet, ...goesOn } },
    { $sort: { 'line.at': 1, order: 1 } },
  ];
}
