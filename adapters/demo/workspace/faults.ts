/** A fault to order at one method of the Web API, e.g. the next two `chat.update` answer `ratelimited`. */
export interface ApiFault {
  /** Slack's code: answered with `ok: false` instead of doing it. */
  readonly error?: string | undefined;
  /** An HTTP status instead of doing it; 429 brings `Retry-After: 1`. */
  readonly status?: number | undefined;
  /** Waits so long, then goes on. */
  readonly delayMs?: number | undefined;
  /** Cuts the line before or after the call took effect. */
  readonly drop?: 'before' | 'after' | undefined;
  /** How many calls it hits; 1 unless told. */
  readonly times?: number | undefined;
}

export interface ApiFaults {
  fail(method: string, fault: ApiFault): void;
  /** The fault of the next call of this method, if any. */
  next(method: string): ApiFault | undefined;
}

/** Faults of one method are used up in the order they were ordered in; `*` is any method. */
export function createFaults(): ApiFaults {
  const orders: { method: string; fault: ApiFault; left: number }[] = [];
  return {
    fail: (method, fault) => void orders.push({ method, fault, left: fault.times ?? 1 }),
    next(method) {
      const order = orders.find((entry) => entry.left > 0 && (entry.method === method || entry.method === '*'));
      if (!order) return undefined;
      order.left -= 1;
      return order.fault;
    },
  };
}
