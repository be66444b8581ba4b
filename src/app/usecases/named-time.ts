import type { Booking } from '../../domain/booking.ts';
import { appointmentOf } from '../../domain/booking.ts';
import { asBookingId } from '../../domain/ids.ts';
import type { Instant, LocalDate, ProviderId, TimeZone } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Say } from '../../domain/say.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import type { Core } from '../core.ts';
import type { ActorRef } from '../intents/delivery.ts';
import { findMember } from '../intents/find-member.ts';
import type { TimeWindow } from '../ports/time-words.ts';
import { freshOffer } from './offers.ts';
import type { Without } from './offers.ts';

/** A time as a person names it: in plain words, as a day, or as words about a day. */
export interface NamedTime {
  readonly text?: string | undefined;
  readonly date?: LocalDate | undefined;
  /** The language of the words. */
  readonly locale?: string | undefined;
}

type Gone = NonNullable<Without['exclude']>;

/**
 * The earliest free slot that the words name, at the present shop if it has one, else at any other; each shop's words are
 * about its own clock. The error says in words why there is none, with the times nearest to the one that was meant.
 */
export async function findNamed(
  core: Core,
  booking: Booking,
  named: NamedTime,
  gone: Gone,
): Promise<Result<OfferedSlot, Say>> {
  const appointment = appointmentOf(booking);
  const now = core.clock.now().toISOString();
  const read = reader(core, booking, named, now);
  const words = named.text?.trim() || (named.date ?? '');
  const meant = read(zoneOf(booking));
  if (!meant.ok) return fail({ code: meant.error === 'passed' ? 'time-passed' : 'no-such-time', words });
  const exclude = appointment ? [...gone, appointment] : gone;
  const isWanted: NonNullable<Without['isWanted']> = ({ start }, { timeZone }) => {
    const window = read(timeZone);
    return window.ok && start >= window.value.from && start < window.value.to;
  };
  const search = async (more: Without) =>
    slotsOf(await freshOffer(core, booking, 'more', { exclude, ...more }), booking);
  const here = appointment ? await search({ isWanted, only: [appointment.providerId] }) : [];
  const [slot] = here.length > 0 ? here : await search({ isWanted });
  if (slot) return ok(slot);
  const { from } = meant.value;
  const later = await search({ isWanted: ({ start }) => start >= from });
  const next = nearest([...later, ...(await search({}))], from, appointment?.providerId);
  return fail({ code: 'nothing-free-then', words, next, ...(appointment ? { stands: appointment } : {}) });
}

/** What is wrong with words and a day before a form with them is sent in; nothing is said of a stranger's booking. */
export async function whatIsWrong(
  core: Core,
  bookingId: string,
  by: ActorRef,
  named: NamedTime,
): Promise<'no-time' | 'passed' | undefined> {
  const booking = await core.bookings.get(asBookingId(bookingId));
  const member = booking && (await findMember(core, booking.fleetId, by));
  if (!booking || !member) return undefined;
  const now = core.clock.now().toISOString();
  const read = reader(core, booking, { locale: member.locale, ...named }, now)(zoneOf(booking));
  return read.ok ? undefined : read.error;
}

/** The clock that the words are about first of all. */
const zoneOf = (booking: Booking): TimeZone =>
  (appointmentOf(booking) ?? booking.offer.slots[0])?.timeZone ?? booking.context.timeZone;

function reader({ words }: Pick<Core, 'words'>, { context }: Booking, named: NamedTime, now: Instant) {
  const windows = new Map<TimeZone, Result<TimeWindow, 'no-time' | 'passed'>>();
  const { text = '', date, locale = context.locale } = named;
  return (timeZone: TimeZone): Result<TimeWindow, 'no-time' | 'passed'> => {
    const known = windows.get(timeZone) ?? words.read(text, { now, timeZone, locale, date });
    windows.set(timeZone, known);
    return known;
  };
}

/** Those of this very search, earliest first. */
function slotsOf(offer: Booking['offer'], { offer: before }: Booking): readonly OfferedSlot[] {
  const old = new Set([...before.slots, ...before.more]);
  return [...offer.slots, ...offer.more]
    .filter((slot) => !old.has(slot))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || a.distanceKm - b.distanceKm);
}

/** The three times nearest to a moment; of equally near ones those at this shop come first. */
function nearest(slots: readonly OfferedSlot[], to: Instant, shop: ProviderId | undefined): readonly OfferedSlot[] {
  const away = ({ start, providerId }: OfferedSlot): number =>
    Math.abs(Date.parse(start) - Date.parse(to)) + (providerId === shop ? 0 : 1);
  const each = [...new Map(slots.map((slot) => [slot.slotId, slot])).values()];
  const closest = each.sort((a, b) => away(a) - away(b)).slice(0, 3);
  return closest.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}
