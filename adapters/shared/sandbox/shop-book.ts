import { IANAZone } from 'luxon';
import type { DayBays } from './bays.ts';
import { createDayBays } from './bays.ts';
import { SandboxRefusal } from './network.ts';
import type { CalendarEntry, ShopCalendar } from './network.ts';
import { DEFAULT_HOURS, parseOpeningHours } from './opening-hours.ts';
import type { Week } from './opening-hours.ts';
import { chance } from './prng.ts';
import { daySlots, hoursOn, isDate, localDate, wallText } from './shop-day.ts';
import type { SandboxShop } from './shops.ts';

/** Holds a bay and is none of ours. */
export type WalkIn = 'walk-in';

/** What an appointment book is kept for, whatever its network calls it. */
export interface BookOwner {
  readonly networkRef: string;
  readonly zone: string;
  readonly week: Week;
  readonly bays: number;
}

/** What shops that say nothing of it have. */
export interface ShopDefaults {
  /** Opening hours (OSM). */
  readonly hours?: string;
  readonly bays?: number;
}

/**
 * A shop as the owner of a book; `what` is what the network calls it, such as "store".
 * @throws Error when its zone or its opening hours are wrong.
 */
export function ownerOf(shop: SandboxShop, what: string, defaults: ShopDefaults, bays = 3): BookOwner {
  const { networkRef, timeZone: zone } = shop;
  if (!IANAZone.isValidZone(zone)) {
    throw new Error(`The time zone '${zone}' of ${what} ${networkRef} is not an IANA name.`);
  }
  const week = parseOpeningHours(shop.openingHours ?? defaults.hours ?? DEFAULT_HOURS);
  return { networkRef, zone, week, bays: shop.bays ?? defaults.bays ?? bays };
}

/** The page of a date, which walk-ins have a share of already (0 to 1); the same again for the same seed. */
export function bookPage<Holder>(
  { networkRef, zone, week, bays }: BookOwner,
  date: string,
  { busy = 0, seed = 1 }: { readonly busy?: number; readonly seed?: number },
): DayBays<Holder | WalkIn> {
  const page = createDayBays<Holder | WalkIn>(bays);
  if (busy === 0) return page;
  for (const { startMs, endMs } of daySlots(zone, hoursOn(week, date), date, 60, 60)) {
    for (let bay = 0; bay < bays; bay++) {
      if (chance(seed, networkRef, startMs, bay) < busy) page.take(startMs, endMs, 'walk-in');
    }
  }
  return page;
}

/** The date that a calendar is asked for: the shop's own today unless one is given. @throws SandboxRefusal for no date. */
export function dateAsked(date: string | undefined, zone: string, now: Date): string {
  const day = date ?? localDate(now.getTime(), zone);
  if (!isDate(day)) throw new SandboxRefusal(400, `'${day}' is not a date such as 2026-11-23.`);
  return day;
}

/** A page as a calendar to draw; `tell` says what is told of an appointment beside its time. */
export function calendarOfPage<Holder>(
  { networkRef, zone, week, bays }: BookOwner,
  name: string,
  date: string,
  page: DayBays<Holder | WalkIn>,
  tell: (holder: Holder) => Omit<CalendarEntry, 'bay' | 'start' | 'end'>,
): ShopCalendar {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return {
    networkRef,
    name,
    timeZone: zone,
    date,
    bays,
    open: hoursOn(week, date).map(([from, to]) => ({ from: wallText(from), to: wallText(to) })),
    appointments: page.stays().map(({ bay, startMs, endMs, holder }) => ({
      bay,
      start: clock.format(startMs),
      end: clock.format(endMs),
      ...(holder === 'walk-in' ? { status: 'WALK_IN' } : tell(holder as Holder)),
    })),
  };
}
