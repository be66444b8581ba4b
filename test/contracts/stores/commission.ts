import type { CommissionLine } from '../../../src/domain/commission.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import { useRig, type Rig } from './rig.ts';
import { AT, bookingId, FLEET, OTHER_FLEET } from './samples.ts';

const line = (n: number, more: Partial<CommissionLine> = {}): CommissionLine => ({
  id: `${bookingId(n)}-0`,
  bookingId: bookingId(n),
  fleetId: FLEET,
  network: 'firestone',
  providerId: asProviderId('p1'),
  entry: 'earned',
  at: AT,
  recordedAt: AT,
  version: 4,
  basis: 18_900,
  amount: 1_607,
  currency: 'USD',
  ...more,
});

const ALL = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', limit: 100 };

/** What every store keeps to about agreements and the commission ledger. */
export function describeCommission(name: string, make: () => Rig): void {
  describe(`${name}: commission`, () => {
    const bench = useRig(make);

    test('an agreement is made, replaced, listed by network and deleted, also as another instance sees it', async () => {
      const [{ directory }, other] = [await bench.open(), await bench.open()];
      const terms = [{ from: '2026-01-01', percent: 8.5, cap: { amount: 2_000, currency: 'USD' } }];
      expect(await directory.putAgreement({ network: 'pepboys', terms: [] })).toBe('created');
      expect(await directory.putAgreement({ network: 'firestone', terms: [] })).toBe('created');
      expect(await other.directory.agreement('firestone')).toEqual({ network: 'firestone', terms: [] });
      expect(await directory.putAgreement({ network: 'firestone', terms })).toBe('replaced');
      expect(await other.directory.agreement('firestone')).toEqual({ network: 'firestone', terms });
      const page = await directory.agreements(undefined, 1);
      expect(page.items.map(({ network }) => network)).toEqual(['firestone']);
      const rest = await directory.agreements(page.cursor ?? '', 1);
      expect([rest.items.map(({ network }) => network), rest.cursor]).toEqual([['pepboys'], null]);
      expect(await directory.deleteAgreement('firestone')).toBe(true);
      expect(await directory.deleteAgreement('firestone')).toBe(false);
      expect(await other.directory.agreement('firestone')).toBeUndefined();
    });

    test('lines of a booking come back in the order of writing, whole', async () => {
      const { ledger } = await bench.open();
      const reversed = { id: `${bookingId(1)}-1`, entry: 'reversed', basis: -3_900, amount: -332 } as const;
      expect(await ledger.append([line(1), line(1, reversed)])).toBe('written');
      expect(await ledger.append([line(2)])).toBe('written');
      expect(await ledger.of(bookingId(1))).toEqual([line(1), line(1, reversed)]);
      expect(await ledger.of(bookingId(3))).toEqual([]);
    });

    test('a line whose id is there is not written again, nor is what came with it', async () => {
      const { ledger } = await bench.open();
      await ledger.append([line(1)]);
      const second = line(1, { id: `${bookingId(1)}-1` });
      expect(await ledger.append([second, line(1, { amount: 9 })])).toBe('taken');
      expect(await ledger.of(bookingId(1))).toEqual([line(1)]);
    });

    test('of many instances that write the same place at once, one does', async () => {
      const instances = await Promise.all([1, 2, 3, 4].map(() => bench.open()));
      const answers = await Promise.all(instances.map(({ ledger }, n) => ledger.append([line(1, { amount: n + 1 })])));
      expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
      expect(await instances[0]?.ledger.of(bookingId(1))).toHaveLength(1);
    });

    test('pages of a time and a fleet: the begin is in, the end is not, nothing is missed or told twice', async () => {
      const { ledger } = await bench.open();
      const at = (n: number) => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
      // Written newest first, and two at each moment.
      for (let n = 12; n >= 1; n--)
        await ledger.append([line(n, { at: at(Math.ceil(n / 2)), fleetId: n % 3 === 0 ? OTHER_FLEET : FLEET })]);
      const read = async (query: object, limit: number) => {
        const found: CommissionLine[] = [];
        let cursor: string | undefined;
        do {
          const page = await ledger.lines({ ...ALL, ...query, cursor, limit });
          found.push(...page.items);
          cursor = page.cursor ?? undefined;
        } while (cursor !== undefined);
        return found.map(({ bookingId: id }) => Number(id.slice(-2)));
      };
      for (const limit of [1, 2, 5, 100]) {
        expect(await read({}, limit)).toEqual([2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11]);
        expect(await read({ from: at(2), until: at(5) }, limit)).toEqual([4, 3, 6, 5, 8, 7]);
        expect(await read({ fleetId: OTHER_FLEET }, limit)).toEqual([3, 6, 9, 12]);
        expect(await read({ from: at(20) }, limit)).toEqual([]);
      }
    });
  });
}
