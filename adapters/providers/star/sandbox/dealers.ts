import { IANAZone } from 'luxon';
import { SERVICE_CODES, SERVICE_MINUTES } from '../../../../src/domain/services.ts';
import type { ServiceCode } from '../../../../src/domain/services.ts';
import type { DayBays, DaySlot, SandboxShop, ShopCalendar } from '../../../shared/sandbox/index.ts';
import {
  DEFAULT_HOURS,
  SandboxRefusal,
  chance,
  createDayBays,
  daySlots,
  hoursOn,
  isDate,
  localDate,
  parseOpeningHours,
  wallText,
} from '../../../shared/sandbox/index.ts';
import type { Dealer, Holder, StarNetworkOptions } from './types.ts';

export interface Dealers {
  get(number: string): Dealer | undefined;
  /** The advisors' time of a dealer on a local date. */
  day(dealer: Dealer, date: string): DayBays<Holder>;
  /** The starts of a date that have not begun, whether free or not. */
  slots(dealer: Dealer, service: ServiceCode, date: string): readonly DaySlot[];
  /** The start that begins at this moment, if the dealer has it. */
  slotAt(dealer: Dealer, service: ServiceCode, startMs: number): DaySlot | undefined;
  /** Advisors that are free throughout a time, by number from 1. */
  freeAdvisors(dealer: Dealer, slot: DaySlot, date: string): readonly number[];
}

/** @throws Error when a dealer number is there twice, or a zone or opening hours are wrong. */
export function createDealers(options: StarNetworkOptions, now: () => Date): Dealers {
  const { busy = 0, seed = 1 } = options;
  const dealers = new Map<string, Dealer>();
  for (const shop of options.shops) {
    if (shop.network !== undefined && shop.network !== 'star') continue;
    if (dealers.has(shop.networkRef)) throw new Error(`The dealer number ${shop.networkRef} is there twice.`);
    dealers.set(shop.networkRef, dealerOf(shop, options));
  }
  const day = (dealer: Dealer, date: string): DayBays<Holder> => {
    let bays = dealer.days.get(date);
    if (!bays) {
      bays = createDayBays<Holder>(dealer.advisors);
      if (busy > 0) fillWithWalkIns(dealer, date, bays, busy, seed);
      dealer.days.set(date, bays);
    }
    return bays;
  };
  const slots: Dealers['slots'] = (dealer, service, date) =>
    daySlots(dealer.zone, hoursOn(dealer.week, date), date, SERVICE_MINUTES[service]).filter(
      ({ startMs }) => startMs > now().getTime(),
    );
  return {
    get: (number) => dealers.get(number),
    day,
    slots,
    slotAt: (dealer, service, startMs) =>
      slots(dealer, service, localDate(startMs, dealer.zone)).find((slot) => slot.startMs === startMs),
    freeAdvisors(dealer, { startMs, endMs }, date) {
      const all = Array.from({ length: dealer.advisors }, (_, i) => i + 1);
      // A day that nobody has touched stays unmade, so that asking leaves nothing behind.
      if (busy === 0 && !dealer.days.has(date)) return all;
      const stays = day(dealer, date).stays();
      const taken = stays.filter((stay) => stay.startMs < endMs && startMs < stay.endMs).map(({ bay }) => bay);
      return all.filter((advisor) => !taken.includes(advisor));
    },
  };
}

function dealerOf(shop: SandboxShop, options: StarNetworkOptions): Dealer {
  if (!IANAZone.create(shop.timeZone).isValid)
    throw new Error(`The time zone '${shop.timeZone}' of dealer ${shop.networkRef} is not an IANA name.`);
  return {
    number: shop.networkRef,
    shop,
    zone: shop.timeZone,
    week: parseOpeningHours(shop.openingHours ?? options.hours ?? DEFAULT_HOURS),
    advisors: shop.bays ?? options.bays ?? 3,
    services: SERVICE_CODES.filter((code) => shop.services?.includes(code) ?? true),
    days: new Map(),
  };
}

function fillWithWalkIns(dealer: Dealer, date: string, bays: DayBays<Holder>, share: number, seed: number): void {
  for (const slot of daySlots(dealer.zone, hoursOn(dealer.week, date), date, 60, 60)) {
    for (let bay = 0; bay < dealer.advisors; bay++) {
      if (chance(seed, dealer.number, slot.startMs, bay) < share) bays.take(slot.startMs, slot.endMs, 'walk-in');
    }
  }
}

/** A dealer's day with its advisors and appointments; the dealer's own today unless a date is given. */
export function calendarOf(dealers: Dealers, dealer: Dealer, date: string | undefined, now: Date): ShopCalendar {
  const day = date ?? localDate(now.getTime(), dealer.zone);
  if (!isDate(day)) throw new SandboxRefusal(400, `'${day}' is not a date such as 2026-11-23.`);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: dealer.zone, hour: '2-digit', minute: '2-digit' });
  const stays = dealers.day(dealer, day).stays();
  return {
    networkRef: dealer.number,
    name: dealer.shop.name,
    timeZone: dealer.zone,
    date: day,
    bays: dealer.advisors,
    open: hoursOn(dealer.week, day).map(([from, to]) => ({ from: wallText(from), to: wallText(to) })),
    appointments: stays.map(({ bay, startMs, endMs, holder }) => {
      const times = { bay, start: clock.format(startMs), end: clock.format(endMs) };
      if (holder === 'walk-in') return { ...times, status: 'WALK_IN' };
      const { status, dealerDocumentId: confirmation, bodId: reference, service, vin } = holder;
      return { ...times, status, confirmation, reference, service, vehicle: { vin } };
    }),
  };
}
