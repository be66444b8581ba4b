import type { CallOptions, Confirmed } from '../../../src/app/ports/network.ts';
import type { Appointment } from '../../../src/domain/booking.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { toLocal } from '../../../src/domain/time.ts';
import type { HarnessOptions, NetworkHarness, OpenHarness } from './harness.ts';
import { USUAL, orderFor } from './harness.ts';

/** A fault, and what a call that reads and a call that changes something must answer while it lasts. */
const FAULTS = [
  ['error500', 'unavailable server-error', 'unknown server-error', 'nothing'],
  ['drop-before', 'unavailable refused', 'unknown connection-cut', 'nothing'],
  ['drop-after', 'unavailable refused', 'unknown connection-cut', 'done'],
  ['timeout-before', 'unavailable timeout', 'unknown timeout', 'nothing'],
  ['timeout-after', 'unavailable timeout', 'unknown timeout', 'done'],
  ['malformed', 'unavailable bad-reply', 'unknown bad-reply', 'done'],
  ['wrong-type', 'unavailable bad-reply', 'unknown bad-reply', 'done'],
  ['rate-limit', 'unavailable rate-limited', 'unavailable rate-limited', 'nothing'],
  ['slow', 'ok', 'ok', 'done'],
] as const;

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly kind: string; readonly why?: string } };

/** An answer in short: `ok`, `slot-taken`, `unknown timeout`. */
export const short = (answer: Answer | undefined): string =>
  !answer ? 'no answer' : answer.ok ? 'ok' : [answer.error.kind, answer.error.why].filter(Boolean).join(' ');

/** What every network's adapter promises (providers.md): run it first for a new one. */
export function describeNetwork(name: string, open: OpenHarness): void {
  let harness: NetworkHarness;
  const start = async (options: Partial<HarnessOptions> = {}): Promise<void> => {
    harness = await open({ ...USUAL, ...options });
  };
  afterEach(async () => {
    await harness.network.close();
    await harness.close();
  });

  const shop = (): Provider => harness.providers[0]!;
  const search = async (options?: CallOptions) =>
    (await harness.network.search([shop()], harness.service, options)).get(shop().providerId);
  const slots = async (): Promise<readonly FreeSlot[]> => {
    const answer = await search();
    if (!answer?.ok) throw new Error(`The search answered ${short(answer)}.`);
    return answer.value.slots;
  };
  const firstSlot = async (): Promise<FreeSlot> => (await slots())[0]!;
  const book = (slot: FreeSlot, reference: string, options?: CallOptions) =>
    harness.network.book(orderFor(shop(), slot, harness.service, reference), options);
  const booked = async (reference: string): Promise<Confirmed> => {
    const answer = await book(await firstSlot(), reference);
    if (!answer.ok) throw new Error(`The booking answered ${short(answer)}.`);
    return answer.value;
  };
  const at = (
    { confirmation }: Confirmed,
    reference: string,
  ): Pick<Appointment, 'confirmation' | 'networkRef' | 'reference'> => ({
    confirmation,
    networkRef: shop().networkRef,
    reference,
  });
  const standing = () => harness.ledger().filter((entry) => harness.stands(entry));
  /** What the shop has once the outcome is known: by look-up, or by the repeat where there is none. */
  const settle = async (slot: FreeSlot, reference: string): Promise<void> => {
    const found = await harness.network.lookup?.(reference);
    if (found?.ok && found.value) return;
    expect(short(await book(slot, reference))).toBe('ok');
  };

  describe(`${name}: the free slots`, () => {
    test('lie ahead, within today and the next 13 days of the shop, in order, each once, with a free bay', async () => {
      await start();
      const found = await slots();
      expect(found.length).toBeGreaterThan(50);
      const dates = found.map((slot) => toLocal(slot.start, 'America/Chicago').date);
      expect([dates[0], dates.at(-1)]).toEqual(['2026-11-23', '2026-12-04']); // Monday, and the Friday of the second week
      for (const slot of found) {
        expect(slot.end > slot.start && slot.start > USUAL.now.toISOString()).toBe(true);
        expect(slot.capacity).toBeGreaterThan(0);
      }
      const starts = found.map((slot) => slot.start);
      expect(starts).toEqual([...new Set(starts)].sort());
    });

    test('say when they were true', async () => {
      await start();
      const answer = await search();
      expect(answer?.ok && answer.value.asOf).toBe('2026-11-22T15:04:05.000Z');
    });

    test('bring an answer for every shop that was asked for', async () => {
      await start({ shops: 40 });
      const answers = await harness.network.search(harness.providers, harness.service);
      expect([...answers.keys()].sort()).toEqual(harness.providers.map((each) => each.providerId).sort());
      expect([...answers.values()].map(short)).toEqual(harness.providers.map(() => 'ok'));
    });

    test('are rejected in words for a shop that the network does not have', async () => {
      await start();
      const stranger = { ...shop(), networkRef: 'no-such-shop' };
      const answer = (await harness.network.search([stranger], harness.service)).get(stranger.providerId);
      expect(short(answer)).toBe('rejected');
    });

    test('leave out an hour that the clocks skip', async () => {
      await start({
        timeZone: 'America/New_York',
        openingHours: 'Mo-Su 00:00-06:00',
        now: new Date('2027-03-13T17:00:00Z'),
      });
      const starts = (await slots()).map((slot) => slot.start).filter((start) => start < '2027-03-15');
      expect(starts[0]).toBe('2027-03-14T05:00:00.000Z'); // 00:00 EST
      expect(starts).toContain('2027-03-14T06:00:00.000Z'); // 01:00 EST
      expect(starts).toContain('2027-03-14T07:00:00.000Z'); // 03:00 EDT, the moment after 01:59 EST
      const hours = starts.map((start) => toLocal(start, 'America/New_York').time.slice(0, 2));
      expect(hours).not.toContain('02');
    });

    test('take the earlier of an hour that comes twice', async () => {
      await start({
        timeZone: 'America/New_York',
        openingHours: 'Mo-Su 00:00-06:00',
        now: new Date('2026-10-31T17:00:00Z'),
      });
      const found = (await slots()).filter((slot) => slot.start < '2026-11-02');
      expect(found[0]?.start).toBe('2026-11-01T04:00:00.000Z'); // 00:00 EDT
      const twice = found.filter((slot) => toLocal(slot.start, 'America/New_York').time.startsWith('01'));
      for (const slot of twice) expect(slot.start < '2026-11-01T06:00:00.000Z').toBe(true); // 02:00 EDT = 01:00 EST
      expect(found.map((slot) => slot.start)).toContain('2026-11-01T07:00:00.000Z'); // 02:00 EST
    });
  });

  describe(`${name}: booking`, () => {
    test('gives a confirmation, the time that was chosen, and one line in the ledger', async () => {
      await start();
      const slot = await firstSlot();
      const answer = await book(slot, 'b1-1');
      expect(answer.ok && answer.value.start).toBe(slot.start);
      expect(harness.ledger()).toMatchObject([
        { reference: 'b1-1', confirmation: answer.ok && answer.value.confirmation },
      ]);
    });

    test('of 50 at once for the last place succeeds once; 49 are told that it is taken', async () => {
      await start({ bays: 1 });
      const slot = await firstSlot();
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => book(slot, `race-${i}`)));
      expect(answers.map(short).sort()).toEqual(['ok', ...Array<string>(49).fill('slot-taken')]);
      expect(standing()).toHaveLength(1);
    });

    test('of a slot that the shop does not know is told as taken', async () => {
      await start();
      const slot = await firstSlot();
      expect(short(await book({ ...slot, networkSlotId: 'no-such-slot' }, 'b2-1'))).toBe('slot-taken');
    });

    test('10 times at once under one reference is one booking, with one confirmation', async () => {
      await start();
      if (!harness.network.traits.nativeIdempotency) return;
      const slot = await firstSlot();
      const answers = await Promise.all(Array.from({ length: 10 }, () => book(slot, 'b3-1')));
      expect(new Set(answers.map((answer) => answer.ok && answer.value.confirmation)).size).toBe(1);
      expect(answers.map(short)).toEqual(Array<string>(10).fill('ok'));
      expect(standing()).toHaveLength(1);
    });

    test('after a walk-in took the slot is told as taken, with whole alternatives if any', async () => {
      await start();
      if (!harness.special.stolenSlot) return;
      const slot = await firstSlot();
      harness.setFaults(`${harness.operations.steal ?? harness.operations.book}:stolen-slot=1`);
      const answer = await book(slot, 'b4-1');
      expect(short(answer)).toBe('slot-taken');
      for (const other of !answer.ok && answer.error.kind === 'slot-taken' ? answer.error.alternatives : [])
        expect(other.start !== slot.start && other.end > other.start && other.capacity > 0).toBe(true);
    });

    test('is found by its reference; a reference that was never used is not', async () => {
      await start();
      const { network } = harness;
      if (!network.lookup) return;
      const { confirmation, start: at } = await booked('b5-1');
      expect(await network.lookup('b5-1')).toEqual({
        ok: true,
        value: { confirmation, start: at, status: 'scheduled' },
      });
      expect(await network.lookup('b5-2')).toEqual({ ok: true, value: null });
    });
  });

  describe(`${name}: cancelling`, () => {
    test('frees the bay, and can be repeated', async () => {
      await start({ bays: 1 });
      const slot = await firstSlot();
      const confirmed = await booked('c1-1');
      // Where availability is derived, our own appointments are counted by our own claims.
      if (harness.network.traits.availability === 'native')
        expect((await slots()).map(({ start }) => start)).not.toContain(slot.start);
      for (let i = 0; i < 2; i++) expect(short(await harness.network.cancel(at(confirmed, 'c1-1')))).toBe('ok');
      expect(standing()).toEqual([]);
      expect((await slots()).map(({ start }) => start)).toContain(slot.start);
    });

    test('what the shop does not know is rejected in words', async () => {
      await start();
      const answer = await harness.network.cancel(at({ confirmation: 'no-such-one', start: '' }, 'c2-1'));
      expect(short(answer)).toBe('rejected');
      expect(!answer.ok && answer.error.kind === 'rejected' && answer.error.reason).toMatch(/^[A-Z].+\.$/);
    });
  });

  describe(`${name}: moving`, () => {
    const move = async (confirmed: Confirmed, slot: FreeSlot) =>
      harness.network.move?.(at(confirmed, 'm1-1'), orderFor(shop(), slot, harness.service, 'm1-2'));

    test('takes the new time and frees the old one', async () => {
      await start({ bays: 1 });
      if (!harness.network.move) return;
      const [old, ...others] = await slots();
      const next = others.at(-1)!;
      const confirmed = await booked('m1-1');
      const answer = await move(confirmed, next);
      expect(answer?.ok && answer.value.start).toBe(next.start);
      if (harness.network.traits.moveKeepsId)
        expect(answer?.ok && answer.value.confirmation).toBe(confirmed.confirmation);
      expect(standing()).toHaveLength(1);
      const free = (await slots()).map((slot) => slot.start);
      expect([free.includes(old!.start), free.includes(next.start)]).toEqual([true, false]);
    });

    test('to a time that was taken meanwhile leaves the old one standing', async () => {
      await start({ bays: 1 });
      if (!harness.network.move) return;
      const next = (await slots()).at(-1)!;
      const confirmed = await booked('m1-1');
      expect(short(await book(next, 'm2-1'))).toBe('ok');
      expect(short(await move(confirmed, next))).toBe('slot-taken');
      expect(standing()).toHaveLength(2);
    });
  });

  describe.each(FAULTS)(`${name}: while every reply is a %s`, (kind, reading, changing, effect) => {
    // Only where nothing comes is a short limit set, so that a busy machine does not look like a fault.
    const options: CallOptions = kind.startsWith('timeout') ? { timeoutMs: 250 } : {};

    test(`a search answers ${reading}`, async () => {
      await start();
      await firstSlot();
      harness.setFaults(`${harness.operations.search}:${kind}=1`);
      const answer = await search(options);
      expect(short(answer)).toBe(reading);
      if (!answer?.ok && answer?.error.kind === 'unavailable') {
        expect(typeof answer.error.field).toBe(kind === 'malformed' || kind === 'wrong-type' ? 'string' : 'undefined');
        expect(typeof answer.error.retryAfterMs).toBe(kind === 'rate-limit' ? 'number' : 'undefined');
      }
    });

    test(`a booking answers ${changing}; then it is settled with one appointment`, async () => {
      await start();
      const slot = await firstSlot();
      harness.setFaults(`${harness.operations.book}:${kind}=1`);
      expect(short(await book(slot, 'f1-1', options))).toBe(changing);
      expect(standing()).toHaveLength(effect === 'done' ? 1 : 0);
      harness.setFaults('');
      await settle(slot, 'f1-1');
      expect(standing()).toHaveLength(1);
    });

    test(`a cancellation answers ${changing}; repeated, it is done`, async () => {
      await start();
      const confirmed = await booked('f2-1');
      harness.setFaults(`${harness.operations.cancel}:${kind}=1`);
      expect(short(await harness.network.cancel(at(confirmed, 'f2-1'), options))).toBe(changing);
      expect(standing()).toHaveLength(effect === 'done' ? 0 : 1);
      harness.setFaults('');
      expect(short(await harness.network.cancel(at(confirmed, 'f2-1')))).toBe('ok');
      expect(standing()).toEqual([]);
    });

    test(`a move answers ${changing}`, async () => {
      await start();
      const next = (await slots()).at(-1)!;
      const confirmed = await booked('f4-1');
      harness.setFaults(`${harness.operations.move}:${kind}=1`);
      const order = orderFor(shop(), next, harness.service, 'f4-2');
      const answer = await harness.network.move?.(at(confirmed, 'f4-1'), order, options);
      if (answer) expect(short(answer)).toBe(changing);
      expect(standing()).toHaveLength(1);
    });

    test(`a list of shops answers ${reading}, or without the broken shop`, async () => {
      await start({ shops: 3 });
      await firstSlot();
      harness.setFaults(`${harness.operations.list}:${kind}=1`);
      const answer = await harness.network.listProviders?.(options);
      if (answer && kind !== 'wrong-type') expect(short(answer)).toBe(reading);
      if (answer && kind === 'wrong-type')
        expect([2, reading]).toContain(answer.ok ? answer.value.length : short(answer));
    });

    test(`a poll answers ${reading}, and what changed is told by the next`, async () => {
      await start();
      const { network, operations } = harness;
      if (!network.pollStatus || operations.poll === undefined) return;
      const confirmed = await booked('f5-1');
      expect(short(await network.cancel(at(confirmed, 'f5-1')))).toBe('ok');
      harness.setFaults(`${operations.poll}:${kind}=1`);
      expect(short(await network.pollStatus(undefined, options))).toBe(reading);
      harness.setFaults('');
      const polled = await network.pollStatus(undefined);
      expect(polled.ok && polled.value.updates).toMatchObject([
        { confirmation: confirmed.confirmation, status: 'cancelled' },
      ]);
    });

    test(`a look-up answers ${reading}`, async () => {
      await start();
      await booked('f3-1');
      harness.setFaults(`${harness.operations.lookup}:${kind}=1`);
      if (harness.network.lookup) expect(short(await harness.network.lookup('f3-1', options))).toBe(reading);
    });
  });

  describe(`${name}: time and access`, () => {
    test('a caller may allow less time, and gets his answer by then, for many shops too', async () => {
      await start({ shops: 60 });
      harness.setFaults('timeout-before=1');
      const began = performance.now();
      const answers = await harness.network.search(harness.providers, harness.service, { timeoutMs: 200 });
      expect(performance.now() - began).toBeLessThan(1500);
      expect([...answers.values()].map(short)).toEqual(harness.providers.map(() => 'unavailable timeout'));
    });

    test('a token that ended early is renewed unseen; one that always ends is told as not authorised', async () => {
      await start();
      if (!harness.special.tokens) return;
      const slot = await firstSlot();
      harness.setFaults('token-expired=1x1');
      expect(short(await book(slot, 't1-1'))).toBe('ok');
      harness.setFaults('token-expired=1');
      expect(short(await book(slot, 't1-2'))).toBe('unavailable not-authorised');
      expect(short(await search())).toBe('unavailable not-authorised');
      harness.setFaults('');
      expect(short(await search())).toBe('ok');
      expect(standing()).toHaveLength(1);
    });

    test('a network that is not there is unavailable for everything, since nothing was sent', async () => {
      await start();
      const slot = await firstSlot();
      const confirmed = await booked('t2-1');
      await harness.close();
      expect(short(await search())).toBe('unavailable refused');
      expect(short(await book(slot, 't2-2'))).toBe('unavailable refused');
      expect(short(await harness.network.cancel(at(confirmed, 't2-1')))).toBe('unavailable refused');
    });

    test('each broken field is logged once and counted every time', async () => {
      await start();
      harness.setFaults(`${harness.operations.search}:malformed=1`);
      for (let i = 0; i < 5; i++) await search();
      expect(harness.seen.breaks).toHaveLength(5);
      expect(harness.seen.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    });
  });
}
