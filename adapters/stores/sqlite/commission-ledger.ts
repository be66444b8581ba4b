import type { CommissionLedger, LedgerQuery } from '../../../src/app/ports/commission.ts';
import type { CommissionLine } from '../../../src/domain/commission.ts';
import { cursorAfter, idOfCursor } from '../../shared/stores/pages.ts';
import type { SqlHandle, SqlValue } from './sql.ts';

const COLUMNS = `id, booking_id AS bookingId, fleet_id AS fleetId, network, provider_id AS providerId, entry, at,
  recorded_at AS recordedAt, version, basis, amount, currency`;
const MAX_PAGE = 1_000;

interface Row extends CommissionLine {
  readonly seq: number;
}

const lineOf = ({ seq: _seq, ...line }: Row): CommissionLine => line;

/** The commission ledger in SQLite, in the clear: ids, times and amounts. The table itself refuses changes. */
export function createCommissionLedger(handle: SqlHandle): CommissionLedger {
  return {
    async of(bookingId) {
      const select = handle.prepare<Row>(
        `SELECT seq, ${COLUMNS} FROM commission_lines WHERE booking_id = ? ORDER BY seq`,
      );
      return select.all(bookingId).map(lineOf);
    },

    append(lines) {
      return handle.write((db) => {
        const taken = db.prepare('SELECT 1 FROM commission_lines WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1');
        if (taken.get(JSON.stringify(lines.map(({ id }) => id)))) return 'taken';
        const insert = db.prepare(
          `INSERT INTO commission_lines (id, booking_id, fleet_id, network, provider_id, entry, at, recorded_at,
             version, basis, amount, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        );
        for (const line of lines) insert.run(...valuesOf(line));
        return 'written';
      });
    },

    async lines(query) {
      const limit = Math.min(MAX_PAGE, Math.max(1, Math.trunc(query.limit) || 1));
      const { sql, values } = statement(query);
      const rows = handle.prepare<Row>(sql).all(...values, limit + 1);
      const kept = rows.slice(0, limit);
      const last = kept.at(-1);
      const cursor = rows.length > limit && last ? cursorAfter(`${last.at} ${last.seq}`) : null;
      return { items: kept.map(lineOf), cursor };
    },
  };
}

const valuesOf = (line: CommissionLine): SqlValue[] => [
  line.id,
  line.bookingId,
  line.fleetId,
  line.network,
  line.providerId,
  line.entry,
  line.at,
  line.recordedAt,
  line.version,
  line.basis,
  line.amount,
  line.currency,
];

/** The query of a page without its limit's value. */
export function statement({ from, until, fleetId, cursor }: Omit<LedgerQuery, 'limit'>): {
  readonly sql: string;
  readonly values: readonly SqlValue[];
} {
  const [afterAt = from, afterSeq = '0'] = cursor === undefined ? [] : idOfCursor(cursor).split(' ');
  const start = afterAt > from ? afterAt : from;
  const ofFleet = fleetId === undefined ? '' : 'fleet_id = ? AND ';
  return {
    sql: `SELECT seq, ${COLUMNS} FROM commission_lines
      WHERE ${ofFleet}(at, seq) > (?, ?) AND at < ? ORDER BY at, seq LIMIT ?`,
    values: [...(fleetId === undefined ? [] : [fleetId]), start, Number(afterSeq) || 0, until],
  };
}
