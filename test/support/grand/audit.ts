import type { LedgerEntry } from '../../../adapters/shared/sandbox/index.ts';
import { appointmentOf, type Booking } from '../../../src/domain/booking.ts';
import type { DeliveryStore } from '../../../src/app/ports/deliveries.ts';
import type { Click } from './clickers.ts';

/** All that is wrong, a sentence each. */
export interface Findings {
  readonly lost: readonly string[];
  readonly untold: readonly string[];
  readonly doubles: readonly string[];
  readonly notFinal: readonly string[];
  readonly otherThanTheLedger: readonly string[];
}

const FINAL = ['scheduled', 'dismissed', 'cancelled'];
const STANDS = ['CONFIRMED', 'CHECKED_IN', 'IN_SERVICE'];

/** Compares what was clicked with what became of it, and every booking with the shops' ledger, in both directions. */
export async function audit(parts: {
  readonly clicks: readonly Click[];
  readonly bookings: readonly Booking[];
  readonly ledger: readonly LedgerEntry[];
  readonly deliveries: DeliveryStore;
  /** What a person was told alone. */
  readonly whispers: (userId: string) => readonly string[];
  /** How many bays a shop has. */
  readonly bays: number;
}): Promise<Findings> {
  const { clicks, bookings, ledger, deliveries, whispers, bays } = parts;
  const lost: string[] = [];
  const untold: string[] = [];
  for (const { deliveryId, acknowledged, userId, via, what } of clicks) {
    if (!acknowledged) continue;
    const delivery = await deliveries.get(deliveryId);
    if (!delivery?.settled) {
      lost.push(`${deliveryId} (${what}) was acknowledged and ${delivery ? 'never settled' : 'is not known'}.`);
      continue;
    }
    // A host reads its answer; in Slack the card tells what was accepted, and the clicker alone what was not.
    const { outcome, message } = delivery.settled;
    if (via === 'slack' && outcome !== 'accepted' && !whispers(userId).some((text) => text.includes(message)))
      untold.push(`${userId} was not told of ${what} (${deliveryId}): ${message}`);
  }
  const standing = ledger.filter(({ status }) => STANDS.includes(status));
  const byReference = new Map(standing.map((entry) => [entry.reference, entry]));
  const booked = bookings.filter(({ phase }) => phase.state === 'scheduled');
  const wanted = new Set<string>();
  const otherThanTheLedger: string[] = [];
  for (const booking of booked) {
    const appointment = appointmentOf(booking);
    const entry = standing.find(({ confirmation }) => confirmation === appointment?.confirmation);
    if (entry) wanted.add(entry.reference);
    if (!entry || Date.parse(entry.start) !== Date.parse(appointment?.start ?? ''))
      otherThanTheLedger.push(
        `${booking.bookingId} is scheduled and the shop has ${entry?.start ?? 'nothing'} for it.`,
      );
  }
  for (const reference of byReference.keys())
    if (!wanted.has(reference)) otherThanTheLedger.push(`The shop has ${reference}, which no booking of ours has.`);
  return {
    lost,
    untold,
    doubles: doublesIn(standing, bays),
    notFinal: bookings
      .filter(({ phase }) => !FINAL.includes(phase.state))
      .map(({ bookingId, phase }) => `${bookingId} is ${phase.state}.`),
    otherThanTheLedger,
  };
}

/** A vehicle with two appointments for the same work, and a shop with more at once than it has bays. */
function doublesIn(standing: readonly LedgerEntry[], bays: number): string[] {
  const found: string[] = [];
  const seen = new Map<string, string>();
  for (const { reference, store, start, end } of standing) {
    const bookingId = reference.replace(/-\d+$/, '');
    const other = seen.get(bookingId);
    if (other) found.push(`${bookingId} has both ${other} and ${reference}.`);
    seen.set(bookingId, reference);
    const at = Date.parse(start);
    const beside = standing.filter(
      (entry) => entry.store === store && Date.parse(entry.start) <= at && Date.parse(entry.end) > at,
    );
    if (beside.length > bays) found.push(`${store} has ${beside.length} at ${start} in ${bays} bays (until ${end}).`);
  }
  return found;
}
