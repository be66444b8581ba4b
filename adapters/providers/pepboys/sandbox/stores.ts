import type { DayBays, SandboxShop, ShopCalendar } from '../../../shared/sandbox/index.ts';
import { bookPage, calendarOfPage, dateAsked, daySlots, hoursOn, ownerOf } from '../../../shared/sandbox/index.ts';
import type { PepBoysJob } from './catalogue.ts';
import { PEPBOYS_JOBS, jobOf } from './catalogue.ts';
import type { Appointment, Hold, Holder, PepBoysNetworkOptions, Place, Store } from './types.ts';

/** Minutes between the starts of the grid. */
export const STEP_MINUTES = 30;

export interface Stores {
  get(id: string): Store | undefined;
  /** The bays of a store on a local date. */
  bays(store: Store, date: string): DayBays<Holder>;
  /** The starts of a date that have not begun and end by closing. */
  places(store: Store, job: PepBoysJob, date: string): readonly Place[];
  /** Lets walk-ins take all bays of a time. */
  steal(place: Place): void;
  /** A store's day with bays and appointments; the shop's own today unless a date is given. */
  calendar(id: string, date: string | undefined): ShopCalendar | undefined;
}

/** @throws Error when a store is there twice, or a zone or opening hours are wrong. */
export function createStores(options: PepBoysNetworkOptions, now: () => Date): Stores {
  const stores = new Map<string, Store>();
  for (const shop of options.shops) {
    if (stores.has(shop.networkRef)) throw new Error(`The store number ${shop.networkRef} is there twice.`);
    stores.set(shop.networkRef, storeOf(shop, options));
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
    get: (id) => stores.get(id),
    bays,
    places: (store, job, date) =>
      daySlots(store.zone, hoursOn(store.week, date), date, job.minutes, STEP_MINUTES)
        .filter(({ startMs }) => startMs > now().getTime())
        .map(({ start, startMs, endMs }) => ({ store, job, date, time: start.replace(':', ''), startMs, endMs })),
    steal({ store, date, startMs, endMs }) {
      while (bays(store, date).take(startMs, endMs, 'walk-in'));
    },
    calendar(id, date) {
      const store = stores.get(id);
      if (!store) return undefined;
      const day = dateAsked(date, store.zone, now());
      return calendarOfPage(store, store.name, day, bays(store, day), told);
    },
  };
}

function storeOf(shop: SandboxShop, options: PepBoysNetworkOptions): Store {
  return {
    ...ownerOf(shop, 'store', options),
    name: shop.name,
    jobs: shop.services ? PEPBOYS_JOBS.filter((job) => shop.services?.some((s) => jobOf(s) === job)) : PEPBOYS_JOBS,
    days: new Map(),
  };
}

/** What a calendar tells of an appointment or a hold. */
function told(holder: Appointment | Hold) {
  const { clientRef: reference, place } = holder;
  const service = place.job.code;
  if (holder.kind === 'hold') return { status: 'HELD', reference, service };
  const { state: status, apptId: confirmation, vehicle, contact, notes } = holder;
  return { status, confirmation, reference, service, vehicle, workOrder: { contact, notes } };
}
