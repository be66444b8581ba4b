import type { Provider } from '../../domain/directory.ts';
import type { ProviderId } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import type { ServiceCode } from '../../domain/services.ts';
import type { Availability, AvailabilityStore, Unchanged } from '../ports/availability.ts';
import type { Clock } from '../ports/clock.ts';
import type { WatchedNetwork } from '../ports/guard.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Rejected, Unavailable } from '../ports/network.ts';
import type { Gate } from './gate.ts';
import type { Patience } from './patience.ts';

/** Answers that are stored together: few enough that no click waits for it. */
const STORED_TOGETHER = 32;
const TOUCHED_TOGETHER = 100;

interface Round {
  readonly network: WatchedNetwork;
  readonly availability: Pick<AvailabilityStore, 'put' | 'touch'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly metrics: Pick<Metrics, 'availabilityAge'>;
  readonly patience: Patience;
  readonly gate: Gate;
  /** Of what is stored, by service and shop. */
  readonly fingerprints: Map<string, string>;
  readonly signal: AbortSignal;
}

type Answer = Result<Availability | Unchanged, Unavailable | Rejected>;

/**
 * Asks shops of one network for their free times, each for all of its services, as many in one call as the network takes,
 * and stores what they say. False when the network stopped answering before all were asked.
 */
export async function pollGroup(round: Round, shops: readonly Provider[]): Promise<boolean> {
  const { network, clock, patience, gate, signal } = round;
  const answered = new Set<ProviderId>();
  const failed = new Set<ProviderId>();
  const notes = createNotes(round);
  let isWhole = true;

  async function ask({ service, some }: Ask): Promise<void> {
    // While this one waited for its turn the network may have gone.
    if (signal.aborted || network.isDown?.() || patience.pauseMs() > 0) {
      isWhole = false;
      return;
    }
    const beganAt = clock.now().getTime();
    const answers = [...(await notes.search(some, service))];
    const silence = silenceOf(network, answers);
    if (silence) {
      isWhole = false;
      if (!network.isDown?.()) patience.failed(beganAt, silence.retryAfterMs);
      return;
    }
    patience.answered();
    for (const [shop, answer] of answers) {
      if (!answer.ok) failed.add(shop);
      else answered.add(shop);
    }
    await notes.take(answers.flatMap(([, answer]) => (answer.ok ? [answer.value] : [])));
  }

  const askAll = async (asks: readonly Ask[]): Promise<void> => {
    try {
      await Promise.all(asks.map((one) => gate(() => ask(one))));
    } finally {
      await notes.store();
    }
  };
  const size = network.traits.searchBatch ?? 1;
  const due = shops.filter(({ providerId }) => patience.isDue(providerId));
  try {
    await askAll(asksOf(due, size));
    // What a shop "still has" was dropped or replaced meanwhile: it says it once more, in full.
    const again = notes.lost();
    for (const service of new Set(again.map((entry) => entry.service))) {
      const some = due.filter(({ providerId }) =>
        again.some((entry) => entry.providerId === providerId && entry.service === service),
      );
      await askAll(some.map((shop) => ({ service, some: [shop] })));
    }
  } finally {
    for (const shop of answered) patience.shopAnswered(shop);
    for (const shop of failed) if (!answered.has(shop)) patience.shopFailed(shop);
  }
  return isWhole;
}

/** What was heard and is to be stored, and what is known of what is stored. */
function createNotes({ network, availability, clock, metrics, fingerprints }: Round) {
  let changed: Availability[] = [];
  let same: Unchanged[] = [];
  const lost: Unchanged[] = [];
  const keyOf = (service: ServiceCode, shop: ProviderId): string => `${service} ${shop}`;

  async function store(): Promise<void> {
    const [puts, touches] = [changed, same];
    [changed, same] = [[], []];
    if (puts.length + touches.length === 0) return;
    const [, gone] = await Promise.all([availability.put(puts), availability.touch(touches)]);
    for (const { service, providerId, fingerprint } of puts) {
      if (fingerprint === undefined) fingerprints.delete(keyOf(service, providerId));
      else fingerprints.set(keyOf(service, providerId), fingerprint);
    }
    for (const { service, providerId } of gone) fingerprints.delete(keyOf(service, providerId));
    lost.push(...gone);
    const oldest = Math.min(...[...puts, ...touches].map(({ asOf }) => Date.parse(asOf)));
    metrics.availabilityAge(network.name, Math.max(0, clock.now().getTime() - oldest) / 1000);
  }

  return {
    search: (some: readonly Provider[], service: ServiceCode): Promise<ReadonlyMap<ProviderId, Answer>> =>
      network.searchAgain
        ? network.searchAgain(some, service, (shop) => fingerprints.get(keyOf(service, shop)))
        : network.search(some, service),
    async take(heard: readonly (Availability | Unchanged)[]): Promise<void> {
      for (const entry of heard) {
        if ('unchanged' in entry) same.push(entry);
        else changed.push(entry);
      }
      if (changed.length >= STORED_TOGETHER || same.length >= TOUCHED_TOGETHER) await store();
    },
    store,
    lost: () => lost.splice(0),
  };
}

interface Ask {
  readonly service: ServiceCode;
  readonly some: readonly Provider[];
}

function asksOf(shops: readonly Provider[], size: number): readonly Ask[] {
  const services = [...new Set(shops.flatMap((shop) => shop.services))];
  return services.flatMap((service) => {
    const doing = shops.filter((shop) => shop.services.includes(service));
    return Array.from({ length: Math.ceil(doing.length / size) }, (_, i) => ({
      service,
      some: doing.slice(i * size, (i + 1) * size),
    }));
  });
}

/** Reasons that lie in the network, not in a shop of it. */
const OF_THE_NETWORK: ReadonlySet<Unavailable['why']> = new Set([
  'timeout',
  'refused',
  'server-error',
  'rate-limited',
  'not-authorised',
]);

/**
 * Whether nobody answered for a reason of the network's own, and for how long it asked to be left alone. Where shops
 * answer each for themselves (nobody watches the network) there is no such thing.
 */
function silenceOf(
  network: WatchedNetwork,
  answers: readonly (readonly [ProviderId, Answer])[],
): { readonly retryAfterMs?: number | undefined } | undefined {
  if (!network.isDown) return undefined;
  let retryAfterMs: number | undefined;
  for (const [, answer] of answers) {
    if (answer.ok || answer.error.kind !== 'unavailable' || !OF_THE_NETWORK.has(answer.error.why)) return undefined;
    retryAfterMs = Math.max(retryAfterMs ?? 0, answer.error.retryAfterMs ?? 0) || undefined;
  }
  return answers.length === 0 ? undefined : { retryAfterMs };
}
