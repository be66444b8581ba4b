import type { SandboxReply, SandboxRequest, ShopCalendar } from '../../../shared/sandbox/index.ts';
import {
  addDays,
  calendarOfPage,
  dateAsked,
  daySlots,
  hoursOn,
  isDate,
  localDate,
  wallText,
} from '../../../shared/sandbox/index.ts';
import { invalid } from './booking-body.ts';
import type { FirestoneJob } from './catalogue.ts';
import { FIRESTONE_JOBS } from './catalogue.ts';
import { readSlotId, slotIdOf } from './slot-id.ts';
import type { Stores } from './stores.ts';
import { estimateOf } from './stores.ts';
import type { Appointment, Store } from './types.ts';

/** How long after opening a vehicle may be dropped off for the day. */
const DROP_OFF_MINUTES = 150;

/** A bookable start of a store, read from a slot id. */
export interface Place {
  readonly job: FirestoneJob;
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** `GET /v2/stores/{storeNumber}/availability`. */
export function availabilityReply(
  stores: Stores,
  store: Store,
  query: SandboxRequest['query'],
  now: Date,
): SandboxReply {
  const job = store.jobs.find(({ code }) => code === query.get('service'));
  if (!job) return invalid('service');
  const from = query.get('from') ?? '';
  if (!isDate(from)) return invalid('from');
  const days = /^\d{1,2}$/.test(query.get('days') ?? '') ? Number(query.get('days')) : 0;
  if (days < 1 || days > 31) return invalid('days');

  const listed: object[] = [];
  for (let index = 0; index < days; index++) {
    const date = addDays(from, index);
    const slots = slotsOf(stores, store, job, date, now);
    if (slots.length > 0) listed.push({ date, dropOff: dropOffOf(store, date), slots });
  }
  const asOf = `${now.toISOString().slice(0, 19)}Z`;
  return { status: 200, body: { storeNumber: store.networkRef, timeZone: store.zone, asOf, days: listed } };
}

/** The slots of a date that have not begun, full ones with `baysOpen` 0. */
export function slotsOf(stores: Stores, store: Store, job: FirestoneJob, date: string, now: Date) {
  const open = stores.openBays(store, date);
  const service = FIRESTONE_JOBS.indexOf(job);
  const estimate = estimateOf(store, job);
  return daySlots(store.zone, hoursOn(store.week, date), date, job.minutes)
    .filter(({ startMs }) => startMs > now.getTime())
    .map(({ start, end, startMs, endMs }) => ({
      slotId: slotIdOf(store.key, service, startMs),
      start,
      end,
      baysOpen: open(startMs, endMs),
      estimate,
    }));
}

function dropOffOf(store: Store, date: string): { from: string; to: string } {
  const [open = 0, close = 0] = hoursOn(store.week, date)[0] ?? [];
  return { from: wallText(open), to: wallText(Math.min(open + DROP_OFF_MINUTES, close)) };
}

/** What a slot id means at a store; undefined when it is unknown there, or has begun. */
export function placeOf(store: Store, slotId: string, now: Date): Place | undefined {
  const read = readSlotId(store.key, slotId);
  const job = read && FIRESTONE_JOBS[read.service];
  if (!job || !store.jobs.includes(job) || read.startMs <= now.getTime()) return undefined;
  const date = localDate(read.startMs, store.zone);
  const slots = daySlots(store.zone, hoursOn(store.week, date), date, job.minutes);
  const slot = slots.find(({ startMs }) => startMs === read.startMs);
  return slot && { job, date, startMs: slot.startMs, endMs: slot.endMs };
}

/** A store's day with bays and appointments; the shop's own today unless a date is given. */
export function calendarOf(stores: Stores, store: Store, date: string | undefined, now: Date): ShopCalendar {
  const day = dateAsked(date, store.zone, now);
  const tell = ({ status, confirmation, key, job, vehicle, workOrder }: Appointment) => ({
    ...{ status, confirmation, vehicle, workOrder },
    reference: key,
    service: job.code,
  });
  return calendarOfPage(store, store.shop.name, day, stores.bays(store, day), tell);
}
