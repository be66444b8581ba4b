import type { Word } from './words.ts';

/** A line `n) …` that was sent: what its number means. */
export interface Choice {
  readonly n: number;
  readonly bookingId: string;
  readonly fleetId: string;
  readonly memberId: string;
  readonly means:
    | { readonly slotId: string; readonly intent: 'choose-slot' | 'reschedule' }
    /** Which of several cases a word was about. */
    | { readonly word: Word };
}

/** A question that waits for YES: the fee was named. */
export interface Ask {
  readonly bookingId: string;
  readonly fleetId: string;
  readonly memberId: string;
  readonly at: string;
  readonly intent: 'cancel' | 'confirm-cancel';
}

/** A text that was sent, or may have been: without a `sid` nobody knows yet. */
export interface Said {
  readonly key: string;
  readonly at: string;
  readonly sid?: string | undefined;
  /** As long as nobody knows: what another try says again, to the letter. */
  readonly text?: string | undefined;
  readonly bookingId?: string | undefined;
  readonly memberId?: string | undefined;
  /** The state of a case that it told, the last one of each role in which he is told. */
  readonly gist?: string | undefined;
  readonly as?: 'approver' | undefined;
  /** Twilio has told that it did not arrive. */
  readonly failed?: true | undefined;
}

/** What is remembered of one phone, whosever fleets it is in. */
export interface Phone {
  readonly next: number;
  readonly choices: readonly Choice[];
  readonly asks: readonly Ask[];
  /** Who asked for more times, by the delivery that will bring them. */
  readonly wants: readonly { readonly bookingId: string; readonly deliveryId: string }[];
  readonly said: readonly Said[];
  /** Texts of his that were heard, by their `MessageSid`. */
  readonly heard: readonly string[];
  /** When something of his was not understood. */
  readonly misses: readonly string[];
}

export const NEW_PHONE: Phone = { next: 1, choices: [], asks: [], wants: [], said: [], heard: [], misses: [] };

/** Numbers have two digits; fewer choices than that are remembered, so that no two have the same. */
const LAST_NUMBER = 99;
const KEPT_CHOICES = 60;
const KEPT = 40;
/** A question about a cancellation is void after this time, as the case's own is. */
const ASK_MS = 10 * 60_000;

type Meaning = Omit<Choice, 'n'>;

const isSame = ({ bookingId, memberId, fleetId, means }: Meaning, other: Meaning): boolean =>
  bookingId === other.bookingId &&
  memberId === other.memberId &&
  fleetId === other.fleetId &&
  'slotId' in means &&
  'slotId' in other.means &&
  means.slotId === other.means.slotId;

/**
 * A number for each of these choices: the one that it has already, else the next. Numbers go on rising while choices are
 * remembered, so that an older text's number never means something newer.
 */
export function numbered(phone: Phone, wanted: readonly Meaning[]): { phone: Phone; numbers: readonly number[] } {
  let { next, choices } = phone;
  const numbers = wanted.map((choice) => {
    const known = choices.find((one) => isSame(one, choice));
    const n = known?.n ?? next;
    if (!known) next = next >= LAST_NUMBER ? 1 : next + 1;
    choices = [...choices.filter((one) => one.n !== n), { ...choice, n }].slice(-KEPT_CHOICES);
    return n;
  });
  return { phone: { ...phone, next, choices }, numbers };
}

export const asking = (phone: Phone, ask: Ask): Phone => ({
  ...phone,
  asks: [...phone.asks.filter(({ bookingId }) => bookingId !== ask.bookingId), ask].slice(-KEPT),
});

/** The questions that still wait for an answer. */
export const openAsks = (phone: Phone, now: Date): readonly Ask[] =>
  phone.asks.filter(({ at }) => now.getTime() - Date.parse(at) < ASK_MS);

export const answered = (phone: Phone, bookingId: string): Phone => ({
  ...phone,
  asks: phone.asks.filter((ask) => ask.bookingId !== bookingId),
});

export const wanting = (phone: Phone, bookingId: string, deliveryId: string): Phone => ({
  ...phone,
  wants: [...phone.wants.filter((want) => want.bookingId !== bookingId), { bookingId, deliveryId }].slice(-KEPT),
});

export const satisfied = (phone: Phone, deliveryId: string): Phone => ({
  ...phone,
  wants: phone.wants.filter((want) => want.deliveryId !== deliveryId),
});

export const saying = (phone: Phone, said: Said): Phone => ({
  ...phone,
  said: [...phone.said.filter((one) => one.key !== said.key && !isEarlier(one, said)), said].slice(-KEPT),
});

const isEarlier = (one: Said, { bookingId, gist, as }: Said): boolean =>
  gist !== undefined && one.gist !== undefined && one.bookingId === bookingId && one.as === as;

export const unsaid = (phone: Phone, key: string): Phone => ({
  ...phone,
  said: phone.said.filter((one) => one.key !== key),
});

export const hearing = (phone: Phone, messageSid: string): Phone => ({
  ...phone,
  heard: [...phone.heard, messageSid].slice(-KEPT),
});

/** Notes that something was not understood; two machines that answer each other soon fall silent. */
export function missing(phone: Phone, now: Date): { phone: Phone; isLoop: boolean } {
  const recent = phone.misses.filter((at) => now.getTime() - Date.parse(at) < ASK_MS);
  return { phone: { ...phone, misses: [...recent, now.toISOString()].slice(-5) }, isLoop: recent.length >= 3 };
}
