import type { DayBays, SandboxShop } from '../../../shared/sandbox/index.ts';
import { bookPage, hash32, ownerOf } from '../../../shared/sandbox/index.ts';
import type { FirestoneJob, Money } from './catalogue.ts';
import { FIRESTONE_JOBS, jobOf, usd } from './catalogue.ts';
import type { FirestoneNetworkOptions, Holder, Store } from './types.ts';

const DEFAULT_FEE = { amount: 30, currency: 'USD', beforeHours: 24 };

export interface Stores {
  get(storeNumber: string): Store | undefined;
  all(): Iterable<Store>;
  /** Changes a shop's data and marks it as updated now. @throws Error when there is no such store or data is wrong. */
  update(storeNumber: string, change: Partial<Omit<SandboxShop, 'networkRef'>>): void;
  /** The bays of a store on a local date. */
  bays(store: Store, date: string): DayBays<Holder>;
  /** How many bays are free throughout a time on a local date; asking leaves nothing behind. */
  openBays(store: Store, date: string): (startMs: number, endMs: number) => number;
}

/** @throws Error when a store number is there twice, or a zone or opening hours are wrong. */
export function createStores(options: FirestoneNetworkOptions, now: () => Date): Stores {
  const { busy = 0 } = options;
  const started = now().getTime();
  const stores = new Map<string, Store>();
  for (const shop of options.shops) {
    if (stores.has(shop.networkRef)) throw new Error(`The store number ${shop.networkRef} is there twice.`);
    const store = { key: hash32(shop.networkRef), days: new Map() };
    const updatedMs = shop.updatedAt === undefined ? started : Date.parse(shop.updatedAt);
    stores.set(shop.networkRef, { ...store, updatedMs, ...derived(shop, options) });
  }
  const bays = (store: Store, date: string): DayBays<Holder> => {
    let day = store.days.get(date);
    if (!day) {
      day = bookPage<Holder>(store, date, options);
      store.days.set(date, day);
    }
    return day;
  };
  return {
    get: (storeNumber) => stores.get(storeNumber),
    all: () => stores.values(),
    update(storeNumber, change) {
      const store = stores.get(storeNumber);
      if (!store) throw new Error(`There is no store ${storeNumber}.`);
      Object.assign(store, derived({ ...store.shop, ...change }, options), { updatedMs: now().getTime() });
    },
    bays,
    openBays: (store, date) => (busy > 0 || store.days.has(date) ? bays(store, date).open : () => store.bays),
  };
}

function derived(shop: SandboxShop, options: FirestoneNetworkOptions) {
  return {
    shop,
    ...ownerOf(shop, 'store', options),
    jobs: shop.services ? FIRESTONE_JOBS.filter((job) => shop.services?.some((s) => jobOf(s) === job)) : FIRESTONE_JOBS,
    cancelFee: shop.cancelFee ?? DEFAULT_FEE,
  };
}

/** The list price with the store's own spread of up to 10 USD either way. */
export function estimateOf(store: Store, job: FirestoneJob): Money {
  return usd(job.price + (store.key % 21) - 10);
}

/** A store as `GET /v2/stores` tells it. */
export function storeJson({ shop, networkRef: number, zone, jobs, cancelFee }: Store): object {
  return {
    storeNumber: number,
    name: shop.name,
    address: shop.address,
    geo: { lat: shop.lat, lng: shop.lon },
    timeZone: zone,
    phone: shop.phone,
    services: jobs.map((job) => job.code),
    certifications: shop.certifications ?? ['ASE'],
    ...(shop.maxGvwrLb === undefined ? {} : { maxGvwrLb: shop.maxGvwrLb }),
    bookingPage: shop.bookingUrl ?? `https://www.firestonecompleteautocare.example/schedule/${number}`,
    cancelFee,
  };
}
