import { createLocal, localEnv } from '../../../adapters/providers/local/index.ts';
import { createLocalSandboxHandler } from '../../../adapters/providers/local/sandbox/index.ts';
import { createKeys } from '../../../adapters/shared/index.ts';
import type { ShopDesk } from '../../../adapters/shared/network-module.ts';
import { createFaultPlan, startSandboxServer } from '../../../adapters/shared/sandbox/index.ts';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { BookingOrder, ProviderNetwork, ShopAnswer } from '../../../src/app/ports/network.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { choose, confirmed, movedTo, offered, reschedule, slot, through } from '../../support/cases.ts';
import { startMailShops } from '../../support/mail-shop.ts';
import type { ConnectOptions, OpenHarness } from './harness.ts';
import { SUNDAY, partsFor, providerAt, sandboxShops } from './harness.ts';

export const KEYS = createKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`);
export const PUBLIC_URL = 'https://fleet.example/pitcrew';

/** The adapter with any desk behind it. */
export function connectLocal(
  desk: ShopDesk,
  options: ConnectOptions & { readonly smtpUrl?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const { seen, parts } = partsFor(options);
  const { smtpUrl } = options;
  const mail = smtpUrl === undefined ? {} : { SMTP_URL: smtpUrl, MAIL_FROM: 'Pitcrew <service@fleet.example>' };
  const network = createLocal({
    config: localEnv.parse({ ...mail, ...options.env }),
    ...parts,
    desk,
  });
  return { network, seen };
}

export const localShop = (networkRef: string, more: Partial<Provider> = {}): Provider =>
  providerAt('local', networkRef, `Shop ${networkRef}`, {
    email: `desk@${networkRef}.test`,
    openingHours: 'Mo-Fr 08:00-18:00',
    ...more,
  });

/** Bookings as the core would have them: each waits for its shop until that has answered. */
export function createDesk(shops: () => readonly Provider[]) {
  const bookings = new Map<string, Booking>();
  const answers = new Map<string, ShopAnswer['answer']>();
  const delivered = new Map<string, Inbound>();
  const desk: ShopDesk = {
    keys: KEYS,
    directory: {
      fleet: async () => undefined,
      providerByRef: async (_network, ref) => shops().find(({ networkRef }) => networkRef === ref),
    },
    bookings: { get: async (id) => bookings.get(id) },
    deliveries: {
      async get(id) {
        const found = delivered.get(id);
        return found && { ...found, receivedAt: SUNDAY.toISOString() };
      },
    },
    dispatch: {
      async receive(inbound) {
        const seen = delivered.has(inbound.id);
        delivered.set(inbound.id, inbound);
        const { body } = inbound;
        if (!seen && body.kind === 'shop-answer') take(body);
        return { seen, settled: Promise.resolve({ outcome: 'accepted', message: '' }) };
      },
    },
  };

  function take({ bookingId, answer }: ShopAnswer): void {
    answers.set(bookingId, answer);
    const booking = bookings.get(bookingId);
    const asked = booking?.phase.state === 'requested' || booking?.phase.state === 'moving';
    if (!asked || answer.kind !== 'accepted') return;
    const { attempt, reference, slot: wanted } = booking.phase.request;
    const { start } = wanted;
    if (booking.phase.state === 'moving') {
      const news = { attempt, reference, start, confirmation: answer.confirmation };
      return void bookings.set(bookingId, through(booking, movedTo(1, news)));
    }
    bookings.set(bookingId, through(booking, confirmed({ confirmation: answer.confirmation, start })));
  }

  return {
    desk,
    answers,
    delivered,
    bookings,
    /** The booking on its way to another time. */
    expectMove(id: string, { slot: to }: BookingOrder): void {
      const booking = bookings.get(id);
      if (booking?.phase.state !== 'scheduled') return;
      const { start, networkSlotId, networkRef } = to;
      const { providerId } = booking.phase.appointment;
      const wanted = slot(1, { start, networkSlotId, networkRef, providerId, network: 'local' });
      answers.delete(id);
      bookings.set(id, through(booking, reschedule(1, { slot: wanted, atomic: true })));
    },
    /** The booking behind an order, waiting for its shop. */
    expect(order: BookingOrder, shop: Provider): void {
      const id = order.reference;
      if (bookings.has(id)) return;
      const { start, end, networkSlotId, networkRef } = order.slot;
      const { providerId, name: providerName, timeZone } = shop;
      const time = { start, networkSlotId, ...(end === undefined ? {} : { end }) };
      const chosen = slot(1, { ...time, networkRef, providerId, providerName, timeZone, network: 'local' });
      const workOrder = { ...order.workOrder, number: `WO-${id}` };
      const booking = offered({ bookingId: asBookingId(id), offer: { ...offered().offer, slots: [chosen] } });
      bookings.set(id, through(booking, choose('s1', { workOrder })));
    },
  };
}

/**
 * Local shops for the suite. A shop's answer comes by a press on a link while its mail is being taken, and a booking ends
 * here with that answer, as it does in the core a little later.
 */
export const openLocal: OpenHarness = async (options) => {
  const { now, timeZone, openingHours, bays, shops, timeoutMs, front, mailFront } = options;
  const refs = Array.from({ length: shops }, (_, i) => `corner-${i + 1}`);
  const network = createLocalSandboxHandler({
    shops: sandboxShops(refs, 'Shop', options),
    now: () => now,
  });
  const sandbox = await startSandboxServer({ networks: [network], slowMs: 50 });
  const calendars = (await front?.(sandbox.url)) ?? sandbox.url;
  const providers = refs.map((networkRef) =>
    localShop(networkRef, {
      timeZone,
      openingHours,
      bays,
      busyCalendarUrl: `${calendars}/local/${networkRef}/busy.ics`,
    }),
  );
  const office = createDesk(() => providers);
  const plan = createFaultPlan('', 1, Object.keys(network.operations));
  const post = await startMailShops({
    shops: network,
    storeOf: (address) => /^desk@(.+)\.test$/.exec(address)?.[1] ?? '',
    plan,
    slowMs: 50,
    press: (url) => pressOn(inner, url),
  });
  const { network: inner, seen } = connectLocal(office.desk, {
    smtpUrl: (await mailFront?.(post.url)) ?? post.url,
    timeoutMs,
    now: () => now,
  });

  const answering: ProviderNetwork = {
    ...inner,
    async book(order, options) {
      const shop = providers.find(({ networkRef }) => networkRef === order.slot.networkRef) as Provider;
      office.expect(order, shop);
      const asked = await inner.book({ ...order, reference: `${order.reference}-1` }, options);
      if (asked.ok || asked.error.kind !== 'answers-later') return asked;
      const answer = office.answers.get(order.reference);
      if (answer?.kind === 'accepted') return ok({ confirmation: answer.confirmation, start: order.slot.start });
      return fail({ kind: 'slot-taken', alternatives: [] });
    },
    async move(appointment, order, options) {
      const id = appointment.reference;
      office.expectMove(id, order);
      const [now, next] = [`${id}-1`, `${id}-2`];
      const asked = await inner.move!({ ...appointment, reference: now }, { ...order, reference: next }, options);
      if (asked.ok || asked.error.kind !== 'answers-later') return asked;
      const answer = office.answers.get(id);
      if (answer?.kind === 'accepted') return ok({ confirmation: answer.confirmation, start: order.slot.start });
      return fail({ kind: 'slot-taken', alternatives: [] });
    },
    cancel: (appointment, options) =>
      inner.cancel({ ...appointment, reference: `${appointment.reference}-1` }, options),
  };
  let closed: Promise<unknown> | undefined;
  return {
    network: answering,
    providers,
    service: 'BATTERY_12V',
    // There is neither a look-up nor a list: what the suite says of them is left out.
    operations: {
      search: 'calendar',
      book: 'request',
      cancel: 'withdraw',
      move: 'request',
      lookup: 'withdraw',
      list: 'withdraw',
    },
    special: { stolenSlot: true, tokens: false },
    setFaults(spec) {
      sandbox.setFaults(spec);
      plan.set(spec);
    },
    // A shop of this kind has no numbers of its own: its confirmation is ours.
    ledger: () =>
      network.ledger().map((entry) => {
        const answer = office.answers.get(entry.reference);
        return answer?.kind === 'accepted' ? { ...entry, confirmation: answer.confirmation } : entry;
      }),
    stands: ({ status }) => status === 'CONFIRMED',
    seen,
    close: async () => void (await (closed ??= Promise.all([sandbox.close(), post.close()]))),
  };
};

/** Presses the button of a link's page, without a server between. */
export async function pressOn(network: ProviderNetwork, url: string, form: Readonly<Record<string, string>> = {}) {
  return call(network, 'POST', url, new URLSearchParams(form).toString());
}

export async function lookAt(network: ProviderNetwork, url: string) {
  return call(network, 'GET', url, '');
}

async function call(network: ProviderNetwork, method: 'GET' | 'POST', url: string, body: string) {
  const token = url.slice(`${PUBLIC_URL}/shop/`.length);
  const route = network.routes?.find((each) => each.method === method);
  if (!route) throw new Error(`There is no ${method} route.`);
  return route.handle({
    method,
    path: `/shop/${token}`,
    query: new URLSearchParams(),
    headers: {},
    body: new TextEncoder().encode(body),
    params: { token },
    remoteAddress: '127.0.0.1',
  });
}
