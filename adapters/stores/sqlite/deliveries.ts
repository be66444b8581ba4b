import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Delivery, DeliveryStore, PutResult, Settled } from '../../../src/app/ports/deliveries.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { DeliveryBody } from '../../../src/app/intents/delivery.ts';
import type { Owner } from '../../shared/stores/owners.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import type { Sql, SqlHandle } from './sql.ts';

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly received_at: string;
  readonly body: Uint8Array;
}

const SEEN: PutResult = { status: 'seen' };
const NEW: PutResult = { status: 'new' };
const bodyContext = (id: string): string => `delivery:${id}`;
const answerContext = (id: string): string => `answer:${id}`;

/** Deliveries in SQLite, sealed. `release` gives back what this store holds, when it closes. */
export function createDeliveryStore(
  handle: SqlHandle,
  options: { readonly keys: Keys; readonly clock: Clock; readonly owner: Owner; readonly leaseMs: number },
): DeliveryStore & { release(): Promise<void> } {
  const { keys, clock, owner, leaseMs } = options;
  // Leases run on true time: the business clock may be shifted, also backwards.
  const trueMs = (): number => clock.trueNow().getTime();
  const now = (): string => clock.now().toISOString();
  const read = (row: Row): Delivery => ({
    id: row.id,
    channel: row.channel,
    receivedAt: row.received_at,
    body: openJson<DeliveryBody>(keys, row.body, bodyContext(row.id)),
  });
  const settledOf = (id: string, answer: Uint8Array | null): { readonly settled?: Settled } =>
    answer === null ? {} : { settled: openJson<Settled>(keys, answer, answerContext(id)) };

  return {
    async put({ id, channel, receivedAt, body }) {
      const sealed = sealJson(keys, body, bodyContext(id));
      const leaseUntil = trueMs() + leaseMs;
      const answer = await handle.write((db) => {
        const insert = db.prepare(INSERT);
        if (insert.run(id, channel, receivedAt, owner.name, leaseUntil, keys.currentKeyId, sealed).changes === 1)
          return NEW;
        return db.prepare<{ answer: Uint8Array | null }>('SELECT answer FROM deliveries WHERE id = ?').get(id)?.answer;
      });
      if (answer === NEW) return NEW;
      return { ...SEEN, ...settledOf(id, (answer as Uint8Array | null | undefined) ?? null) };
    },

    async get(id) {
      const select = handle.prepare<Row & { answer: Uint8Array | null }>(
        'SELECT id, channel, received_at, answer, body FROM deliveries WHERE id = ?',
      );
      const row = select.get(id);
      return row && { ...read(row), ...settledOf(row.id, row.answer) };
    },

    async settle(id, settled) {
      const answer = sealJson(keys, settled, answerContext(id));
      await handle.write((db) => db.prepare(SETTLE).run(now(), answer, id));
    },

    async takeOver(limit) {
      const find = (db: Sql): Row[] => {
        const ranges = db
          .prepare<{ owner: string }>(HOLDERS)
          .all()
          .map((row) => ({ owner: row.owner, until: owner.isDead(row.owner) ? Number.MAX_SAFE_INTEGER : trueMs() }));
        return db.prepare<Row>(FREE).all(JSON.stringify(ranges), now(), limit);
      };
      // Mostly there is nothing, and that is found without the write lock.
      if (handle.read(find).length === 0) return [];
      const rows = await handle.write((db) => {
        const free = find(db);
        db.prepare('UPDATE deliveries SET owner = ?, lease_until = ? WHERE id IN (SELECT value FROM json_each(?))').run(
          owner.name,
          trueMs() + leaseMs,
          JSON.stringify(free.map((row) => row.id)),
        );
        return free;
      });
      return rows.map(read);
    },

    async park(id, key, until) {
      await handle.write((db) =>
        db
          .prepare('UPDATE deliveries SET parked_key = ?, parked_until = ?, lease_until = 0 WHERE id = ?')
          .run(key, until, id),
      );
    },

    async parked(key) {
      return handle.prepare<Row>(PARKED).all(key, now()).map(read);
    },

    async prune(before) {
      await handle.write((db) => db.prepare(PRUNE).run(before, now()));
    },

    async release() {
      await handle.write((db) =>
        db.prepare('UPDATE deliveries SET lease_until = 0 WHERE settled_at IS NULL AND owner = ?').run(owner.name),
      );
    },
  };
}

const INSERT = `INSERT INTO deliveries (id, channel, received_at, owner, lease_until, key_id, body)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

// Settling ends the lease and the parking.
const SETTLE = `UPDATE deliveries
  SET settled_at = ?, answer = ?, lease_until = 0, parked_key = NULL, parked_until = NULL WHERE id = ?`;

// Steps from owner to owner in the index of what is open: there are few owners, however many deliveries they hold.
export const HOLDERS = `WITH RECURSIVE holder (owner) AS (
    SELECT min(owner) FROM deliveries WHERE settled_at IS NULL
    UNION ALL
    SELECT (SELECT min(d.owner) FROM deliveries d WHERE d.settled_at IS NULL AND d.owner > holder.owner)
    FROM holder WHERE holder.owner IS NOT NULL
  ) SELECT owner FROM holder WHERE owner IS NOT NULL`;

// For each owner a range of that index: leases up to now, or all of them where the owner is dead.
export const FREE = `SELECT d.id, d.channel, d.received_at, d.body
  FROM json_each(?) holder CROSS JOIN deliveries d INDEXED BY deliveries_open
    ON d.owner = holder.value ->> 'owner' AND d.lease_until <= holder.value ->> 'until'
  WHERE d.settled_at IS NULL AND (d.parked_until IS NULL OR d.parked_until <= ?)
  ORDER BY d.received_at, d.id LIMIT ?`;

export const PARKED = `SELECT id, channel, received_at, body FROM deliveries
  WHERE parked_key = ? AND parked_until > ? ORDER BY received_at, id`;

export const PRUNE = `DELETE FROM deliveries WHERE settled_at < ? AND (parked_until IS NULL OR parked_until <= ?)`;
