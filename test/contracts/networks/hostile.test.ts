import type { CallOptions, ProviderNetwork } from '../../../src/app/ports/network.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { selfSigned } from '../../support/certificate.ts';
import {
  HTTP_HOSTILITIES,
  SMTP_HOSTILITIES,
  redirectTo,
  startHttpFront,
  startMailFront,
  startTlsServer,
  watched,
} from '../../support/hostile-front.ts';
import type { HostileFront, HostileMailFront, Hostility, MailStage } from '../../support/hostile-front.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { openFirestone } from './firestone-harness.ts';
import { USUAL, orderFor } from './harness.ts';
import type { HarnessOptions, NetworkHarness, OpenHarness } from './harness.ts';
import { openLocal } from './local-harness.ts';
import { openPepBoys } from './pepboys-harness.ts';
import { openStar } from './star-harness.ts';
import { short } from './suite.ts';

/** How long an adapter may take where nothing usable comes, and where something comes; how much later on a busy machine. */
const SHORT_MS = 250;
const LONG_MS = 5_000;
const MAIL_MS = 600;
const SLACK_MS = 3_000;
const MOST_GROWN_MIB = 128;
const MOST_WRITTEN = 48 * 1024 * 1024;
/** Enough for every slot of a day, one in each: four of two hours overlap where they begin every half hour. */
const MANY_BAYS: HarnessOptions = { ...USUAL, bays: 5 };

interface Network {
  readonly name: string;
  readonly open: OpenHarness;
  /** The content type of its good replies. */
  readonly type: string;
  /** Where it keeps a pace, a request may have to wait for its turn. */
  readonly paceMs?: number;
  /** The request that makes the appointment. */
  readonly isEffect?: (method: string, path: string) => boolean;
}

const OVER_HTTP: readonly Network[] = [
  {
    name: 'firestone',
    open: openFirestone,
    type: 'application/json',
    isEffect: (method, path) => method === 'POST' && path === '/v2/appointments',
  },
  {
    name: 'pepboys',
    open: openPepBoys,
    type: 'application/json',
    paceMs: 1_100,
    isEffect: (_, path) => path.endsWith('/confirm'),
  },
  { name: 'star', open: openStar, type: 'application/xml', isEffect: () => true },
  // Its appointments are asked for by mail.
  { name: 'local', open: openLocal, type: 'text/calendar' },
];

/** A hostility, what a search says to it and what a booking that may have happened. */
const BAD = ['unavailable bad-reply', 'unknown bad-reply'] as const;
const LATE = ['unavailable timeout', 'unknown timeout'] as const;
const CUT = ['unavailable refused', 'unknown connection-cut'] as const;
const EXPECTED: Readonly<Record<keyof typeof HTTP_HOSTILITIES, readonly [string, string]>> = {
  'a body without end': BAD,
  'a chunked body without end': BAD,
  'headers without end': BAD,
  'early hints without end': LATE,
  'headers, a byte now and then': LATE,
  'a body, a byte now and then': LATE,
  silence: LATE,
  'a gzip bomb': BAD,
  'a field of 10 MB': BAD,
  'a crowd of 4 MiB': BAD,
  'the wrong content type': BAD,
  'bytes of the right type that mean nothing': BAD,
  'no HTTP': BAD,
  'an end before the first byte': CUT,
  'an end within the headers': CUT,
  'an end within the body': CUT,
  'a reset within the body': CUT,
};

let elsewhere: HostileFront;
let visits = 0;
beforeAll(async () => {
  elsewhere = await startHttpFront('http://127.0.0.1:9');
  elsewhere.mood = {
    to: () => (visits += 1) > 0,
    how: (socket) => socket.destroy(),
    type: 'text/html',
    passesOn: false,
  };
});
afterAll(async () => {
  await elsewhere.close();
  // Nobody followed a redirect.
  expect(visits).toBe(0);
});

const HOSTILITIES: readonly (readonly [string, () => Hostility, string, string])[] = [
  ...Object.entries(HTTP_HOSTILITIES).map(
    ([what, how]) => [what, () => how, ...EXPECTED[what as keyof typeof EXPECTED]] as const,
  ),
  ...([302, 308] as const).map(
    (status) => [`a ${status} to another server`, () => redirectTo(elsewhere.url, status), ...BAD] as const,
  ),
];

/** Does something that must end in time, without keeping the process from other work and without filling its memory. */
async function healthy<T>(timeoutMs: number, work: (options: CallOptions) => Promise<T>): Promise<T> {
  const { value, ms, pauseMs, grownMiB } = await watched(() => work({ timeoutMs }));
  expect(ms).toBeLessThan(timeoutMs + SLACK_MS);
  expect(pauseMs).toBeLessThan(SLACK_MS);
  expect(grownMiB).toBeLessThan(MOST_GROWN_MIB);
  return value;
}

/** A network's shops, and slots to be booked one after the other. */
function shopsOf(harness: () => NetworkHarness) {
  let booked = 0;
  const free: FreeSlot[] = [];
  const shop = () => harness().providers[0]!;
  const search = async (more?: CallOptions) =>
    (await harness().network.search([shop()], harness().service, more)).get(shop().providerId);
  return {
    search,
    async nextOrder() {
      if (free.length === 0) {
        const answer = await search();
        if (!answer?.ok) throw new Error(`The search answered ${short(answer)}.`);
        free.push(...answer.value.slots);
      }
      booked += 1;
      return orderFor(shop(), free.shift()!, harness().service, `h${booked}-1`);
    },
    standing: (reference: string) =>
      harness()
        .ledger()
        .filter((entry) => harness().stands(entry) && entry.reference === reference),
  };
}

/** After a booking of unknown outcome: what the look-up finds, or the repeat, is the one appointment. */
async function settle(network: ProviderNetwork, order: ReturnType<typeof orderFor>): Promise<string> {
  const found = await network.lookup?.(order.reference);
  return found?.ok && found.value ? 'ok' : short(await network.book(order));
}

describe.each(OVER_HTTP)('$name, whose server is hostile', ({ open, type, paceMs = 0, isEffect }) => {
  let harness: NetworkHarness;
  let front: HostileFront;
  const { search, nextOrder, standing } = shopsOf(() => harness);

  beforeAll(async () => {
    harness = await open({
      ...MANY_BAYS,
      front: async (url) => (front = await startHttpFront(url)).url,
    });
  });
  afterEach(() => void (front.mood = undefined));
  afterAll(async () => {
    await harness.network.close();
    await front.close();
    await harness.close();
  });

  test.each(HOSTILITIES)('with %s', async (_what, how, reading, changing) => {
    // Whatever it asks first comes well, such as a token; then everything is hostile.
    const order = await nextOrder();
    const [before, turns] = [front.written(), front.turns()];
    front.mood = { to: (_, path) => !path.endsWith('/oauth/token'), how: how(), type, passesOn: false };
    const limitMs = reading === LATE[0] ? SHORT_MS + paceMs : LONG_MS;
    expect(short(await healthy(limitMs, search))).toBe(reading);
    expect(front.turns()).toBe(turns + 1);

    if (isEffect) {
      front.mood = { to: isEffect, how: how(), type, passesOn: true };
      const booked = await healthy(limitMs, (options) => harness.network.book(order, options));
      expect(short(booked)).toBe(changing);
      expect(standing(order.reference)).toHaveLength(1);
    }
    front.mood = undefined;
    expect(front.written() - before).toBeLessThan(MOST_WRITTEN);

    expect(await settle(harness.network, order)).toBe('ok');
    expect(standing(order.reference)).toHaveLength(1);
    expect(short(await search())).toBe('ok');
  });

  test('from the first request on, nothing is booked that anybody could miss', async () => {
    const order = await nextOrder();
    let second: HostileFront | undefined;
    const other = await open({ ...MANY_BAYS, front: async (url) => (second = await startHttpFront(url)).url });
    if (!second) throw new Error('The harness did not ask for a front.');
    try {
      for (const [, how, reading] of HOSTILITIES) {
        if (reading === LATE[0]) continue;
        second.mood = { to: () => true, how: how(), type, passesOn: true };
        const answer = await healthy(LONG_MS, (options) => other.network.book(order, options));
        if (isEffect) expect(!answer.ok && answer.error.kind).toMatch(/^(unknown|unavailable)$/);
      }
    } finally {
      await other.network.close();
      await second.close();
      await other.close();
    }
  });
});

describe.each(OVER_HTTP)('$name, whose server cannot prove who it is', ({ open, isEffect }) => {
  const good = '{"confirmation":"X"}';
  const answer: Hostility = (socket) =>
    void socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${good.length}\r\n\r\n${good}`));

  test.each<[string, boolean]>([
    ['by a certificate of its own making', true],
    ['since it does not even speak TLS', false],
  ])('%s: is told nothing', async (_what, speaksTls) => {
    const server = await startTlsServer(speaksTls ? selfSigned() : undefined, speaksTls ? answer : () => undefined);
    const first = await open(MANY_BAYS);
    const behind = await open({ ...MANY_BAYS, front: async () => `https://localhost:${server.port}` });
    const shops = shopsOf(() => first);
    try {
      const order = await shops.nextOrder();
      const { search } = shopsOf(() => behind);
      const [limitMs, refused] = speaksTls ? [LONG_MS, 'unavailable refused'] : [SHORT_MS, 'unavailable timeout'];
      expect(short(await healthy(limitMs, search))).toBe(refused);
      if (isEffect) {
        // Nothing was sent, so nothing can have happened.
        const booked = await healthy(limitMs, (options) => behind.network.book(order, options));
        expect(short(booked)).toBe(refused);
        expect(behind.ledger()).toEqual([]);
      }
      if (speaksTls) expect(server.spokenTo()).toBe(0);
      expect(short(await first.network.book(order))).toBe('ok');
    } finally {
      for (const each of [first, behind]) {
        await each.network.close();
        await each.close();
      }
      await server.close();
    }
  });
});

describe('local, whose mail server is hostile', () => {
  let harness: NetworkHarness;
  let front: HostileMailFront;
  const { nextOrder, standing } = shopsOf(() => harness);

  beforeAll(async () => {
    harness = await openLocal({ ...MANY_BAYS, mailFront: async (url) => (front = await startMailFront(url)).url });
  });
  afterAll(async () => {
    await harness.network.close();
    await front.close();
    await harness.close();
  });

  const stages: readonly MailStage[] = ['connect', 'end'];
  const table = Object.entries(SMTP_HOSTILITIES).flatMap(([what, how]) =>
    stages.map((stage) => [what, stage, how] as const),
  );
  test.each(table)('with %s at %s', async (_what, at, how) => {
    const order = await nextOrder();
    await front.hangUp();
    const [before, turns] = [front.written(), front.turns()];
    front.mood = { at, how };
    const answer = await healthy(MAIL_MS, (options) => harness.network.book(order, options));
    expect(front.turns()).toBe(turns + 1);
    // A mail that the server has whole may be with the shop by now, whatever it says to us.
    expect(short(answer)).toMatch(at === 'end' ? /^unknown / : /^(unknown|unavailable) /);
    expect(standing(order.reference)).toHaveLength(at === 'end' ? 1 : 0);
    front.mood = undefined;
    expect(front.written() - before).toBeLessThan(MOST_WRITTEN);

    expect(short(await harness.network.book(order))).toBe('ok');
    expect(standing(order.reference)).toHaveLength(1);
  });

  test('many hostile mails at once leave no connection behind that the next mail would wait for', async () => {
    await front.hangUp();
    front.mood = { at: 'connect', how: SMTP_HOSTILITIES['a byte now and then'] };
    const orders = await Promise.all(Array.from({ length: 8 }, nextOrder));
    await healthy(MAIL_MS, (options) => Promise.all(orders.map((order) => harness.network.book(order, options))));
    front.mood = undefined;
    expect(short(await healthy(LONG_MS, (options) => harness.network.book(orders[0]!, options)))).toBe('ok');
  });

  test.each<[string, string, boolean, string]>([
    ['a certificate of its own making', 'smtps', true, 'unavailable refused'],
    ['a certificate of its own making, shown later', 'smtp', true, 'unavailable refused'],
    ['no TLS where it promised some', 'smtp', false, 'unknown connection-cut'],
    ['no TLS at all', 'smtps', false, 'unknown connection-cut'],
  ])('with %s, outside this machine: is sent no mail (%s)', async (_what, protocol, speaksTls, expected) => {
    const greet: Hostility = (socket) => {
      socket.write('220 mail ESMTP\r\n');
      socket.on('data', () => socket.write('250 OK\r\n'));
    };
    const later = protocol === 'smtp' && speaksTls;
    const mails: string[] = [];
    const server = later
      ? await startMailServer({
          smtp: { ...selfSigned(), disabledCommands: [] },
          taken: async ({ to }) => void mails.push(to),
        })
      : await startTlsServer(speaksTls ? selfSigned() : undefined, greet);
    const port = 'url' in server ? new URL(server.url).port : server.port;
    // This machine, by a name that is not taken for it.
    const behind = await openLocal({ ...MANY_BAYS, mailFront: async () => `${protocol}://127.1:${port}` });
    try {
      const order = await nextOrder();
      const booked = await healthy(LONG_MS, (options) => behind.network.book(order, options));
      expect(short(booked)).toBe(expected);
      if (!('url' in server)) expect(server.connections()).toBeGreaterThan(0);
      expect([mails, behind.ledger()]).toEqual([[], []]);
    } finally {
      await behind.network.close();
      await behind.close();
      await server.close();
    }
  });
});
