import type { Booking } from '../booking.ts';

/** How long a vehicle was not to be used, in seconds. */
export interface Downtime {
  /** From the alert until the work was done. */
  readonly total: number;
  /** From its arrival at the shop, or where no arrival was told from the work's begin, until the work was done. */
  readonly inShop?: number | undefined;
}

/** The downtime of a case whose work is done; of any other, and of one booked by hand, nobody knows it. */
export function downtimeOf({ phase, createdAt, history }: Booking): Downtime | undefined {
  if (phase.state !== 'completed') return undefined;
  const done = Date.parse(phase.completedAt);
  const since = (at: string): number => Math.max(0, Math.round((done - Date.parse(at)) / 1000));
  const began = phase.appointment.arrivedAt ?? history.findLast(({ to }) => to === 'in-progress')?.at;
  return { total: since(createdAt), inShop: began === undefined ? undefined : since(began) };
}
