import fc from 'fast-check';
import type { FleetPolicy } from '../../../src/domain/directory.ts';
import { approvalReason } from '../../../src/domain/policy/approval.ts';
import { usd } from '../../support/cases.ts';

type Policy = Pick<FleetPolicy, 'booking' | 'approveOver' | 'approveBeyondKm'>;
const near = { estimate: usd(18_900), distanceKm: 4 };

describe('Whether a choice needs an approver', () => {
  const limit = { approveOver: usd(50_000) };
  const radius = { approveBeyondKm: 60 };
  test.each([
    ['manual: never', { booking: 'manual', ...limit, ...radius }, { ...near, estimate: usd(99_900) }, undefined],
    ['approve without a limit: always', { booking: 'approve' }, near, 'always'],
    ['approve, below the limit', { booking: 'approve', ...limit }, near, undefined],
    ['approve, at the limit', { booking: 'approve', ...limit }, { ...near, estimate: usd(50_000) }, undefined],
    ['approve, a cent over it', { booking: 'approve', ...limit }, { ...near, estimate: usd(50_001) }, 'over-limit'],
    ['approve, price unknown', { booking: 'approve', ...limit }, { distanceKm: 4 }, 'price-unknown'],
    ['approve, only the radius, price unknown', { booking: 'approve', ...radius }, { distanceKm: 4 }, 'price-unknown'],
    ['approve, at the radius', { booking: 'approve', ...radius }, { ...near, distanceKm: 60 }, undefined],
    ['approve, beyond it', { booking: 'approve', ...radius }, { ...near, distanceKm: 60.1 }, 'too-far'],
    [
      'approve, both set, only far',
      { booking: 'approve', ...limit, ...radius },
      { ...near, distanceKm: 61 },
      'too-far',
    ],
    [
      'approve, a price in another currency cannot be compared',
      { booking: 'approve', ...limit },
      { ...near, estimate: { amount: 100, currency: 'CAD' } },
      'price-unknown',
    ],
    ['auto without a limit', { booking: 'auto' }, { distanceKm: 4 }, undefined],
    ['auto, below the limit', { booking: 'auto', ...limit }, near, undefined],
    ['auto, above it', { booking: 'auto', ...limit }, { ...near, estimate: usd(50_001) }, 'over-limit'],
    ['auto with a limit, price unknown', { booking: 'auto', ...limit }, { distanceKm: 4 }, 'price-unknown'],
  ] as const)('%s', (_what, policy, slot, expected) => {
    expect(approvalReason(policy as Policy, slot)).toBe(expected);
  });

  test('a dearer time never needs less than a cheaper one, nor a farther shop than a nearer', () => {
    const amounts = fc
      .tuple(fc.nat(100_000), fc.nat(100_000))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.constantFrom('approve', 'auto'), amounts, amounts, (booking, [cheap, dear], [close, far]) => {
        const policy: Policy = { booking, ...limit, ...radius };
        const less = approvalReason(policy, { estimate: usd(cheap), distanceKm: close });
        const more = approvalReason(policy, { estimate: usd(dear), distanceKm: far });
        expect(less === undefined || more !== undefined).toBe(true);
      }),
    );
  });
});
