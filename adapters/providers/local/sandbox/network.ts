import type { LedgerEntry, SandboxNetwork, SandboxShop } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, calendarOfPage, dateAsked, decodePart, withOffset } from '../../../shared/sandbox/index.ts';
import { createBooks } from './books.ts';
import { calendarReply, spoilCalendar } from './calendar.ts';
import type { AskedFor, Job, LocalNetworkOptions } from './types.ts';

export interface LocalNetwork extends SandboxNetwork {
  /**
   * A shop's answer to a request: yes while it has a bay then. The same request again gets the same answer; one for
   * another time moves the appointment, which stays where it is when that time is not free.
   */
  request(asked: AskedFor): 'accepted' | 'declined';
  /** The shop's appointment with this UID is off. */
  cancel(uid: string, store: string): void;
  /** Someone who is none of ours takes a bay. */
  walkIn(store: string, startMs: number, endMs: number): void;
}

const CALENDAR = /^\/local\/([^/]+)\/busy\.ics$/;

/**
 * Independent shops without a server: their busy calendars at `/local/{networkRef}/busy.ics`, and appointment books for
 * whoever reads their mails and presses the links. @throws Error when a shop's data is wrong.
 */
export function createLocalSandboxHandler(options: LocalNetworkOptions): LocalNetwork {
  const { now = () => new Date() } = options;
  const books = createBooks(options, now);
  const jobs = new Map<string, Job>();

  const note = (job: Job): void => {
    const start = withOffset(job.startMs, zoneOf(job));
    job.history.push({ at: now().toISOString(), status: job.status, start });
  };
  const zoneOf = (job: Job): string => books.shop(job.store)?.timeZone ?? 'UTC';
  const release = (job: Job): void => {
    const shop = books.shop(job.store);
    if (shop && job.stay) books.page(shop, job.startMs).release(job.stay);
    job.stay = undefined;
  };
  /** With its own time counting as free. */
  const moveTo = (job: Job, { startMs, endMs }: AskedFor): boolean => {
    const shop = books.shop(job.store);
    if (!shop) return false;
    const old = { startMs: job.startMs, endMs: job.endMs };
    release(job);
    const stay = books.page(shop, startMs).take(startMs, endMs, job);
    if (stay) Object.assign(job, { startMs, endMs, stay });
    else job.stay = books.page(shop, old.startMs).take(old.startMs, old.endMs, job);
    if (stay) note(job);
    return stay !== undefined;
  };
  const busyTimes = (shop: SandboxShop) =>
    books.pages(shop).flatMap((page) =>
      page.stays().map(({ bay, startMs, endMs, holder }) => ({
        uid: holder === 'walk-in' ? `${shop.networkRef}-${bay}-${startMs}@shop.example` : holder.uid,
        startMs,
        endMs,
      })),
    );

  return {
    network: 'local',
    operations: { calendar: [], request: ['stolen-slot'], withdraw: [] },
    handler(method, path) {
      const shop = books.shop(decodePart(CALENDAR.exec(path)?.[1] ?? ''));
      if (!shop || method !== 'GET') return undefined;
      return { operation: 'calendar', run: (request) => calendarReply(busyTimes(shop), request) };
    },
    spoil: spoilCalendar,
    request(asked) {
      const key = `${asked.reference} ${asked.store}`;
      const known = jobs.get(key);
      if (known?.stay && known.startMs !== asked.startMs) return moveTo(known, asked) ? 'accepted' : 'declined';
      if (known && known.status !== 'CANCELLED' && known.startMs === asked.startMs)
        return known.status === 'DECLINED' ? 'declined' : 'accepted';
      const shop = books.shop(asked.store);
      const job: Job = { ...asked, status: 'CONFIRMED', stay: undefined, history: [] };
      job.stay = shop && books.page(shop, asked.startMs).take(asked.startMs, asked.endMs, job);
      if (!job.stay) job.status = 'DECLINED';
      jobs.set(key, job);
      note(job);
      return job.stay ? 'accepted' : 'declined';
    },
    cancel(uid, store) {
      for (const job of jobs.values()) {
        if (job.uid !== uid || job.store !== store || job.status !== 'CONFIRMED') continue;
        release(job);
        job.status = 'CANCELLED';
        note(job);
      }
    },
    walkIn(store, startMs, endMs) {
      const shop = books.shop(store);
      if (shop) books.page(shop, startMs).take(startMs, endMs, 'walk-in');
    },
    ledger: () =>
      [...jobs.values()].filter(({ status }) => status !== 'DECLINED').map((job) => entryOf(job, zoneOf(job))),
    postStatus(reference) {
      if (![...jobs.values()].some((job) => job.reference === reference)) return undefined;
      throw new SandboxRefusal(409, 'An independent shop tells how it stands by the links in its mails.');
    },
    calendar(networkRef, date) {
      const shop = books.shop(networkRef);
      if (!shop) return undefined;
      const day = dateAsked(date, shop.timeZone, now());
      return calendarOfPage(books.owner(shop), shop.name, day, books.pageOn(shop, day), told);
    },
    close: () => undefined,
  };
}

/** What a calendar tells of a job. */
const told = ({ status, reference, vehicle, workOrder }: Job) => ({
  ...{ status, reference, vehicle, workOrder },
  confirmation: reference,
});

const entryOf = (job: Job, zone: string): LedgerEntry => ({
  network: 'local',
  reference: job.reference,
  confirmation: job.reference,
  store: job.store,
  service: job.service ?? '',
  start: withOffset(job.startMs, zone),
  end: withOffset(job.endMs, zone),
  status: job.status,
  vehicle: job.vehicle,
  workOrder: job.workOrder,
  history: job.history,
});
