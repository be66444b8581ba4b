import type {
  FaultKind,
  LedgerEntry,
  SandboxNetwork,
  SandboxReply,
  SandboxRequest,
  SandboxRoute,
  SandboxShop,
} from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, decodePart } from '../../../shared/sandbox/index.ts';
import { createAppointments, ledgerEntry } from './appointments.ts';
import { availabilityReply, calendarOf } from './availability.ts';
import { invalid } from './booking-body.ts';
import type { StatusOptions } from './statuses.ts';
import { checkStatus, createFirestoneWebhooks, statusEvent } from './statuses.ts';
import { createStores, storeJson } from './stores.ts';
import { createTokens } from './tokens.ts';
import type { FirestoneNetworkOptions, StatusEvent } from './types.ts';

/** The credentials of a sandbox that is given none; the samples of `.env.example`. */
export const SAMPLE_CREDENTIALS = {
  clientId: 'sample-firestone-client',
  clientSecret: 'sample-firestone-secret',
  webhookSecret: 'sample-firestone-webhook-secret',
} as const;

export interface FirestoneNetwork extends SandboxNetwork {
  postStatus(reference: string, status: string, options?: StatusOptions): StatusEvent | undefined;
  /** Changes a shop's data; it then counts as updated now. @throws Error when there is no such store. */
  updateShop(storeNumber: string, change: Partial<Omit<SandboxShop, 'networkRef'>>): void;
  /** Resolves when every webhook sent so far has been received. */
  webhooksSettled(): Promise<void>;
}

const OPERATIONS: Readonly<Record<string, readonly FaultKind[]>> = {
  token: [],
  stores: ['token-expired'],
  availability: ['token-expired'],
  book: ['token-expired', 'stolen-slot'],
  move: ['token-expired', 'stolen-slot'],
  cancel: ['token-expired'],
  lookup: ['token-expired'],
};

const NOT_FOUND: SandboxReply = { status: 404, body: { code: 'NOT_FOUND' } };
const UNAUTHORIZED: SandboxReply = { status: 401, body: { code: 'UNAUTHORIZED' } };

/**
 * The Firestone network without a server: to be served alone or with others on one port.
 * @throws Error when a shop's data is wrong.
 */
export function createFirestoneSandboxHandler(options: FirestoneNetworkOptions): FirestoneNetwork {
  const { now = () => new Date(), seed = 1, pageSize = 100 } = options;
  const given = { ...SAMPLE_CREDENTIALS, ...options };
  let isDown = (): boolean => false;
  const webhooks = createFirestoneWebhooks(given.webhookSecret, options.webhookRetryMs, () => isDown());
  const tokens = createTokens(given.clientId, given.clientSecret, options.tokenSeconds ?? 900, now);
  const stores = createStores(options, now);
  const appointments = createAppointments(stores, now, (appointment) => {
    webhooks.send(appointment.callbackUrl, JSON.stringify(statusEvent(appointment, 'CANCELLED', now(), seed)));
  });

  /** A route that asks for a token first. */
  const secured = (
    operation: string,
    run: (request: SandboxRequest, stolen: boolean) => SandboxReply,
  ): SandboxRoute => ({
    operation,
    run(request, fault) {
      if (fault === 'token-expired') tokens.revoke(request);
      return tokens.isValid(request) ? run(request, fault === 'stolen-slot') : UNAUTHORIZED;
    },
  });

  const storesReply = ({ query }: SandboxRequest): SandboxReply => {
    const page = Number(query.get('page') ?? 1);
    if (!Number.isInteger(page) || page < 1) return invalid('page');
    const since = query.get('updatedSince');
    const sinceMs = since === null ? -Infinity : Date.parse(since);
    if (Number.isNaN(sinceMs)) return invalid('updatedSince');
    const chosen = [...stores.all()].filter((store) => store.updatedMs >= sinceMs);
    const nextPage = chosen.length > page * pageSize ? page + 1 : null;
    return {
      status: 200,
      body: { stores: chosen.slice((page - 1) * pageSize, page * pageSize).map(storeJson), nextPage },
    };
  };

  const fixed: Readonly<Record<string, SandboxRoute>> = {
    'POST /oauth/token': { operation: 'token', run: (request) => tokens.issue(request) },
    'GET /v2/stores': secured('stores', storesReply),
    'POST /v2/appointments': secured('book', ({ headers, body }, stolen) =>
      appointments.book(String(headers['idempotency-key'] ?? '').trim(), body, stolen),
    ),
    'GET /v2/appointments': secured('lookup', ({ query }) => appointments.lookup(query.get('idempotencyKey'))),
  };

  return {
    network: 'firestone',
    operations: OPERATIONS,
    handler(method, path) {
      const route = fixed[`${method} ${path}`];
      if (route) return route;
      const [root, version, kind, part = '', last, ...more] = path.split('/');
      if (root !== '' || version !== 'v2' || more.length > 0) return undefined;
      const id = decodePart(part);
      if (method === 'GET' && kind === 'stores' && last === 'availability') {
        return secured('availability', ({ query }) => {
          const store = stores.get(id);
          return store ? availabilityReply(stores, store, query, now()) : NOT_FOUND;
        });
      }
      if (kind !== 'appointments' || last !== undefined) return undefined;
      if (method === 'PATCH') return secured('move', ({ body }, stolen) => appointments.move(id, body, stolen));
      if (method === 'DELETE') return secured('cancel', () => appointments.cancel(id));
      return undefined;
    },
    ledger: (): LedgerEntry[] => Array.from(appointments.all(), ledgerEntry),
    postStatus(reference, word, more) {
      const appointment = appointments.find(reference);
      if (!appointment) return undefined;
      const status = checkStatus(word);
      appointments.setStatus(appointment, status);
      const event = statusEvent(appointment, status, now(), seed, more);
      webhooks.send(appointment.callbackUrl, JSON.stringify(event));
      return event;
    },
    calendar(networkRef, date) {
      const store = stores.get(networkRef);
      return store && calendarOf(stores, store, date, now());
    },
    whileDown: (ask) => void (isDown = ask),
    updateShop: (storeNumber, change) => stores.update(storeNumber, change),
    webhooksSettled: () => webhooks.settled(),
    close: () => webhooks.close(),
  };
}

/** For callers that hold a reference which must be known. @throws SandboxRefusal (404) when it is not. */
export function known<T>(event: T | undefined, reference: string): T {
  if (event === undefined) throw new SandboxRefusal(404, `There is no appointment '${reference}'.`);
  return event;
}
