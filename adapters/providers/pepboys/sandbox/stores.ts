import { IANAZone } from 'luxon';
import type { DayBays, SandboxShop, ShopCalendar } from '../../../shared/sandbox/index.ts';
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
import type { PepBoysJob } from './catalogue.ts';
import { PEPBOYS_JOBS, jobOf } from './catalogue.ts';
import type { Holder, PepBoysNetworkOptions, Place, Store } from './types.ts';

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
  const { busy = 0, seed = 1 } = options;
  const stores = new Map<string, Store>();
  for (const shop of options.shops) {
    if (stores.has(shop.networkRef)) throw new Error(`The store number ${shop.networkRef} is there twice.`);
    stores.set(shop.networkRef, storeOf(shop, options));
  }

  const bays = (store: Store, date: string): DayBays<Holder> => {
    let day = store.days.get(date);
    if (!day) {
      day = createDayBays<Holder>(store.bays);
      if (busy > 0) fillWithWalkIns(store, date, day, busy, seed);
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
      const day = date ?? localDate(now().getTime(), store.zone);
      if (!isDate(day)) throw new SandboxRefusal(400, `'${day}' is not a date such as 2026-11-23.`);
      return calendarOf(store, day, bays(store, day));
    },
  };
}

function storeOf(shop: SandboxShop, options: PepBoysNetworkOptions): Store {
  const { networkRef: id, timeZone: zone } = shop;
  if (!IANAZone.isValidZone(zone)) throw new Error(`The time zone '${zone}' of store ${id} is not an IANA name.`);
  return {
    id,
    name: shop.name,
    zone,
    week: parseOpeningHours(shop.openingHours ?? options.hours ?? DEFAULT_HOURS),
    bays: shop.bays ?? options.bays ?? 3,
    jobs: shop.services ? PEPBOYS_JOBS.filter((job) => shop.services?.some((s) => jobOf(s) === job)) : PEPBOYS_JOBS,
    days: new Map(),
  };
}

function fillWithWalkIns(store: Store, date: string, day: DayBays<Holder>, share: number, seed: number): void {
  for (const slot of daySlots(store.zone, hoursOn(store.week, date), date, 60, 60)) {
    for (let bay = 0; bay < store.bays; bay++) {
      if (chance(seed, store.id, slot.startMs, bay) < share) day.take(slot.startMs, slot.endMs, 'walk-in');
    }
  }
}

function calendarOf(store: Store, date: string, day: DayBays<Holder>): ShopCalendar {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: store.zone, hour: '2-digit', minute: '2-digit' });
  return {
    networkRef: store.id,
    name: store.name,
    timeZone: store.zone,
    date,
    bays: store.bays,
    open: hoursOn(store.week, date).map(([from, to]) => ({ from: wallText(from), to: wallText(to) })),
    appointments: day.stays().map(({ bay, startMs, endMs, holder }) => {
      const times = { bay, start: clock.format(startMs), end: clock.format(endMs) };
      if (holder === 'walk-in') return { ...times, status: 'WALK_IN' };
      const { clientRef: reference, place } = holder;
      if (holder.kind === 'hold') return { ...times, status: 'HELD', reference, service: place.job.code };
      const { state: status, apptId: confirmation, vehicle, contact, notes } = holder;
      return {
        ...times,
        status,
        confirmation,
        reference,
        service: place.job.code,
        vehicle,
        workOrder: { contact, notes },
      };
    }),
  };
}
