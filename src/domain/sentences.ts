import type { ByHand, CaseContext } from './booking.ts';
import { formatMoney } from './money.ts';
import type { Say, SayCode } from './say.ts';
import type { OfferedSlot } from './slot.ts';
import { formatInstant, formatWhen } from './time.ts';

type Reader = Pick<CaseContext, 'locale' | 'timeZone'>;
type Timed = Pick<OfferedSlot, 'start' | 'end' | 'timeZone'>;

const when = (place: Timed, reader: Reader): string =>
  formatWhen(place.start, place.end, place.timeZone, reader.locale, reader.timeZone);

/** A time that a person said himself, in the fleet's zone. */
const startOf = ({ start }: ByHand, reader: Reader): string => formatInstant(start, reader.timeZone, reader.locale);

const call = (phone: string | undefined): string => (phone ? ` You can call the shop at ${phone}.` : '');

/** A shop's reason as the end of a sentence; shops may give none. */
const because = (reason: string): string => {
  const words = reason.trim().replace(/[.\s]+$/, '');
  return words ? `: ${words}.` : '.';
};

/** The next times in words, so that nobody who lost a slot is left without a way on. */
function nextTimes(next: readonly OfferedSlot[], reader: Reader): string {
  if (next.length === 0)
    return ' There is no other free time right now; “More times” on the card asks the shops again.';
  const lines = next.map((slot, i) => `${i + 1}) ${when(slot, reader)} at ${slot.providerName}`);
  return ` Next: ${lines.join('; ')}.`;
}

/** Why a new time is not to be had, in one sentence. */
function notMoved(
  slot: Timed & { readonly providerName: string },
  why: Extract<Say, { code: 'move-failed' }>['why'],
  reason: string,
  reader: Reader,
): string {
  const there = `${when(slot, reader)} at ${slot.providerName}`;
  switch (why) {
    case 'slot-taken':
      return `${there} was just taken by someone else.`;
    case 'declined':
      return `${slot.providerName} declined ${when(slot, reader)}${because(reason)}`;
    case 'unavailable':
      return `${slot.providerName} could not be reached about ${when(slot, reader)}.`;
    case 'no-answer':
      return `${slot.providerName} has not answered about ${when(slot, reader)}.`;
    case 'proposed':
      return `${slot.providerName} cannot take ${when(slot, reader)} and proposes another time.`;
  }
}

type Catalogue = { readonly [C in SayCode]: (say: Extract<Say, { code: C }>, reader: Reader) => string };

/** Every code's sentence for people. */
const SENTENCES: Catalogue = {
  'asking-shop': ({ slot }, r) => `Asking ${slot.providerName} for ${when(slot, r)}.`,
  'already-asking': ({ slot }, r) => `${slot.providerName} is already being asked for ${when(slot, r)}.`,
  'busy-asking': ({ slot }, r) =>
    `${slot.providerName} is being asked for ${when(slot, r)} right now, so nothing else can be changed until it answers.`,
  booked: ({ appointment: a }, r) => `Booked: ${when(a, r)} at ${a.providerName}, confirmation ${a.confirmation}.`,
  'already-booked-this': ({ appointment: a }, r) => `This is already booked: ${when(a, r)} at ${a.providerName}.`,
  'already-booked': ({ appointment: a }, r) =>
    `It is already booked: ${when(a, r)} at ${a.providerName}, confirmation ${a.confirmation}. Cancel that appointment first if you want another.`,
  'slot-taken': ({ slot, next }, r) =>
    `${when(slot, r)} at ${slot.providerName} was just taken by someone else.${nextTimes(next, r)}`,
  'slot-not-offered': ({ next }, r) => `That time is no longer offered.${nextTimes(next, r)}`,
  'move-needs-approval': ({ slot, appointment: a }, r) =>
    `${when(slot, r)} at ${slot.providerName} needs approval, which is asked for a choice and not for a move. ${when(a, r)} at ${a.providerName} stands. Cancel it first if you want the other time.`,
  'vehicle-busy': ({ slot }, r) =>
    `The vehicle already has another appointment at ${when(slot, r)}. Choose a different time.`,
  'shop-declined': ({ slot, reason, next }, r) =>
    `${slot.providerName} declined ${when(slot, r)}${because(reason)}${nextTimes(next, r)}`,
  'shop-unreachable': ({ slot, next }, r) =>
    `${slot.providerName} could not be reached, so ${when(slot, r)} is not booked.${call(slot.phone)}${nextTimes(next, r)}`,
  'asking-to-move': ({ slot, appointment: a }, r) =>
    `Asking ${slot.providerName} for ${when(slot, r)}. ${when(a, r)} at ${a.providerName} stands until that is sure.`,
  moved: ({ appointment: a, was, atomic }, r) =>
    `Moved to ${when(a, r)} at ${a.providerName}, confirmation ${a.confirmation}.${atomic ? '' : ` ${when(was, r)} at ${was.providerName} is given back.`}`,
  'move-failed': ({ slot, appointment: a, why, reason, next }, r) =>
    `${notMoved(slot, why, reason, r)} Nothing has changed: ${when(a, r)} at ${a.providerName} stands.${nextTimes(next, r)}`,
  released: ({ release, fee }, r) =>
    `${release.providerName} has given ${when(release, r)} back.${fee && fee.amount > 0 ? ` It charges ${formatMoney(fee, r.locale)} for that.` : ''}`,
  'release-refused': ({ release }, r) =>
    `${release.providerName} did not give ${when(release, r)} back${because(release.refused ?? '')} Both appointments stand.${release.phone ? ` Please call ${release.providerName} at ${release.phone}.` : ` Please call ${release.providerName}.`}`,
  'no-such-time': ({ words }) =>
    `“${words}” names no time that can be understood. Try “Friday after 3”, “next Tuesday morning” or “tomorrow 9:30”.`,
  'time-passed': ({ words }) => `“${words}” has passed already. Name a time that lies ahead.`,
  'nothing-free-then': ({ words, next, stands }, r) =>
    `No shop has a free time for “${words}”.${stands ? ` ${when(stands, r)} at ${stands.providerName} stands.` : ''}${nextTimes(next, r)}`,
  'shop-silent': ({ slot }, r) =>
    `${slot.providerName} has not answered clearly about ${when(slot, r)}. It is being checked, and nothing is booked twice.${call(slot.phone)}`,
  'shop-asked': ({ slot, until }, r) =>
    `${slot.providerName} was asked for ${when(slot, r)}. It may answer until ${formatInstant(until, r.timeZone, r.locale)}.${call(slot.phone)}`,
  'shop-proposed': ({ slot, proposed }, r) =>
    `${slot.providerName} cannot take ${when(slot, r)} and proposes ${when(proposed, r)} instead. Choose that time on the card and it is booked.`,
  'shop-no-answer': ({ slot, next }, r) =>
    `${slot.providerName} has not answered about ${when(slot, r)}, so the request was withdrawn.${call(slot.phone)}${nextTimes(next, r)}`,
  'looking-for-slots': () => 'Looking for more times.',
  'offer-made': ({ next, more, reason }, r) =>
    next.length === 0
      ? (reason ?? 'No free time was found.')
      : `${more > 0 ? `${more} more ${more === 1 ? 'time is' : 'times are'} on the card.` : 'These are all the times there are.'}${nextTimes(next, r)}`,
  'offer-expired': () => 'Nobody chose a time, so the offer has ended. “More times” brings a new one.',
  'alert-joined': () => 'Another alert of the same vehicle and system joined this case.',
  dismissed: () => 'Dismissed. A new alert will open a new case.',
  'cancel-fee': ({ appointment: a, fee }, r) =>
    `Cancelling ${when(a, r)} at ${a.providerName} now costs ${formatMoney(fee, r.locale)}. Confirm it to cancel; otherwise the appointment stands.`,
  cancelling: ({ providerName }) => `Cancelling at ${providerName}.`,
  'cancel-kept': ({ providerName }) =>
    `${providerName} is being asked right now. It is cancelled as soon as it answers.`,
  cancelled: ({ fee, by }, r) =>
    `Cancelled${by ? ` by ${by}` : ''}.${fee && fee.amount > 0 ? ` The shop charges ${formatMoney(fee, r.locale)}.` : ''}`,
  'booked-by-hand': ({ manual: m, by }, r) =>
    `Booked by hand${by ? ` by ${by}` : ''}: ${startOf(m, r)} at ${m.providerName}${m.confirmation ? `, confirmation ${m.confirmation}` : ''}.`,
  'stands-by-hand': ({ manual: m }, r) =>
    `It is booked by hand already: ${startOf(m, r)} at ${m.providerName}. Cancel that first if you want another.`,
  'by-hand-kept': ({ providerName }) =>
    `Your own appointment takes its place as soon as ${providerName} has let go of the one asked for here.`,
  'by-hand-fee': ({ appointment: a, fee }, r) =>
    `Your own appointment would replace ${when(a, r)} at ${a.providerName}, whose cancellation now costs ${formatMoney(fee, r.locale)}. Confirm it to cancel that one; otherwise it stands.`,
  'by-hand-cancelled': ({ manual: m }, r) =>
    `Cancelled here: ${startOf(m, r)} at ${m.providerName}. It was booked by hand, so please tell the shop yourself.`,
  'rate-from-start': ({ manual: m }, r) => `It can be rated from ${startOf(m, r)} on.`,
  'cancel-refused': ({ appointment: a, reason }, r) =>
    `${a.providerName} did not cancel ${when(a, r)}${because(reason)} The appointment stands.${call(a.phone)}`,
  'confirm-too-late': () =>
    'The question is more than 10 minutes old, so nothing was cancelled. Press Cancel again to see the present fee.',
  'nothing-to-confirm': () => 'There is no cancellation to confirm.',
  'cancelled-by-shop': ({ appointment: a }, r) =>
    `${a.providerName} cancelled the appointment of ${when(a, r)}. “More times” brings new ones.${call(a.phone)}`,
  'moved-by-shop': ({ appointment: a, was }, r) =>
    `${a.providerName} moved the appointment from ${when(was, r)} to ${when(a, r)}.${call(a.phone)}`,
  'checked-in': ({ appointment: a }) => `The vehicle has arrived at ${a.providerName}.`,
  'work-started': ({ appointment: a }) => `${a.providerName} has started the work.`,
  'in-the-shop': ({ appointment: a }) =>
    `${a.providerName} is working on it, so it can no longer be changed here.${a.phone ? ` Call ${a.phone}.` : ''}`,
  completed: ({ appointment: a, invoice }, r) =>
    `${a.providerName} has finished the work.${invoice ? ` The invoice is ${formatMoney(invoice, r.locale)}.` : ''}`,
  'no-show': ({ appointment: a }, r) => `The vehicle did not arrive at ${a.providerName} for ${when(a, r)}.`,
  rated: ({ stars }) => `Thank you: ${stars} of 5 stars noted.`,
  'not-yet-completed': () => 'The job can be rated once the shop has finished it.',
  failed: ({ providerName, reason, phone }) => `${providerName} cannot book this${because(reason)}${call(phone)}`,
  'asking-approver': ({ slot, approver, until }, r) =>
    `${when(slot, r)} at ${slot.providerName} needs approval. ${approver ? `${approver} has been asked` : 'An approver has to decide'} until ${formatInstant(until, r.timeZone, r.locale)}.`,
  'awaits-approval': ({ slot, approver, until }, r) =>
    `${when(slot, r)} at ${slot.providerName} waits for approval${approver ? ` by ${approver}` : ''} until ${formatInstant(until, r.timeZone, r.locale)}. Cancel it first if you want another time.`,
  approved: ({ slot, by, comment }, r) =>
    `Approved${by ? ` by ${by}` : ''}${comment ? `: “${comment}”` : ''}. ${slot.providerName} is asked for ${when(slot, r)}.`,
  rejected: ({ slot, by, comment }, r) =>
    `${when(slot, r)} at ${slot.providerName} was not approved${by ? ` by ${by}` : ''}${comment ? `: “${comment}”` : ''}. Other times are on the card.`,
  'approval-over': ({ slot }, r) =>
    `Nobody has approved ${when(slot, r)} at ${slot.providerName} in time, so nothing is booked. The times on the card can be chosen again.`,
  'approval-handed-over': ({ slot, approver, until }, r) =>
    `${approver} is now asked to approve ${when(slot, r)} at ${slot.providerName}, until ${formatInstant(until, r.timeZone, r.locale)}.`,
  'approval-due': ({ slot, until }, r) =>
    `Reminder: ${when(slot, r)} at ${slot.providerName} still waits for your approval, until ${formatInstant(until, r.timeZone, r.locale)}.`,
  'slot-gone': ({ slot }, r) =>
    `${when(slot, r)} at ${slot.providerName} is gone while it waited for approval, so nothing is booked. Other times are on the card.`,
  'own-request': () => 'You asked for this yourself, so somebody else has to decide.',
  'approvers-only': () => 'Only an approver of this fleet can decide that.',
  'no-approval-asked': () => 'Nothing waits for approval here.',
  undone: ({ fee, by }, r) =>
    `Undone${by ? ` by ${by}` : ''}: the appointment is cancelled, and new times are looked for.${fee && fee.amount > 0 ? ` The shop charges ${formatMoney(fee, r.locale)}.` : ''}`,
  'undo-too-late': ({ until }, r) =>
    `It could be undone until ${formatInstant(until, r.timeZone, r.locale)}. Use Cancel instead.`,
  'nothing-to-undo': () => 'There is nothing to undo: a person booked this. Use Cancel instead.',
  snoozed: ({ until }, r) => `You are reminded again at ${formatInstant(until, r.timeZone, r.locale)}.`,
  'nobody-answered': ({ since, next }, r) =>
    `Nobody has answered since ${formatInstant(since, r.timeZone, r.locale)}.${next ? ` ${next} is asked now.` : ' Please choose a time, or dismiss the alert.'}`,
  escalated: ({ to, by }) => `Passed on to ${to}${by ? ` by ${by}` : ''}.`,
  'nobody-left': () => 'Everybody who could be asked has been asked already.',
  'appointment-soon': ({ appointment: a }, r) => `Reminder: ${when(a, r)} at ${a.providerName}.`,
  'case-closed': ({ state }) => `This case is ${state.replace('-', ' ')}, so that is no longer possible.`,
  'newer-case': () => 'There is a newer open case for the same vehicle and system. Use its card.',
  'old-news': () => 'This was known already; nothing changed.',
  'not-a-member': () => 'You are not a member of this fleet in Pitcrew. Ask your fleet’s administrator to add you.',
  'not-allowed': () => 'Your role in this fleet does not allow that. Ask a fleet manager.',
  'unknown-booking': () => 'This case does not exist (any more).',
  'try-again': () => 'It is busy at the moment and your click had no effect. Please try once more.',
};

/** What a code says to people, with times in the shop's zone and the reader's beside them where they differ. */
export function sentence<C extends SayCode>(say: Extract<Say, { code: C }>, reader: Reader): string {
  const speak = SENTENCES[say.code as C] as (say: Extract<Say, { code: C }>, reader: Reader) => string;
  return speak(say, reader);
}

/** All codes that have a sentence. */
export const SAY_CODES = Object.keys(SENTENCES) as readonly SayCode[];
