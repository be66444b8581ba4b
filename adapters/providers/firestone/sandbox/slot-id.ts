import { mix32 } from '../../../shared/sandbox/index.ts';

const HIGH = 0x1_0000_0000;
const MINUTES = 0x0fff_ffff;

/**
 * An opaque id that is the same for the same store, service and start on every run, and can be read back without a
 * table: 4 bits of service and 28 of epoch minutes, scrambled with the store's key, and 16 bits that check them.
 */
export function slotIdOf(storeKey: number, service: number, startMs: number): string {
  const plain = ((service << 28) | (startMs / 60_000)) >>> 0;
  const check = mix32(plain ^ storeKey) & 0xffff;
  return `s-${(check * HIGH + ((plain ^ veil(storeKey, check)) >>> 0)).toString(36)}`;
}

/** What an id of this store stands for; undefined when it is none. `service` is the index in the catalogue. */
export function readSlotId(storeKey: number, slotId: string): { service: number; startMs: number } | undefined {
  if (!/^s-[0-9a-z]{1,10}$/.test(slotId)) return undefined;
  const figure = parseInt(slotId.slice(2), 36);
  const plain = (((figure % HIGH) >>> 0) ^ veil(storeKey, Math.floor(figure / HIGH))) >>> 0;
  const service = plain >>> 28;
  const startMs = (plain & MINUTES) * 60_000;
  return slotIdOf(storeKey, service, startMs) === slotId ? { service, startMs } : undefined;
}

function veil(storeKey: number, check: number): number {
  return mix32(Math.imul(storeKey ^ check, 0x9e3779b1));
}
