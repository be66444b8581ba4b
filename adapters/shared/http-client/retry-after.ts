const LONGEST_MS = 3_600_000;

/** `Retry-After`, seconds or an HTTP date against the true time, in milliseconds; an hour at most. */
export function retryAfterMs(header: string | undefined, trueNow: Date): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - trueNow.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_MS, Math.max(0, Math.round(ms)));
}
