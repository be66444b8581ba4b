import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../../src/app/ports/metrics.ts';

export interface MetricsOptions {
  /** Names known from the start, so that their series begin at zero. */
  readonly networks?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  /** How many bookings stand in each state: asked for `pitcrew_bookings` at every scrape. */
  readonly bookingsByState?: (() => Promise<Readonly<Record<string, number>>>) | undefined;
}

export interface PrometheusMetrics extends Metrics {
  /** All figures in Prometheus' text format. */
  text(): Promise<string>;
}

const ACK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const REQUEST_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DOWNTIME_SECONDS = [1, 4, 8, 16, 24, 48, 72, 120, 168, 336, 720].map((hours) => hours * 3_600);
const BOOK_SECONDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** The figures in a registry of their own, so that two instances in one process do not mix. */
export function createMetrics(options: MetricsOptions = {}): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge<Label>({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[],
  ) => new Histogram<Label>({ name, help, buckets, labelNames, registers });

  const bookings = counter('pitcrew_bookings_total', 'Bookings by how they ended at a network.', [
    'network',
    'outcome',
  ]);
  const acks = histogram('pitcrew_ack_seconds', 'Time until an inbound call was acknowledged.', ACK_SECONDS, [
    'channel',
  ]);
  const timeToBook = histogram(
    'pitcrew_time_to_book_seconds',
    'Time from the alert to the appointment.',
    BOOK_SECONDS,
    [],
  );
  const downtime = histogram(
    'pitcrew_downtime_seconds',
    'Time until a vehicle’s work was done, from the alert and in the shop.',
    DOWNTIME_SECONDS,
    ['span'],
  );
  const requests = histogram('pitcrew_provider_request_seconds', 'Time of calls to networks.', REQUEST_SECONDS, [
    'network',
    'operation',
    'outcome',
  ]);
  const failures = counter('pitcrew_channel_failures_total', 'Messages that a channel did not take.', [
    'channel',
    'reason',
  ]);
  const age = gauge('pitcrew_availability_age_seconds', "Age of a network's availability when last offered.", [
    'network',
  ]);
  const networks = gauge('pitcrew_network_down', 'Whether a network counts as down (1) or not (0).', ['network']);
  const outbox = gauge('pitcrew_outbox_depth', 'Things stored to be done that are no jobs yet.', []);
  const breaks = counter('pitcrew_contract_breaks_total', 'Replies of networks that broke their contract.', [
    'network',
    'field',
  ]);
  const alerts = counter('pitcrew_alerts_total', 'Alerts received.', ['status']);
  const offers = counter('pitcrew_offers_total', 'Slots offered.', ['network']);
  const { bookingsByState } = options;
  new Gauge({
    name: 'pitcrew_bookings',
    help: 'Bookings by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      if (bookingsByState === undefined) return;
      this.reset();
      for (const [state, count] of Object.entries(await bookingsByState())) this.set({ state }, count);
    },
  });

  for (const status of ['accepted', 'merged', 'duplicate']) alerts.inc({ status }, 0);
  for (const network of options.networks ?? []) offers.inc({ network }, 0);
  for (const channel of options.channels ?? []) acks.zero({ channel });

  return {
    bookingOutcome: (network, outcome) => bookings.inc({ network, outcome }),
    ack: (channel, seconds) => acks.observe({ channel }, seconds),
    timeToBook: (seconds) => timeToBook.observe(seconds),
    downtime: (span, seconds) => downtime.observe({ span }, seconds),
    providerRequest: (network, operation, outcome, seconds) =>
      requests.observe({ network, operation, outcome }, seconds),
    channelFailure: (channel, reason) => failures.inc({ channel, reason }),
    contractBreak: (network, field) => breaks.inc({ network, field }),
    alert: (status) => alerts.inc({ status }),
    offer: (network) => offers.inc({ network }),
    availabilityAge: (network, seconds) => age.set({ network }, seconds),
    networkDown: (network, down) => networks.set({ network }, down ? 1 : 0),
    outboxDepth: (depth) => outbox.set(depth),
    text: () => registry.metrics(),
  };
}
