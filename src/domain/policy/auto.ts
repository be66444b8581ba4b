import type { Booking } from '../booking.ts';

/** Shops that Pitcrew asks by itself before it leaves the choice to people. */
const MOST_TRIES = 5;

/** Whether Pitcrew may choose without a person: until one has acted on the case, or no approver did in time. */
export function mayChooseByItself({ phase, offer, history, attempts }: Booking): boolean {
  if (phase.state !== 'offered' || offer.slots.length === 0 || attempts >= MOST_TRIES) return false;
  return !history.some(({ actor, intent }) => actor.kind === 'member' || intent === 'approval-timeout');
}
