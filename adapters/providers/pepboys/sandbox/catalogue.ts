/** What the network does: its code, ours, the job's length, and its price in cents of USD. */
export interface PepBoysJob {
  readonly code: string;
  readonly ours: string;
  readonly minutes: number;
  readonly priceCents: number;
}

export const PEPBOYS_JOBS: readonly PepBoysJob[] = [
  { code: 'BATT', ours: 'BATTERY_12V', minutes: 60, priceCents: 15_999 },
  { code: 'BRK', ours: 'BRAKES', minutes: 120, priceCents: 32_900 },
  { code: 'OIL', ours: 'OIL', minutes: 45, priceCents: 6_999 },
  { code: 'TIRE', ours: 'TIRES', minutes: 60, priceCents: 10_995 },
  { code: 'DIAG', ours: 'ENGINE_DIAG', minutes: 90, priceCents: 11_999 },
];

/** The job of a code, ours or theirs. */
export const jobOf = (code: unknown): PepBoysJob | undefined =>
  PEPBOYS_JOBS.find((job) => job.code === code || job.ours === code);
