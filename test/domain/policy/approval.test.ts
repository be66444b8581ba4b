import fc from 'fast-check';
import type { FleetPolicy } from '../../../src/domain/directory.ts';
import { approvalReason, moveObstacle } from '../../../src/domain/policy/approval.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
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

describe('Whether an appointment may be moved there without an approver', () => {
  const [here, there] = [asProviderId('here'), asProviderId('there')];
  const over = { booking: 'approve', approveOver: usd(10_000) } as const;
  const far = { booking: 'approve', approveBeyondKm: 60 } as const;
  const stands = { providerId: here, price: usd(18_900) };
  const slot = { ...near, providerId: here };
  test.each([
    ['the same price, however it was approved', over, stands, slot, undefined],
    ['a lower price', over, stands, { ...slot, estimate: usd(18_800) }, undefined],
    ['a higher price over the limit', over, stands, { ...slot, estimate: usd(18_901) }, 'over-limit'],
    ['a higher price below it', over, { ...stands, price: usd(9_000) }, { ...slot, estimate: usd(9_900) }, undefined],
    ['from below the limit to above it', over, { ...stands, price: usd(9_000) }, slot, 'over-limit'],
    ['another shop at the same price', over, stands, { ...slot, providerId: there }, undefined],
    ['a price that is no longer known', over, stands, { ...slot, estimate: undefined }, 'price-unknown'],
    ['never known, the same shop', over, { providerId: here }, { ...slot, estimate: undefined }, undefined],
    [
      'never known, another shop',
      over,
      { providerId: here },
      { ...slot, estimate: undefined, providerId: there },
      'price-unknown',
    ],
    ['always asked, the same price', { booking: 'approve' }, stands, slot, undefined],
    ['always asked, a higher price', { booking: 'approve' }, stands, { ...slot, estimate: usd(18_901) }, 'always'],
    ['another shop that is too far', far, stands, { ...slot, providerId: there, distanceKm: 61 }, 'too-far'],
    ['the same shop that was approved although too far', far, stands, { ...slot, distanceKm: 61 }, undefined],
    ['nobody is ever asked', { booking: 'manual' }, stands, { ...slot, estimate: usd(99_900) }, undefined],
  ] as const)('%s', (_what, policy, from, to, expected) => {
    expect(moveObstacle(policy as Policy, from, to)).toBe(expected);
  });
});
