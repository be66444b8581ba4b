import type { BookingStore } from '../../src/app/ports/store.ts';
import type { Booking, BookingState } from '../../src/domain/booking.ts';
import { appointmentOf } from '../../src/domain/booking.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import { systemWords } from '../../src/domain/services.ts';
import { formatInstant } from '../../src/domain/time.ts';
import type { Reached } from './people.ts';
import { openAsks } from './phone.ts';
import type { Phone } from './phone.ts';
import type { Word } from './words.ts';

/** A case that a word may be about, and who of its fleet has sent the word. */
export interface Case {
  readonly booking: Booking;
  readonly member: Reached;
}

/** More than that are named by their vehicle. */
const MOST = 9;
const RATED_WITHIN_MS = 14 * 24 * 3_600_000;
export const UNDER_WAY: readonly BookingState[] = [
  ...(['offered', 'requested', 'awaiting-approval'] as const),
  ...(['scheduled', 'moving', 'in-progress'] as const),
];

/** The states that a word fits, in groups: what fits none of the first is looked for in the next. */
const FITS: Partial<Record<Word['kind'], readonly (readonly BookingState[])[]>> = {
  more: [
    ['offered', 'scheduled'],
    ['expired', 'failed'],
    ['cancelled', 'no-show'],
  ],
  reschedule: [['scheduled', 'moving'], ['offered'], ['requested', 'in-progress']],
  cancel: [['requested', 'awaiting-approval', 'moving', 'scheduled', 'manual'], ['in-progress']],
  yes: [['awaiting-approval']],
  no: [['awaiting-approval']],
  rate: [['completed'], ['manual']],
};

interface Asked {
  readonly word: Word;
  readonly members: readonly Reached[];
  readonly phone: Phone;
  readonly now: Date;
}

export interface Cases {
  byId(bookingId: string, members: readonly Reached[]): Promise<Case | undefined>;
  /** The cases that a word fits, newest first. */
  fitting(asked: Asked): Promise<readonly Case[]>;
  under(members: readonly Reached[]): Promise<readonly Case[]>;
}

export function createCases(bookings: Pick<BookingStore, 'get' | 'find'>): Cases {
  async function inStates(members: readonly Reached[], states: readonly BookingState[]): Promise<readonly Case[]> {
    const found = await Promise.all(
      members.map(async (member) => {
        const { items } = await bookings.find({ fleetId: member.fleetId, states, limit: 50 });
        return items.map((booking) => ({ booking, member }));
      }),
    );
    return found.flat();
  }

  async function byId(bookingId: string, members: readonly Reached[]): Promise<Case | undefined> {
    const booking = await bookings.get(asBookingId(bookingId));
    const member = members.find(({ fleetId }) => fleetId === booking?.fleetId);
    return booking && member ? { booking, member } : undefined;
  }

  return {
    byId,
    under: (members) => inStates(members, UNDER_WAY),
    async fitting({ word, members, phone, now }) {
      const asked = word.kind === 'yes' || word.kind === 'no' ? await questions(phone, members, now) : [];
      for (const states of FITS[word.kind] ?? []) {
        const found = (await inStates(membersFor(word, members), states)).filter(fits(word, now));
        const all = [...asked, ...found.filter(({ booking }) => !asked.some((one) => isSame(one.booking, booking)))];
        if (all.length > 0) return narrowed(word, all);
      }
      return asked;
    },
  };

  async function questions(phone: Phone, members: readonly Reached[], now: Date): Promise<readonly Case[]> {
    const open = await Promise.all(openAsks(phone, now).map(({ bookingId }) => byId(bookingId, members)));
    return open.filter((one) => one !== undefined);
  }
}

const isSame = ({ bookingId }: Booking, other: Booking): boolean => bookingId === other.bookingId;

/** Approval is asked of approvers; a manager's YES is none. */
const membersFor = ({ kind }: Word, members: readonly Reached[]): readonly Reached[] =>
  kind === 'yes' || kind === 'no' ? members.filter(({ roles }) => roles.includes('approver')) : members;

function fits(word: Word, now: Date): (one: Case, i: number, all: readonly Case[]) => boolean {
  if (word.kind === 'rate') {
    const isLate = ({ booking }: Case): boolean => now.getTime() - Date.parse(booking.updatedAt) < RATED_WITHIN_MS;
    // What has stars already is meant only where nothing waits for them.
    return (one, _, all) =>
      isLate(one) && (one.booking.rating === undefined || all.filter(isLate).every(({ booking }) => booking.rating));
  }
  if (word.kind !== 'yes' && word.kind !== 'no') return () => true;
  const isHis = ({ booking: { phase }, member }: Case): boolean =>
    phase.state === 'awaiting-approval' && phase.approval.approver?.memberId === member.memberId;
  return (one, _, all) => isHis(one) || !all.some(isHis);
}

/** What a word says about the vehicle that it is about. */
const aboutOf = (word: Word): string | undefined => {
  if (word.kind === 'more' || word.kind === 'cancel') return word.about;
  if (word.kind === 'yes' || word.kind === 'no' || word.kind === 'reschedule') return word.words;
  return word.kind === 'rate' ? word.about : undefined;
};

function narrowed(word: Word, cases: readonly Case[]): readonly Case[] {
  const about = aboutOf(word)?.toLowerCase() ?? '';
  const named = cases.filter(({ booking }) => isNamed(about, booking.vehicleId));
  return named.length > 0 ? named : cases;
}

const isNamed = (about: string, vehicleId: string): boolean => {
  const id = vehicleId.toLowerCase();
  return about === id || about.startsWith(`${id} `);
};

/** What follows the vehicle's id, where the words begin with it. */
export const withoutVehicle = (words: string, { vehicleId }: Booking): string =>
  isNamed(words.toLowerCase(), vehicleId) ? words.slice(vehicleId.length).trim() : words;

/** One line that names a case: its vehicle, what is wrong with it and how it stands. */
export function lineOf({ booking, member }: Case): string {
  const { vehicleId, system, context, phase } = booking;
  const locale = member.locale ?? context.locale;
  const appointment = appointmentOf(booking);
  const at = appointment ? ` ${formatInstant(appointment.start, appointment.timeZone, locale)}` : '';
  const where = appointment ? `, ${appointment.providerName}` : '';
  return `${vehicleId}, ${systemWords(system)}: ${STANDS[phase.state]}${at}${where}`;
}

const STANDS: Readonly<Record<BookingState, string>> = {
  offered: 'waits for a choice',
  requested: 'the shop is asked',
  'awaiting-approval': 'waits for approval',
  scheduled: 'booked',
  moving: 'is being moved from',
  'in-progress': 'in the shop since',
  completed: 'done',
  cancelled: 'cancelled',
  'no-show': 'did not arrive',
  manual: 'booked by hand',
  dismissed: 'dismissed',
  expired: 'offer has ended',
  failed: 'not booked',
};

export const listed = (cases: readonly Case[]): readonly Case[] => cases.slice(0, MOST);
