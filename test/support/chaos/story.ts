import type { Booking } from '../../../src/domain/booking.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import { SandboxRefusal, chance } from '../../../adapters/shared/sandbox/index.ts';
import type { Clerk, Click } from './clerk.ts';
import { press } from '../local-world.ts';
import type { Towns } from './town.ts';

/** How a story goes on once there is an appointment. */
export const ENDS = {
  stands: 0.12,
  'arrived or moved': 0.1,
  cancelled: 0.18,
  completed: 0.24,
  started: 0.1,
  'no-show': 0.05,
  'cancelled by the shop': 0.06,
  'booked by hand': 0.05,
  'cancelled while it starts': 0.05,
  'no-show, then there after all': 0.05,
} as const;
type End = keyof typeof ENDS;

export interface Story {
  readonly bookingId: string;
  /** What it came to, in a word: an end, or why it was left to the recovery. */
  readonly end: End | 'cancelled while the shop was asked' | 'no shop could be had' | 'left to the recovery';
}

const MOST_TRIES = 10;
const PATIENCE_MS = 8_000;
const LOOK_EVERY_MS = 80;

/** One case from its alert on, with decisions that depend on the seed and its number alone. */
export async function tell(towns: Towns, clerk: Clerk, seed: number, number: number): Promise<Story> {
  const { world, managers, vehicles, corner } = towns;
  const draw = (what: string): number => chance(seed, 'story', number, what);
  const person = managers[Math.floor(draw('person') * managers.length)]!;
  const by = (what: string): Click['by'] => (draw(`by ${what}`) < 0.7 ? 'slack' : 'host');
  const system = draw('system') < 0.6 ? 'battery_12v' : 'brakes';
  const bookingId = await world.raise(vehicles[number], { system });

  async function wait(fits: (booking: Booking) => boolean, ms = PATIENCE_MS): Promise<Booking | undefined> {
    for (const end = Date.now() + ms; ;) {
      const booking = await world.booking(bookingId);
      if (fits(booking)) return booking;
      if (Date.now() > end) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
  const canChoose = (booking: Booking): boolean =>
    booking.phase.state === 'offered' && booking.offer.slots.length > 0 && isShown(booking);
  const isShown = ({ cards, version }: Booking): boolean => cards.some((card) => card.version === version);
  const isOver = ({ phase }: Booking): boolean => phase.state !== 'offered' && phase.state !== 'requested';

  for (let turn = 1; turn <= MOST_TRIES; turn++) {
    const offered = await wait((booking) => canChoose(booking) || isOver(booking));
    if (!offered) {
      const silent = await world.booking(bookingId);
      if (silent.phase.state !== 'offered') return { bookingId, end: 'left to the recovery' };
      await clerk.press(person, silent, 'more-slots', by(`more ${turn}`));
      continue;
    }
    if (isOver(offered)) break;
    const n = 1 + Math.floor(draw(`slot ${turn}`) * offered.offer.slots.length);
    await clerk.choose(person, offered, n, by(`choose ${turn}`), draw(`nervous ${turn}`) < 0.1 ? 3 : 1);
    if (draw(`regret ${turn}`) < 0.06) {
      await new Promise((resolve) => setTimeout(resolve, 60 * draw(`after ${turn}`)));
      await clerk.press(person, await world.booking(bookingId), 'cancel', 'host');
      const there = await wait((booking) => booking.phase.state !== 'requested');
      const done = await confirmed(there);
      if (done) return { bookingId, end: 'cancelled while the shop was asked' };
      return { bookingId, end: 'left to the recovery' };
    }
    const answered = await wait(({ phase }) => phase.state !== 'requested');
    if (!answered) return { bookingId, end: 'left to the recovery' };
    if (isOver(answered)) break;
  }
  const booking = await world.booking(bookingId);
  if (booking.phase.state === 'offered') {
    await clerk.dismiss(person, booking);
    return { bookingId, end: 'no shop could be had' };
  }
  if (booking.phase.state !== 'scheduled') return { bookingId, end: 'left to the recovery' };
  const end = endFor(draw('end'), booking);
  await goOn(end, booking);
  return { bookingId, end };

  /** Sees a cancellation through: where a fee is shown, it is confirmed. Whether it came to an end. */
  async function confirmed(booking: Booking | undefined): Promise<boolean> {
    if (!booking) return false;
    const shown = await wait(
      ({ phase, outcomes }) =>
        phase.state !== 'scheduled' ||
        phase.cancelling?.stage === 'confirm-fee' ||
        (phase.cancelling === undefined && outcomes[0]?.result !== 'pending'),
    );
    if (shown?.phase.state === 'scheduled' && shown.phase.cancelling?.stage === 'confirm-fee')
      await clerk.press(person, shown, 'confirm-cancel', by('confirm'));
    return (await wait(({ phase }) => phase.state !== 'scheduled' && phase.state !== 'requested')) !== undefined;
  }

  async function goOn(end: End, booking: Booking): Promise<void> {
    switch (end) {
      case 'stands':
        return;
      case 'arrived or moved':
        return shopSays(booking, 'moved');
      case 'cancelled':
        await clerk.press(person, booking, 'cancel', by('cancel'));
        return void (await confirmed(booking));
      case 'booked by hand':
        await clerk.bookByHand(person, booking);
        return void (await confirmed(booking));
      case 'started':
        return shopSays(booking, 'started');
      case 'completed':
        await shopSays(booking, 'started');
        await wait(({ phase }) => phase.state === 'in-progress', draw('quick') < 0.3 ? 0 : PATIENCE_MS);
        return shopSays(booking, 'done');
      case 'no-show':
        return shopSays(booking, 'no-show');
      case 'cancelled by the shop':
        return shopSays(booking, 'cancelled');
      case 'cancelled while it starts':
        await Promise.all([clerk.press(person, booking, 'cancel', 'host'), shopSays(booking, 'started')]);
        return void (await confirmed(booking));
      case 'no-show, then there after all':
        await shopSays(booking, 'no-show');
        await wait(({ phase }) => phase.state === 'no-show');
        // Some networks tell their times in whole seconds, and only the later word of two counts.
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        return shopSays(booking, 'started');
    }
  }

  async function shopSays(booking: Booking, what: Word): Promise<void> {
    const appointment = appointmentOf(booking);
    if (!appointment) return;
    if (appointment.network === 'local') await until(() => corner.workLinks(bookingId) !== undefined);
    await say(towns, { ...appointment, bookingId }, what);
  }

  async function until(fits: () => boolean): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !fits() && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Corner shops have two words only, and their appointments no fee. */
function endFor(drawn: number, booking: Booking): End {
  let below = 0;
  const [end = 'stands'] =
    Object.entries(ENDS).find(([, share]) => {
      below += share;
      return drawn < below;
    }) ?? [];
  const isCorner = appointmentOf(booking)?.network === 'local';
  const unsaid =
    end === 'arrived or moved' ||
    end === 'no-show' ||
    end === 'cancelled by the shop' ||
    end === 'no-show, then there after all';
  return (isCorner && unsaid ? 'completed' : end) as End;
}

type Word = 'arrived' | 'started' | 'done' | 'no-show' | 'cancelled' | 'moved';

interface About {
  readonly network: string;
  readonly reference: string;
  readonly bookingId: string;
  readonly start: string;
}

const WORDS = {
  firestone: {
    arrived: 'CHECKED_IN',
    started: 'IN_SERVICE',
    done: 'READY',
    'no-show': 'NO_SHOW',
    cancelled: 'CANCELLED',
    moved: 'CHECKED_IN',
  },
  pepboys: {
    arrived: 'ARRIVED',
    started: 'WORKING',
    done: 'DONE',
    'no-show': 'NOSHOW',
    cancelled: 'CANCELED',
    moved: 'ARRIVED',
  },
  star: {
    arrived: 'Scheduled',
    started: 'InProgress',
    done: 'Completed',
    'no-show': 'NoShow',
    cancelled: 'Cancelled',
    moved: 'Scheduled',
  },
} as const;

/**
 * A shop's word about an appointment, by its network's own way; whether it had one. Nobody says anything about what is
 * cancelled in his own books.
 */
async function say(towns: Towns, { network, reference, bookingId, start }: About, what: Word): Promise<void> {
  const { world, pepboys, star, corner } = towns;
  if (network === 'local') {
    const word = what === 'started' ? 'Started' : 'Done';
    const url = corner.workLinks(bookingId)?.[word];
    if (url) await press(url);
    return;
  }
  const entry = towns.ledger().find((row) => row.network === network && row.reference === reference);
  if (entry === undefined || /^cancell?ed$/i.test(entry.status)) return;
  try {
    if (network === 'firestone') world.shops.postStatus(reference, WORDS.firestone[what]);
    else if (network === 'pepboys') pepboys.setState(reference, WORDS.pepboys[what]);
    else if (what === 'moved') star.postStatus(reference, WORDS.star[what], later(start));
    else star.postStatus(reference, WORDS.star[what]);
  } catch (error) {
    // A dealer has no place at that time, or none any more for whom he had given up.
    if (!(error instanceof SandboxRefusal)) throw error;
  }
}

const later = (start: string): string => new Date(Date.parse(start) + 50 * 3_600_000).toISOString();
