/** Which booking and which of its attempts one of our references names. */
export interface Attempt {
  readonly bookingId: string;
  /** From 1; rises with every choice that goes to a shop. */
  readonly attempt: number;
}

/** Reads `<bookingId>-<attempt>`. */
export function attemptOf(reference: string): Attempt | undefined {
  const [, bookingId = '', attempt] = /^(.+)-(\d{1,6})$/.exec(reference) ?? [];
  return attempt === undefined ? undefined : { bookingId, attempt: Number(attempt) };
}

/** What the shop and its calendar call the appointment, in all mails about a booking. */
export const uidOf = (bookingId: string, uidHost: string): string => `${bookingId}@${uidHost}`;

/** The booking that a calendar's UID names, when it is one of ours. */
export function bookingIdOfUid(uid: string, uidHost: string): string | undefined {
  const suffix = `@${uidHost}`;
  return uid.endsWith(suffix) && uid.length > suffix.length ? uid.slice(0, -suffix.length) : undefined;
}

/** What a mail is about, in the order in which they can follow each other within one attempt. */
export type Stage = 'request' | 'accepted' | 'withdrawn' | 'kept' | 'cancelled';
const STAGES: Readonly<Record<Stage, number>> = { request: 0, accepted: 1, withdrawn: 2, kept: 2, cancelled: 3 };
const A_ATTEMPT = 4;

/** The invitation's SEQUENCE: higher with every change, the same when the same mail is sent again. */
export const sequenceOf = (attempt: number, stage: Stage): number => (attempt - 1) * A_ATTEMPT + STAGES[stage];
