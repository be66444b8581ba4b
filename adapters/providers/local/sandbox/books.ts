import type { DayBays, SandboxShop } from '../../../shared/sandbox/index.ts';
import {
  DEFAULT_HOURS,
  addDays,
  chance,
  createDayBays,
  daySlots,
  hoursOn,
  localDate,
  parseOpeningHours,
} from '../../../shared/sandbox/index.ts';
import type { Holder, LocalNetworkOptions } from './types.ts';

/** How far ahead walk-ins have their appointments. */
const DAYS = 21;

/** The appointment books of independent shops: a page of bays a day. */
export interface Books {
  shop(networkRef: string): SandboxShop | undefined;
  baysOf(shop: SandboxShop): number;
  /** The page of the day on which a moment lies at the shop. */
  page(shop: SandboxShop, startMs: number): DayBays<Holder>;
  pageOn(shop: SandboxShop, date: string): DayBays<Holder>;
  /** All pages of a shop from today on. */
  pages(shop: SandboxShop): readonly DayBays<Holder>[];
}

/** @throws Error when opening hours are wrong. */
export function createBooks(options: LocalNetworkOptions, now: () => Date): Books {
  const { busy = 0, seed = 1 } = options;
  const shops = new Map(options.shops.map((shop) => [shop.networkRef, shop]));
  const weeks = new Map(
    options.shops.map((shop) => [
      shop.networkRef,
      parseOpeningHours(shop.openingHours ?? options.hours ?? DEFAULT_HOURS),
    ]),
  );
  const pages = new Map<string, DayBays<Holder>>();
  const baysOf = (shop: SandboxShop): number => shop.bays ?? options.bays ?? 1;

  const pageOn = (shop: SandboxShop, date: string): DayBays<Holder> => {
    const key = `${shop.networkRef}/${date}`;
    const known = pages.get(key);
    if (known) return known;
    const page = createDayBays<Holder>(baysOf(shop));
    if (busy > 0) {
      const hours = hoursOn(weeks.get(shop.networkRef) ?? [], date);
      for (const { startMs, endMs } of daySlots(shop.timeZone, hours, date, 60, 60))
        for (let bay = 0; bay < baysOf(shop); bay++)
          if (chance(seed, shop.networkRef, startMs, bay) < busy) page.take(startMs, endMs, 'walk-in');
    }
    pages.set(key, page);
    return page;
  };

  return {
    shop: (networkRef) => shops.get(networkRef),
    baysOf,
    pageOn,
    page: (shop, startMs) => pageOn(shop, localDate(startMs, shop.timeZone)),
    pages(shop) {
      const today = localDate(now().getTime(), shop.timeZone);
      return Array.from({ length: DAYS }, (_, i) => pageOn(shop, addDays(today, i)));
    },
  };
}
