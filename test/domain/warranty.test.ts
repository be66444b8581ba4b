import { isUnderWarranty } from '../../src/domain/warranty.ts';

const VAN = {
  inServiceDate: '2022-03-31',
  warranty: [
    { component: 'battery_hv', months: 96, km: 160_000 },
    { component: 'Brakes', months: 11, km: 20_000 },
  ],
};

test.each([
  ['battery_hv', '2026-11-23', 88_000, true],
  ['battery_hv', '2026-11-23', 160_000, true],
  ['battery_hv', '2026-11-23', 160_001, false],
  ['battery_hv', '2030-03-30', 88_000, true],
  ['battery_hv', '2030-03-31', 88_000, false],
  // Eleven months from the 31st of March end with the shorter month.
  ['brakes', '2023-02-27', 5_000, true],
  ['brakes', '2023-02-28', 5_000, false],
  ['brakes', '2022-03-30', 0, false],
  ['battery_12v', '2026-11-23', 88_000, false],
] as const)('%s on %s at %d km: %s', (system, on, km, covered) => {
  expect(isUnderWarranty(VAN, system, on, km)).toBe(covered);
});

test('what is not known is not claimed', () => {
  expect(isUnderWarranty(VAN, 'battery_hv', '2026-11-23', undefined)).toBe(false);
  expect(isUnderWarranty({ warranty: VAN.warranty }, 'battery_hv', '2026-11-23', 88_000)).toBe(false);
  expect(isUnderWarranty({ inServiceDate: '2022-03-31' }, 'battery_hv', '2026-11-23', 88_000)).toBe(false);
});
