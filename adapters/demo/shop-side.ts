import { request } from 'undici';

/** An appointment as the sandbox's ledger has it. */
export interface ShopAppointment {
  readonly reference: string;
  readonly confirmation: string;
  readonly store: string;
  readonly start: string;
  readonly status: string;
  /** The shop's code of the job, e.g. `BATT`. */
  readonly service?: string;
  readonly vehicle?: { readonly vin?: string };
  readonly [more: string]: unknown;
}

/** What the sandbox answered, for the page. */
export interface ShopAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ShopSide {
  /** Every appointment at every shop, as last read. */
  ledger(): readonly ShopAppointment[];
  calendar(networkRef: string, date: string | undefined): Promise<ShopAnswer>;
  setStatus(reference: string, status: string): Promise<ShopAnswer>;
  /** The shops' system answers nothing for so many seconds. */
  takeDown(seconds: number): Promise<ShopAnswer>;
  /** Someone else takes the slot of the next booking at the last moment. */
  stealNext(): Promise<ShopAnswer>;
  /** Until when the shops' system is down, in epoch ms; 0 when it is not. */
  downUntil(): number;
  /** Starts or ends the watching of the ledger. */
  watch(on: boolean): void;
  close(): void;
}

const READ_EVERY_MS = 700;
const ANSWER_MS = 5_000;

/** The shops' side, by the control API of the sandbox (`/_sandbox/…`). `onLedger` is called when it has changed. */
export function createShopSide(firestoneUrl: string, onLedger: (ledger: readonly ShopAppointment[]) => void): ShopSide {
  let ledger: readonly ShopAppointment[] = [];
  let seen = '[]';
  let timer: NodeJS.Timeout | undefined;
  let watching = false;
  let downUntil = 0;

  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<ShopAnswer> {
    const answer = await request(`${firestoneUrl}/_sandbox/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }

  async function read(): Promise<void> {
    try {
      const { body } = await call('GET', 'ledger');
      const { appointments } = body as { appointments: readonly ShopAppointment[] };
      const now = JSON.stringify(appointments);
      if (now !== seen) {
        seen = now;
        ledger = appointments;
        onLedger(ledger);
      }
    } catch {
      // The sandbox is not there yet or no more; the next reading tells.
    }
    if (watching) timer = setTimeout(() => void read(), READ_EVERY_MS);
  }

  const downFor = (): string[] => {
    const seconds = Math.ceil((downUntil - Date.now()) / 1000);
    return seconds > 0 ? [`down=${seconds}`] : [];
  };

  return {
    ledger: () => ledger,
    calendar: (networkRef, date) =>
      call(
        'GET',
        `stores/${encodeURIComponent(networkRef)}/calendar${date ? `?date=${encodeURIComponent(date)}` : ''}`,
      ),
    async setStatus(reference, status) {
      const answer = await call('POST', 'status', { reference, status });
      clearTimeout(timer);
      await read();
      return answer;
    },
    takeDown(seconds) {
      downUntil = Date.now() + seconds * 1000;
      return call('POST', 'faults', { spec: `down=${seconds}` });
    },
    stealNext: () => call('POST', 'faults', { spec: [...downFor(), 'stolen-slot=1x1'].join(',') }),
    downUntil: () => (downUntil > Date.now() ? downUntil : 0),
    watch(on) {
      if (on === watching) return;
      watching = on;
      clearTimeout(timer);
      if (on) void read();
    },
    close() {
      watching = false;
      clearTimeout(timer);
    },
  };
}
