import type { Clock } from '../../src/app/ports/clock.ts';

export interface RateLimit {
  /** Counts one request of someone with a valid key. Answers the seconds to wait; 0 means go ahead. */
  ofKey(key: string): number;
  /** Counts one request without a valid key: a tenth of the limit per address. */
  ofAddress(address: string): number;
}

const WINDOW_MS = 60_000;
// Past this many names the finished windows are swept, then the oldest go: a flood of addresses cannot fill the memory.
const MAX_NAMES = 20_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Limits requests a minute in one process. A name's minute begins with its first request.
 *
 * @param perMinute requests a minute of one key; 0 switches limits off
 */
export function createRateLimit(perMinute: number, clock: Pick<Clock, 'trueNow'>): RateLimit {
  const windows = new Map<string, Window>();
  const perAddress = Math.max(1, Math.floor(perMinute / 10));

  const take = (name: string, limit: number): number => {
    if (perMinute === 0) return 0;
    const now = clock.trueNow().getTime();
    const known = windows.get(name);
    if (known !== undefined && known.endsAt > now) {
      known.count += 1;
      return known.count <= limit ? 0 : Math.ceil((known.endsAt - now) / 1000);
    }
    windows.delete(name);
    if (windows.size >= MAX_NAMES) makeRoom(windows, now);
    windows.set(name, { endsAt: now + WINDOW_MS, count: 1 });
    return 0;
  };

  return {
    ofKey: (key) => take(`key:${key}`, perMinute),
    ofAddress: (address) => take(`address:${address}`, perAddress),
  };
}

// Windows are of one length and in order of their beginning, so the oldest come first.
function makeRoom(windows: Map<string, Window>, now: number): void {
  for (const [name, { endsAt }] of windows) {
    if (endsAt > now && windows.size < MAX_NAMES) return;
    windows.delete(name);
  }
}
