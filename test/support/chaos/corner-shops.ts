import type { LocalNetwork } from '../../../adapters/providers/local/sandbox/index.ts';
import { chance, createFaultPlan } from '../../../adapters/shared/sandbox/index.ts';
import type { Fault, FaultPlan } from '../../../adapters/shared/sandbox/index.ts';
import { startFaultyMailServer } from '../faulty-mail-server.ts';
import type { Arrived } from '../mail-server.ts';
import { momentOf, propertyOf } from '../mail-server.ts';

/** What a corner shop does with a request. */
export type Answer = 'accept' | 'decline' | 'propose' | 'silence';

/** Independent shops with people who read mails, press links now and then, and keep a book. */
export interface CornerShops {
  readonly smtpUrl: string;
  readonly mails: readonly Arrived[];
  readonly plan: FaultPlan;
  /** How often each answer was given, and what became of the presses by their HTTP status. */
  readonly answers: Readonly<Record<string, number>>;
  /** The links of the mail that says that an appointment stands, once it has come. */
  workLinks(bookingId: string): Readonly<Record<string, string>> | undefined;
  /** No more presses. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** What one shop has of one booking: the newest word, by SEQUENCE, as a calendar keeps it. */
interface Page {
  sequence: number;
  /** The book's entry, where there is one. */
  reference: string;
}

const DAY_MS = 86_400_000;

export async function startCornerShops(options: {
  readonly seed: number;
  readonly books: LocalNetwork;
  /** How long the mail server says nothing where it is silent. */
  readonly silentMs: number;
  readonly timeZoneOf: (store: string) => string;
}): Promise<CornerShops> {
  const { seed, books, silentMs, timeZoneOf } = options;
  const plan = createFaultPlan('', seed, ['request', 'withdraw']);
  const pages = new Map<string, Page>();
  const links = new Map<string, Readonly<Record<string, string>>>();
  const answered = new Set<string>();
  const answers: Record<string, number> = {};
  const busy = new Set<Promise<void>>();
  let stopped = false;

  async function taken(mail: Arrived, fault: Fault | undefined): Promise<void> {
    const { method, text } = mail.calendar;
    const uid = propertyOf(text, 'UID') ?? '';
    const sequence = Number(propertyOf(text, 'SEQUENCE') ?? 0);
    const store = /^desk@(.+)\.test$/.exec(mail.to)?.[1] ?? '';
    const key = `${store}/${uid}`;
    const page = pages.get(key);
    // Mails overtake each other; what is older than the calendar's entry is dropped, as calendars do.
    if (page && sequence < page.sequence) return;
    const [startMs, endMs] = [momentOf(propertyOf(text, 'DTSTART') ?? ''), momentOf(propertyOf(text, 'DTEND') ?? '')];
    const asked = { reference: `${key}/${sequence}`, uid, store, startMs, endMs };
    if (method === 'CANCEL') {
      pages.set(key, { sequence, reference: '' });
      return books.cancel(uid, store);
    }
    const standing = page?.reference ?? '';
    if (mail.links['Accept'] === undefined) {
      // "It stands": written down where it is not yet or at another time, one that the shop proposed itself.
      if (mail.links['Started'] !== undefined)
        links.set(String(mail.parsed.headers.get('x-pitcrew-booking')), mail.links);
      const reference = standing === '' ? asked.reference : standing;
      pages.set(key, { sequence, reference });
      if (books.request({ ...asked, reference }) === 'declined')
        throw new Error(`${store} has promised more than it has bays for.`);
      return;
    }
    if (answered.has(asked.reference)) return;
    answered.add(asked.reference);
    // Asked for another time, he has the old one in his book until he has said yes.
    pages.set(key, { sequence, reference: standing });
    if (fault?.kind === 'stolen-slot') for (let i = 0; i < 9; i++) books.walkIn(store, startMs, endMs);
    const work = answer(mail, asked, key).finally(() => busy.delete(work));
    busy.add(work);
  }

  type Asked = Parameters<LocalNetwork['request']>[0];

  async function answer(mail: Arrived, asked: Asked, key: string): Promise<void> {
    const drawn = answerFor(chance(seed, 'answer', asked.reference));
    await new Promise((resolve) => setTimeout(resolve, 250 * chance(seed, 'delay', asked.reference)));
    if (stopped) return;
    const newest = pages.get(key);
    // It was withdrawn, or overtaken by a newer request, while he thought about it: he answers all the same.
    const isNewest = newest !== undefined && asked.reference === `${key}/${newest.sequence}`;
    const old = books.ledger().find((row) => row.reference === newest?.reference);
    const reference = old?.reference ?? asked.reference;
    const isFree = drawn !== 'accept' || !isNewest || books.request({ ...asked, reference }) === 'accepted';
    const given = isFree ? drawn : 'decline';
    if (given === 'accept' && isNewest) pages.set(key, { ...newest, reference });
    count(given);
    if (given === 'silence') return;
    if (given === 'decline') return void (await press(mail.links['Decline']));
    if (given === 'propose') return void (await press(mail.links['Propose another time'], { start: proposal(asked) }));
    const status = await press(mail.links['Accept']);
    const page = pages.get(key);
    // Too late: the page says so, and the time is struck out again, or is the old one again.
    if (status === 200 || page?.reference !== reference) return;
    if (old) {
      books.request({ ...asked, reference, startMs: Date.parse(old.start), endMs: Date.parse(old.end) });
      return;
    }
    pages.set(key, { ...page, reference: '' });
    books.cancel(asked.uid, asked.store);
  }

  function proposal({ startMs, reference, store }: Asked): string {
    const at = startMs + Math.floor(1 + 10 * chance(seed, 'day', reference)) * DAY_MS;
    const wall = new Date(at).toLocaleString('sv-SE', { timeZone: timeZoneOf(store) });
    return wall.slice(0, 16).replace(' ', 'T');
  }

  async function press(url: string | undefined, fields: Readonly<Record<string, string>> = {}): Promise<number> {
    if (url === undefined) throw new Error('The mail has no such link.');
    const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    await reply.text();
    count(`pressed, ${reply.status}`);
    return reply.status;
  }

  function count(what: string): void {
    answers[what] = (answers[what] ?? 0) + 1;
  }

  const post = await startFaultyMailServer({ plan, slowMs: 150, silentMs, taken });
  return {
    smtpUrl: post.url,
    mails: post.mails,
    plan,
    answers,
    workLinks: (bookingId) => links.get(bookingId),
    async stop() {
      stopped = true;
      await Promise.allSettled(busy);
    },
    close: () => post.close(),
  };
}

function answerFor(draw: number): Answer {
  if (draw < 0.62) return 'accept';
  if (draw < 0.75) return 'decline';
  return draw < 0.88 ? 'propose' : 'silence';
}
