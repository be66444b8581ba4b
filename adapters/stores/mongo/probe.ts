import type { Database } from './database.ts';

/** Whether the store can be written, tried by really writing. */
export async function probeStore({
  probe,
}: Database): Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }> {
  try {
    await probe.updateOne({ _id: 'store' }, { $set: { value: new Date().toISOString() } }, { upsert: true });
    return { ready: true, parts: { store: 'ok' } };
  } catch {
    return { ready: false, parts: { store: 'The store cannot be written.' } };
  }
}
