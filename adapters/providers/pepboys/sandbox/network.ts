import type {
  FaultKind,
  LedgerEntry,
  SandboxNetwork,
  SandboxReply,
  SandboxRequest,
  SandboxRoute,
} from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, decodePart } from '../../../shared/sandbox/index.ts';
import { createAppointments, itemOf, ledgerEntry } from './appointments.ts';
import { readSearch, refusal } from './bodies.ts';
import { PEPBOYS_JOBS } from './catalogue.ts';
import { createHolds } from './holds.ts';
import { createRateLimit } from './rate.ts';
import { STEP_MINUTES, createStores } from './stores.ts';
import type { PepBoysNetworkOptions } from './types.ts';
import { STATES } from './types.ts';

/** The key of a sandbox that is given none; the sample of `.env.example`. */
export const SAMPLE_API_KEY = 'sample-pepboys-key';

const OPERATIONS: Readonly<Record<string, readonly FaultKind[]>> = {
  search: [],
  jobs: [],
  hold: ['stolen-slot'],
  confirm: [],
  lookup: [],
  cancel: [],
  poll: [],
};

const HOLD_SECONDS = 300;

/**
 * The Pep Boys network without a server: to be served alone or with others on one port.
 * @throws Error when a shop's data is wrong.
 */
export function createPepBoysSandboxHandler(options: PepBoysNetworkOptions): SandboxNetwork {
  const { now = () => new Date(), seed = 1, apiKey = SAMPLE_API_KEY, pageSize = 100 } = options;
  const secondsToWait = createRateLimit(options.requestsPerSecond ?? 10);
  const stores = createStores(options, now);
  const holds = createHolds(stores, now, options.holdSeconds ?? HOLD_SECONDS);
  const appointments = createAppointments(stores, holds, now, { pageSize, seed });

  /** A route that keeps the pace and asks for the key first. */
  const secured = (
    operation: string,
    run: (request: SandboxRequest, stolen: boolean) => SandboxReply,
  ): SandboxRoute => ({
    operation,
    run(request, fault) {
      const wait = secondsToWait();
      if (wait > 0) return { ...refusal(429, 'rate_limited'), headers: { 'Retry-After': String(wait) } };
      if (request.headers['x-api-key'] !== apiKey) return refusal(401, 'unauthorized');
      holds.sweep();
      return run(request, fault === 'stolen-slot');
    },
  });

  function search({ body }: SandboxRequest): SandboxReply {
    const read = readSearch(body);
    if (!read.ok) return read.reply;
    const { storeIds, job, dates } = read.value;
    const found = storeIds.flatMap((id) => {
      const store = stores.get(id);
      if (!store?.jobs.includes(job)) return [];
      const days = dates.flatMap((date) => {
        const places = stores.places(store, job, date);
        const bays = stores.bays(store, date);
        const grid = places.map(({ time, startMs, endMs }) => [time, bays.open(startMs, endMs)] as const);
        return grid.length === 0 ? [] : [[date, Object.fromEntries(grid)] as const];
      });
      return [[id, { tz: store.zone, stepMinutes: STEP_MINUTES, days: Object.fromEntries(days) }] as const];
    });
    return { status: 200, body: { generated: now().getTime(), stores: Object.fromEntries(found) } };
  }

  const jobs = PEPBOYS_JOBS.map(({ code: jobCode, minutes, priceCents }) => ({ jobCode, minutes, priceCents }));

  return {
    network: 'pepboys',
    operations: OPERATIONS,
    handler(method, path, query) {
      switch (`${method} ${path}`) {
        case 'POST /scheduling/search':
          return secured('search', search);
        case 'GET /jobs':
          return secured('jobs', () => ({ status: 200, body: jobs }));
        case 'POST /holds':
          return secured('hold', ({ body }, stolen) => holds.place(body, stolen));
        case 'GET /appointments': {
          const clientRef = query.get('clientRef');
          if (clientRef !== null) return secured('lookup', () => appointments.lookup(clientRef));
          return secured('poll', () => appointments.changes(query));
        }
        default:
      }
      const [, id = '', verb] = /^\/(?:holds|appointments)\/([^/]+)\/(confirm|cancel)$/.exec(path) ?? [];
      if (method !== 'POST' || verb === undefined) return undefined;
      if (path.startsWith('/holds/') && verb === 'confirm')
        return secured('confirm', ({ body }) => appointments.confirm(decodePart(id), body));
      if (path.startsWith('/appointments/') && verb === 'cancel')
        return secured('cancel', () => appointments.cancel(decodePart(id)));
      return undefined;
    },
    ledger: (): LedgerEntry[] => Array.from(appointments.all(), ledgerEntry),
    postStatus(reference, word) {
      const state = STATES.find((known) => known === word);
      const appointment = appointments.find(reference);
      if (!appointment) return undefined;
      if (!state) throw new SandboxRefusal(400, `The status '${word}' is none of ${STATES.join(', ')}.`);
      appointments.setState(appointment, state);
      return itemOf(appointment);
    },
    calendar(networkRef, date) {
      holds.sweep();
      return stores.calendar(networkRef, date);
    },
    close: () => undefined,
  };
}
