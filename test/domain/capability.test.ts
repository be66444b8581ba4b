import fc from 'fast-check';
import { gvwrLbOf, isCapable } from '../../src/domain/capability.ts';
import { SERVICE_CODES } from '../../src/domain/services.ts';

const shop = (more: Partial<Parameters<typeof isCapable>[0]> = {}) => ({
  services: ['BATTERY_12V', 'BATTERY_HV'] as const,
  certifications: [],
  ...more,
});
const job = (gvwrLb = 9_500, service: (typeof SERVICE_CODES)[number] = 'BATTERY_12V') => ({ service, gvwrLb });

test.each([
  ['light', undefined, 10_000],
  ['medium', undefined, 26_000],
  ['heavy', undefined, 80_000],
  ['light', 9_500, 9_500],
  ['light', 14_001, 14_001],
] as const)('a %s vehicle rated %s is planned with %d lb', (vehicleClass, gvwrLb, weight) => {
  expect(gvwrLbOf({ class: vehicleClass, gvwrLb })).toBe(weight);
});

describe('A shop is capable of a job', () => {
  test('when it does the service', () => {
    expect(isCapable(shop(), job())).toBe(true);
    expect(isCapable(shop(), job(9_500, 'BRAKES'))).toBe(false);
  });

  test('when its lift carries the vehicle, to the pound; without a limit it carries all', () => {
    expect(isCapable(shop({ maxGvwrLb: 14_000 }), job(14_000))).toBe(true);
    expect(isCapable(shop({ maxGvwrLb: 14_000 }), job(14_001))).toBe(false);
    expect(isCapable(shop(), job(80_000))).toBe(true);
    expect(isCapable(shop({ maxGvwrLb: 0 }), job(1))).toBe(false);
  });

  test('for high-voltage batteries only with the certification HV, word for word', () => {
    expect(isCapable(shop(), job(9_500, 'BATTERY_HV'))).toBe(false);
    expect(isCapable(shop({ certifications: ['ASE'] }), job(9_500, 'BATTERY_HV'))).toBe(false);
    expect(isCapable(shop({ certifications: ['ASE', 'HV'] }), job(9_500, 'BATTERY_HV'))).toBe(true);
    expect(isCapable(shop({ services: ['BATTERY_12V'], certifications: ['HV'] }), job(9_500, 'BATTERY_HV'))).toBe(
      false,
    );
  });

  test('for no other service any certification counts', () => {
    for (const service of SERVICE_CODES.filter((code) => code !== 'BATTERY_HV')) {
      expect(isCapable(shop({ services: [service] }), job(9_500, service))).toBe(true);
    }
  });

  test('more services, certifications and carrying power never make it less capable', () => {
    const some = fc.record({
      services: fc.subarray([...SERVICE_CODES]),
      certifications: fc.subarray(['ASE', 'HV']),
      maxGvwrLb: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(some, some, fc.constantFrom(...SERVICE_CODES), fc.nat(90_000), (one, other, service, gvwrLb) => {
        const limit =
          one.maxGvwrLb === undefined || other.maxGvwrLb === undefined
            ? undefined
            : Math.max(one.maxGvwrLb, other.maxGvwrLb);
        const both = {
          services: [...one.services, ...other.services],
          certifications: [...one.certifications, ...other.certifications],
          maxGvwrLb: limit,
        };
        if (isCapable(one, { service, gvwrLb })) expect(isCapable(both, { service, gvwrLb })).toBe(true);
      }),
    );
  });
});
