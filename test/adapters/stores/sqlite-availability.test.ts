import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createAvailabilityStore } from '../../../adapters/stores/sqlite/availability.ts';
import { openDatabase } from '../../../adapters/stores/sqlite/database.ts';
import { migrate } from '../../../adapters/stores/sqlite/migrations.ts';
import { STORE_MIGRATIONS } from '../../../adapters/stores/sqlite/schema.ts';
import type { Availability } from '../../../src/app/ports/availability.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import { tempDir } from '../../support/temp.ts';

const SHOPS = 100;
const PAGE = 4096 + 24;

const places = Array.from({ length: 200 }, (_, n) => {
  const start = Date.UTC(2026, 10, 24, 14) + n * 1_800_000;
  return { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
});

/** What the shops have free at a quarter of an hour of the day; `changed` of them have other places than before. */
function round(quarter: number, changed = 0): readonly Availability[] {
  const asOf = new Date(Date.UTC(2026, 10, 23, 14) + quarter * 900_000).toISOString();
  return Array.from({ length: SHOPS }, (_, i) => ({
    providerId: asProviderId(`shop-${i}`),
    service: 'OIL',
    asOf,
    slots: places.map((place, n) => ({
      networkSlotId: `s-${i}-${n}`,
      ...place,
      capacity: i < changed ? quarter % 7 : 2,
    })),
  }));
}

test('polls of a day leave the file as large as it was, and what did not change costs its age alone', async () => {
  const handle = openDatabase({ file: join(tempDir(), 'a.db') });
  const pages = () => handle.prepare<{ page_count: number }>('PRAGMA page_count').get()?.page_count;
  const emptyLog = () => handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  try {
    await migrate(handle, 'stores', STORE_MIGRATIONS);
    const store = createAvailabilityStore(handle);
    await store.put(round(0));
    emptyLog();
    const before = pages();
    expect(before).toBeGreaterThan(100);

    await store.put(round(1));
    // A hundred ages lie on a handful of pages; the slots have more than a hundred.
    expect(statSync(`${handle.file}-wal`).size).toBeLessThan(20 * PAGE);
    expect(await store.get(asProviderId('shop-99'), 'OIL')).toEqual(round(1)[99]);

    for (let quarter = 2; quarter <= 96; quarter++) await store.put(round(quarter, 10));
    emptyLog();
    expect(pages()).toBeLessThanOrEqual((before ?? 0) + 2);
    expect(await store.get(asProviderId('shop-3'), 'OIL')).toEqual(round(96, 10)[3]);
  } finally {
    await handle.close();
  }
});
