import type { Delivery, DeliveryStore, Settled } from '../ports/deliveries.ts';
import type { Log } from '../ports/log.ts';
import type { Turnstile } from './turnstile.ts';

const SWEEP_MS = 1_000;
const TAKE = 50;
/** A delivery that fails this often is answered instead of being tried for ever. */
const TRIES = 5;

const UNDER_WAY: Settled = { outcome: 'accepted', message: 'It is under way.' };
const GIVEN_UP: Settled = {
  outcome: 'refused',
  message: 'It could not be done because of an error on our side. Please try once more.',
};

/** How far a delivery came; one that is `kept` is not settled yet: it waits in the store for what it belongs to. */
export interface Worked {
  readonly settled: Settled;
  readonly kept?: boolean | undefined;
}

export interface Workshop {
  /** Works on a stored delivery as soon as there is a place; resolves with its outcome, never rejects. */
  begin(delivery: Delivery): Promise<Settled>;
  /** The outcome of a delivery that is being worked on in this process. */
  running(id: string): Promise<Settled> | undefined;
  start(): void;
  stop(): Promise<void>;
}

interface Deps {
  readonly turnstile: Turnstile;
  readonly deliveries: DeliveryStore;
  readonly log: Log;
  readonly work: (delivery: Delivery) => Promise<Worked>;
  /** Sees to it that the sender of a delivery that is given up is told. */
  readonly apologise: (delivery: Delivery, message: string) => Promise<void>;
}

/** Works on deliveries, a bounded number at once, and after the acknowledgements. */
export function createWorkshop({ turnstile, deliveries, log, work, apologise }: Deps): Workshop {
  const inHand = new Map<string, Promise<Settled>>();
  const failures = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;

  async function run(delivery: Delivery): Promise<Settled> {
    await turnstile.enter();
    try {
      const { settled, kept } = await work(delivery);
      if (!kept) await deliveries.settle(delivery.id, settled);
      failures.delete(delivery.id);
      return settled;
    } catch (error) {
      return await failed(delivery, error);
    } finally {
      turnstile.leave();
    }
  }

  /** Its lease ends by itself and it is tried again; one that never works is answered. */
  async function failed(delivery: Delivery, error: unknown): Promise<Settled> {
    const times = (failures.get(delivery.id) ?? 0) + 1;
    log.error({ error, deliveryId: delivery.id, times }, 'A delivery could not be handled');
    failures.set(delivery.id, times);
    if (times < TRIES) return UNDER_WAY;
    failures.delete(delivery.id);
    try {
      await apologise(delivery, GIVEN_UP.message);
      await deliveries.settle(delivery.id, GIVEN_UP);
      return GIVEN_UP;
    } catch {
      // The store or the queue is down as well: its lease ends, and all begins again.
      return UNDER_WAY;
    }
  }

  function begin(delivery: Delivery): Promise<Settled> {
    const known = inHand.get(delivery.id);
    if (known) return known;
    const outcome = run(delivery).finally(() => inHand.delete(delivery.id));
    inHand.set(delivery.id, outcome);
    return outcome;
  }

  async function sweep(): Promise<void> {
    try {
      for (const delivery of await deliveries.takeOver(TAKE)) void begin(delivery);
    } catch (error) {
      log.warn({ error }, 'Deliveries that were left over could not be looked for; it is tried again');
    }
  }

  function plan(): void {
    sweeping = sweep().finally(() => {
      if (!stopped) timer = setTimeout(plan, SWEEP_MS);
    });
  }

  return {
    begin,
    running: (id) => inHand.get(id),
    start: plan,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
      await Promise.all(inHand.values());
    },
  };
}
