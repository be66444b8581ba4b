import type { Appointment, Booking } from '../../../src/domain/booking.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import { chance } from '../../../adapters/shared/sandbox/index.ts';
import type { Clerk, Click } from './clerk.ts';
import { say } from './shop-words.ts';
import type { Word } from './shop-words.ts';
import type { Towns } from './town.ts';

/** How a story goes on once there is an appointment. */
export const ENDS = {
  stands: 0.08,
  'moved by its card': 0.1,
  'moved in words': 0.08,
  'arrived or moved': 0.1,
  cancelled: 0.12,
  completed: 0.16,
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
  readonly number: number;
  /** What it came to while requests failed, in a word: an end, or why it was left to the recovery. */
  readonly end: End | 'cancelled while the shop was asked' | 'left to the recovery';
  /** The appointments that somebody asked to move. */
  readonly moves: readonly Appointment[];
}

const MOST_TRIES = 10;
const LOOK_EVERY_MS = 80;
const LATE_MOVES = 0.4;
const TIMES = ['tomorrow afternoon', 'Wednesday at 10:00', 'Thursday morning', 'Friday after 2 pm', 'next Tuesday'];

/** Looks at a case again and again, as its people do. */
function watcher({ world, patienceMs }: Towns, bookingId: string) {
  return async (fits: (booking: Booking) => boolean, ms = patienceMs): Promise<Booking | undefined> => {
    for (const end = Date.now() + ms; ;) {
      const booking = await world.booking(bookingId);
      if (fits(booking)) return booking;
      if (Date.now() > end) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
}

const canChoose = (booking: Booking): boolean =>
  booking.phase.state === 'offered' && booking.offer.slots.length > 0 && isShown(booking);
const isShown = ({ cards, version }: Booking): boolean => cards.some((card) => card.version === version);
const isOver = ({ phase }: Booking): boolean => phase.state !== 'offered' && phase.state !== 'requested';

/** What a case's manager can do with it; his decisions depend on the seed and the case's number alone. */
function handsOn(towns: Towns, clerk: Clerk, seed: number, { bookingId, number }: Pick<Story, 'bookingId' | 'number'>) {
  const { corner, managers, patienceMs } = towns;
  const draw = (what: string): number => chance(seed, 'story', number, what);
  const person = managers[Math.floor(draw('person') * managers.length)]!;
  const by = (what: string): Click['by'] => (draw(`by ${what}`) < 0.7 ? 'slack' : 'host');
  const wait = watcher(towns, bookingId);
  const moves: Appointment[] = [];
  return { draw, person, by, wait, moves, confirmed, goOn };

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
      case 'moved by its card':
        return moveByCard(booking);
      case 'moved in words':
        return moving(booking, () =>
          clerk.moveInWords(person, booking, TIMES[Math.floor(draw('words') * TIMES.length)]!),
        );
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
        await wait(({ phase }) => phase.state === 'in-progress', draw('quick') < 0.3 ? 0 : patienceMs);
        return shopSays(booking, 'done');
      case 'no-show':
        return shopSays(booking, 'no-show');
      case 'cancelled by the shop': {
        await shopSays(booking, 'cancelled');
        const off = await wait(({ phase }) => phase.state === 'cancelled');
        return off && clerk.press(person, off, 'more-slots', by('again'));
      }
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

  /** Asks for other times, and takes one of those that the card shows then. */
  async function moveByCard(booking: Booking): Promise<void> {
    await clerk.press(person, booking, 'more-slots', by('other times'));
    const shown = await wait((now) => now.phase.state === 'scheduled' && now.phase.choosing === true && isShown(now));
    if (!shown) return;
    const n = 1 + Math.floor(draw('new slot') * shown.offer.slots.length);
    await moving(shown, () => clerk.moveTo(person, shown, n, by('move')));
  }

  /** Some of the moved appointments are cancelled or take place. */
  async function moving(booking: Booking, move: () => Promise<void>): Promise<void> {
    const old = appointmentOf(booking);
    if (old) moves.push(old);
    await move();
    const moved = await wait(({ phase, outcomes }) => phase.state !== 'moving' && outcomes[0]?.result !== 'pending');
    if (moved?.phase.state !== 'scheduled') return;
    const drawn = draw('after the move');
    if (drawn < 0.25) return goOn('cancelled', moved);
    if (drawn < 0.5) return goOn('completed', moved);
  }

  async function shopSays(booking: Booking, what: Word): Promise<void> {
    const appointment = appointmentOf(booking);
    if (!appointment) return;
    if (appointment.network === 'local') await until(() => corner.workLinks(bookingId) !== undefined);
    await say(towns, { ...appointment, bookingId }, what);
  }

  async function until(fits: () => boolean): Promise<void> {
    for (const end = Date.now() + patienceMs; !fits() && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** One case from its alert on, while requests fail; what is not booked by `until` is left to the recovery. */
export async function tell(towns: Towns, clerk: Clerk, seed: number, number: number, until: number): Promise<Story> {
  const { world, vehicles } = towns;
  const system = chance(seed, 'story', number, 'system') < 0.6 ? 'battery_12v' : 'brakes';
  const bookingId = await world.raise(vehicles[number], { system });
  const { draw, person, by, wait, moves, confirmed, goOn } = handsOn(towns, clerk, seed, { bookingId, number });
  const told = (end: Story['end']): Story => ({ bookingId, number, end, moves });

  for (let turn = 1; turn <= MOST_TRIES && Date.now() < until; turn++) {
    const offered = await wait((booking) => canChoose(booking) || isOver(booking));
    if (!offered) {
      const silent = await world.booking(bookingId);
      if (silent.phase.state !== 'offered') return told('left to the recovery');
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
      return told((await confirmed(there)) ? 'cancelled while the shop was asked' : 'left to the recovery');
    }
    const answered = await wait(({ phase }) => phase.state !== 'requested');
    if (!answered) return told('left to the recovery');
    if (isOver(answered)) break;
  }
  const booking = await world.booking(bookingId);
  if (booking.phase.state !== 'scheduled') return told('left to the recovery');
  const end = endFor(draw('end'), booking);
  await goOn(end, booking);
  return told(end);
}

/** How far a case is from its end: what the manager still has to do, or nothing. */
export function todo(booking: Booking): 'choose' | 'confirm' | 'wait' | undefined {
  const { phase } = booking;
  if (phase.state === 'offered' || phase.state === 'failed' || phase.state === 'expired') return 'choose';
  if (phase.state === 'requested' || phase.state === 'moving') return 'wait';
  if (phase.state !== 'scheduled' || phase.cancelling === undefined) return undefined;
  return phase.cancelling.stage === 'confirm-fee' ? 'confirm' : 'wait';
}

/**
 * What a manager does when nothing fails any more: he chooses until there is an appointment, and confirms what he began.
 * Some of the appointments that he got only now are moved, too.
 */
export async function finish(towns: Towns, clerk: Clerk, seed: number, story: Story, until: number): Promise<Story> {
  const { bookingId } = story;
  const { world } = towns;
  const { draw, person, wait, moves, goOn } = handsOn(towns, clerk, seed, story);
  let isLate = false;
  for (let turn = 1; Date.now() < until; turn++) {
    const booking =
      (await wait((now) => canChoose(now) || !['choose', 'wait'].includes(todo(now) ?? ''))) ??
      (await world.booking(bookingId));
    const next = todo(booking);
    if (next === undefined) {
      if (isLate && booking.phase.state === 'scheduled' && draw('late move') < LATE_MOVES)
        await goOn(draw('late way') < 0.5 ? 'moved by its card' : 'moved in words', booking);
      isLate = false;
      if (todo(await world.booking(bookingId)) === undefined) break;
      continue;
    }
    isLate ||= next === 'choose';
    const n = 1 + Math.floor(draw(`finish ${turn}`) * booking.offer.slots.length);
    if (next === 'confirm') await clerk.press(person, booking, 'confirm-cancel', 'slack');
    else if (canChoose(booking)) await clerk.choose(person, booking, n, 'slack');
    else if (next === 'choose') await clerk.press(person, booking, 'more-slots', 'slack');
    await wait((now) => now.version > booking.version);
  }
  return { ...story, moves: [...story.moves, ...moves] };
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
