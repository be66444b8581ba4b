import type { BookOwner, DayBays, SandboxShop } from '../../../shared/sandbox/index.ts';
import { addDays, bookPage, localDate, ownerOf } from '../../../shared/sandbox/index.ts';
import type { Holder, LocalNetworkOptions } from './types.ts';

/** How far ahead walk-ins have their appointments. */
const DAYS = 21;
/** As in Pitcrew. */
const DEFAULT_BAYS = 1;

/** The appointment books of independent shops: a page of bays a day. */
export interface Books {
  shop(networkRef: string): SandboxShop | undefined;
  owner(shop: SandboxShop): BookOwner;
  /** The page of the day on which a moment lies at the shop. */
  page(shop: SandboxShop, startMs: number): DayBays<Holder>;
  pageOn(shop: SandboxShop, date: string): DayBays<Holder>;
  /** All pages of a shop from today on. */
  pages(shop: SandboxShop): readonly DayBays<Holder>[];
}

/** @throws Error when a zone or opening hours are wrong. */
export function createBooks(options: LocalNetworkOptions, now: () => Date): Books {
  const shops = new Map(options.shops.map((shop) => [shop.networkRef, shop]));
  const ownerOfShop = (shop: SandboxShop): BookOwner => ownerOf(shop, 'shop', options, DEFAULT_BAYS);
  const owners = new Map(options.shops.map((shop) => [shop.networkRef, ownerOfShop(shop)]));
  const owner = (shop: SandboxShop): BookOwner => owners.get(shop.networkRef) ?? ownerOfShop(shop);
  const pages = new Map<string, DayBays<Holder>>();

  const pageOn = (shop: SandboxShop, date: string): DayBays<Holder> => {
    const key = `${shop.networkRef}/${date}`;
    const known = pages.get(key);
    if (known) return known;
    const page = bookPage<Holder>(owner(shop), date, options);
    pages.set(key, page);
    return page;
  };

  return {
    shop: (networkRef) => shops.get(networkRef),
    owner,
    pageOn,
    page: (shop, startMs) => pageOn(shop, localDate(startMs, shop.timeZone)),
    pages(shop) {
      const today = localDate(now().getTime(), shop.timeZone);
      return Array.from({ length: DAYS }, (_, i) => pageOn(shop, addDays(today, i)));
    },
  };
}
