import type { LedgerEntry } from '../../../adapters/shared/sandbox/index.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { Appointment, Booking, BookingState } from '../../../src/domain/booking.ts';
import type { Clerk } from './clerk.ts';
import { todo } from './story.ts';
import type { Story } from './story.ts';
import type { Towns } from './town.ts';

/** What each network's words mean for our records; a word that is not here means that nothing stands. */
const STANDS: Readonly<Record<string, readonly BookingState[]>> = {
  CONFIRMED: ['scheduled'],
  CHECKED_IN: ['scheduled'],
  IN_SERVICE: ['in-progress'],
  READY: ['completed'],
  BOOKED: ['scheduled'],
  ARRIVED: ['scheduled'],
  WORKING: ['in-progress'],
  DONE: ['completed'],
  Scheduled: ['scheduled'],
  InProgress: ['in-progress'],
  Completed: ['completed'],
};
/** A corner shop's book does not say how far a job is. */
const CORNER: readonly BookingState[] = ['scheduled', 'in-progress', 'completed'];
const HAS_APPOINTMENT: readonly BookingState[] = ['scheduled', 'in-progress', 'completed'];

/** All that is wrong, a sentence each. */
export interface Findings {
  /** What a shop has and we do not, or otherwise than it has it. */
  readonly wrongAtShops: readonly string[];
  /** What we have and no shop does. */
  readonly missingAtShops: readonly string[];
  readonly doubles: readonly string[];
  readonly stuck: readonly string[];
  /** Clicks whose end nobody was told. */
  readonly untold: readonly string[];
  readonly leftClaims: readonly string[];
  /** Appointments that were moved away and still stand at their old place. */
  readonly oldPlaces: readonly string[];
  /** Cases that a manager could not bring to an end. */
  readonly undecided: readonly string[];
}

const bookingIdOf = ({ network, reference }: LedgerEntry): string =>
  network === 'local' ? (/^[^/]+\/([^@]+)@/.exec(reference)?.[1] ?? '') : reference.replace(/-\d+$/, '');

/** A case that waits for something that ought to have come. */
export const isStuck = ({ phase, outcomes }: Booking): boolean =>
  phase.state === 'requested' ||
  phase.state === 'moving' ||
  (phase.state === 'scheduled' && phase.cancelling?.stage === 'asking') ||
  outcomes.some(({ result, intent }) => result === 'pending' && !waitsForPerson(phase, intent));

/** A fee was shown and is not confirmed yet: the next word is the person's. */
const waitsForPerson = (phase: Booking['phase'], intent: string): boolean =>
  phase.state === 'scheduled' && phase.cancelling?.stage === 'confirm-fee' && intent === 'cancel';

/** Compares every booking with every shop's ledger, in both directions. */
export function audit(
  bookings: readonly Booking[],
  ledger: readonly LedgerEntry[],
  isTold: (booking: Booking) => readonly string[],
  stories: readonly Story[],
): Findings {
  const wrongAtShops: string[] = [];
  const missingAtShops: string[] = [];
  const doubles: string[] = [];
  const byId = new Map(bookings.map((booking) => [booking.bookingId as string, booking]));
  const live = ledger.filter(({ status }) => STANDS[status] !== undefined);
  const standing = new Map<string, LedgerEntry[]>();
  for (const entry of live) {
    const id = bookingIdOf(entry);
    standing.set(id, [...(standing.get(id) ?? []), entry]);
    const problem = differs(entry, byId.get(id));
    if (problem) wrongAtShops.push(`${entry.network} ${entry.reference} is ${entry.status} there: ${problem}`);
  }
  for (const [id, entries] of standing)
    if (entries.length > 1)
      doubles.push(
        `${id}: ${entries.map(({ network, store, start, status }) => `${network} ${store} ${start} ${status}`).join(' and ')}`,
      );
  for (const booking of bookings) {
    const { bookingId, phase } = booking;
    if (HAS_APPOINTMENT.includes(phase.state) && !standing.has(bookingId))
      missingAtShops.push(
        `${bookingId} is ${phase.state} at ${appointmentOf(booking)?.network}, where nothing stands. ${lifeOf(booking)}`,
      );
  }
  return {
    wrongAtShops,
    missingAtShops,
    doubles,
    stuck: bookings
      .filter(isStuck)
      .map((booking) => `${booking.bookingId} is ${booking.phase.state}. ${lifeOf(booking)}`),
    untold: bookings.flatMap(isTold),
    leftClaims: bookings
      .filter(
        ({ phase, claims }) => claims.length > 0 && !['requested', 'scheduled', 'in-progress'].includes(phase.state),
      )
      .map((booking) => `${booking.bookingId} is ${booking.phase.state} and holds time. ${lifeOf(booking)}`),
    oldPlaces: stories.flatMap(({ bookingId, moves }) =>
      moves.flatMap((was) => stillThere(was, byId.get(bookingId), standing.get(bookingId) ?? [])),
    ),
    undecided: bookings
      .filter((booking) => todo(booking) !== undefined)
      .map((booking) => `${booking.bookingId} is ${booking.phase.state}. ${lifeOf(booking)}`),
  };
}

/** What stands at a shop at the time from which we have moved it, in a sentence. */
function stillThere(was: Appointment, booking: Booking | undefined, live: readonly LedgerEntry[]): readonly string[] {
  const present = booking && appointmentOf(booking);
  if (!booking || (present?.networkRef === was.networkRef && present.start === was.start)) return [];
  return live
    .filter(({ store, start }) => store === was.networkRef && Date.parse(start) === Date.parse(was.start))
    .map(({ network, store, start }) => `${booking.bookingId} still stands at ${network} ${store} ${start}`);
}

function differs(entry: LedgerEntry, booking: Booking | undefined): string | undefined {
  if (!booking) return 'we have no such booking';
  const states = entry.network === 'local' ? CORNER : (STANDS[entry.status] ?? []);
  const { state } = booking.phase;
  const appointment = appointmentOf(booking);
  if (!states.includes(state) || !appointment) return `ours is ${state}. ${lifeOf(booking)}`;
  const wanted = {
    network: entry.network,
    networkRef: entry.store,
    start: new Date(entry.start).toISOString(),
    ...(entry.network === 'local' ? {} : { reference: entry.reference, confirmation: entry.confirmation }),
  };
  const wrong = Object.entries(wanted).filter(([name, value]) => appointment[name as keyof typeof wanted] !== value);
  return wrong.length === 0
    ? undefined
    : `${wrong.map(([name, value]) => `${name} is ${value} there and ${appointment[name as keyof typeof wanted]} here`).join(', ')}. ${lifeOf(booking)}`;
}

const lifeOf = ({ history, outcomes }: Booking): string =>
  `It went: ${history.map(({ intent }) => intent).join(' ')}; outcomes ${outcomes.map(({ intent, result }) => `${intent}=${result}`).join(' ')}.`;

/** For each booking the clicks on it that came to no end, or to one that nobody was told of. */
export function listener(
  { world, managers }: Towns,
  { clicks }: Pick<Clerk, 'clicks'>,
): (booking: Booking) => readonly string[] {
  const heard = new Map<string, number>();
  for (const person of managers)
    for (const text of world.whispers(person))
      heard.set(`${person.id} ${text}`, (heard.get(`${person.id} ${text}`) ?? 0) + 1);
  const clicksOn = new Map<string, number>();
  for (const { bookingId } of clicks) clicksOn.set(bookingId, (clicksOn.get(bookingId) ?? 0) + 1);
  return ({ bookingId, outcomes }) => {
    const wanted = clicksOn.get(bookingId) ?? 0;
    const lost = wanted === outcomes.length ? [] : [`${bookingId}: ${wanted} clicks, ${outcomes.length} outcomes`];
    const alone = outcomes.filter(
      ({ result, deliveryId }) =>
        deliveryId.startsWith('slack:') && (result === 'failed' || result === 'refused' || result === 'absorbed'),
    );
    // Whose choice was taken back by a person reads on the card what became of it.
    const isTakenBack = outcomes.some(
      ({ intent, result }) => (intent === 'cancel' || intent === 'book-manually') && result === 'done',
    );
    // In Slack's own escapes a sentence reads the same here: none of ours has an ampersand or a bracket.
    const owed = alone.filter(
      ({ intent, result }) => !(isTakenBack && intent === 'choose-slot' && result === 'failed'),
    );
    const unheard = owed.filter(({ message }) => !managers.some(({ id }) => take(`${id} ${message}`)));
    return [
      ...lost,
      ...unheard.map(({ intent, result, message }) => `${bookingId}: ${intent} ${result}, "${message}"`),
    ];
  };

  function take(key: string): boolean {
    const left = heard.get(key) ?? 0;
    if (left > 0) heard.set(key, left - 1);
    return left > 0;
  }
}
