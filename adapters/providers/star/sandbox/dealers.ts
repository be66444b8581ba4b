import { SERVICE_CODES, SERVICE_MINUTES } from '../../../../src/domain/services.ts';
import type { ServiceCode } from '../../../../src/domain/services.ts';
import type { DayBays, DaySlot, SandboxShop, ShopCalendar } from '../../../shared/sandbox/index.ts';
import {
  bookPage,
  calendarOfPage,
  dateAsked,
  daySlots,
  hoursOn,
  localDate,
  ownerOf,
} from '../../../shared/sandbox/index.ts';
import type { Appointment, Dealer, Holder, StarNetworkOptions } from './types.ts';

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
  const { busy = 0 } = options;
  const dealers = new Map<string, Dealer>();
  for (const shop of options.shops) {
    if (shop.network !== undefined && shop.network !== 'star') continue;
    if (dealers.has(shop.networkRef)) throw new Error(`The dealer number ${shop.networkRef} is there twice.`);
    dealers.set(shop.networkRef, dealerOf(shop, options));
  }
  const day = (dealer: Dealer, date: string): DayBays<Holder> => {
    let bays = dealer.days.get(date);
    if (!bays) {
      bays = bookPage<Holder>(dealer, date, options);
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
      const all = Array.from({ length: dealer.bays }, (_, i) => i + 1);
      // A day that nobody has touched stays unmade, so that asking leaves nothing behind.
      if (busy === 0 && !dealer.days.has(date)) return all;
      const stays = day(dealer, date).stays();
      const taken = stays.filter((stay) => stay.startMs < endMs && startMs < stay.endMs).map(({ bay }) => bay);
      return all.filter((advisor) => !taken.includes(advisor));
    },
  };
}

function dealerOf(shop: SandboxShop, options: StarNetworkOptions): Dealer {
  return {
    ...ownerOf(shop, 'dealer', options),
    shop,
    services: SERVICE_CODES.filter((code) => shop.services?.includes(code) ?? true),
    days: new Map(),
  };
}

/** A dealer's day with its advisors and appointments; the dealer's own today unless a date is given. */
export function calendarOf(dealers: Dealers, dealer: Dealer, date: string | undefined, now: Date): ShopCalendar {
  const day = dateAsked(date, dealer.zone, now);
  const tell = ({ status, dealerDocumentId: confirmation, bodId: reference, service, vin }: Appointment) => ({
    ...{ status, confirmation, reference, service },
    vehicle: { vin },
  });
  return calendarOfPage(dealer, dealer.shop.name, day, dealers.day(dealer, day), tell);
}
