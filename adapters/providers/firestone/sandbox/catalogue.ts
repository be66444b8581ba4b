/** What the network does: its code, ours, the job's length, and a list price in USD before the store's own spread. */
export interface FirestoneJob {
  readonly code: string;
  readonly ours: string;
  readonly minutes: number;
  readonly price: number;
}

/** The order is part of the slot ids: append only. */
export const FIRESTONE_JOBS: readonly FirestoneJob[] = [
  { code: 'BATT', ours: 'BATTERY_12V', minutes: 60, price: 189 },
  { code: 'BRK', ours: 'BRAKES', minutes: 120, price: 349 },
  { code: 'OIL', ours: 'OIL', minutes: 45, price: 79.95 },
  { code: 'TIRE', ours: 'TIRES', minutes: 60, price: 119.5 },
  { code: 'DIAG', ours: 'ENGINE_DIAG', minutes: 90, price: 129 },
];

/** The job of a code, ours or theirs. */
export function jobOf(code: string): FirestoneJob | undefined {
  return FIRESTONE_JOBS.find((job) => job.code === code || job.ours === code);
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** USD in decimal major units, to the cent. */
export function usd(amount: number): Money {
  return { amount: Math.round(amount * 100) / 100, currency: 'USD' };
}
