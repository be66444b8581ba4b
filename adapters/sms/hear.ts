import type { Inbound } from '../../src/app/intents/dispatch.ts';
import type { Intent } from '../../src/app/intents/schema.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { Money } from '../../src/domain/money.ts';
import { formatMoney } from '../../src/domain/money.ts';
import { appointmentOf } from '../../src/domain/booking.ts';
import { formatWhen } from '../../src/domain/time.ts';
import type { Case, Cases } from './cases.ts';
import { lineOf, listed, withoutVehicle } from './cases.ts';
import { compose } from './fit.ts';
import type { Line } from './fit.ts';
import { replyTo } from './people.ts';
import type { Reached } from './people.ts';
import { answered, asking, missing, numbered, openAsks, wanting } from './phone.ts';
import type { Phone } from './phone.ts';
import type { Word } from './words.ts';

/** What a text leads to. */
export interface Heard {
  /** Handed to the dispatch, which stores it. */
  readonly deliver?: Inbound | undefined;
  /** When that was accepted, the outcome's own words are the answer: nothing else would tell. */
  readonly tellsOutcome?: true | undefined;
  /** Sent only if that was accepted. */
  readonly onAccepted?: true | undefined;
  /** What is remembered from now on, and the answer in words. */
  reply?(phone: Phone): { readonly phone: Phone; readonly text?: string | undefined };
}

export interface Message {
  readonly id: string;
  readonly word: Word;
  readonly members: readonly Reached[];
  readonly phone: Phone;
  readonly now: Date;
}

interface Parts {
  readonly cases: Cases;
  readonly feeDue: (booking: Booking) => Promise<Money | undefined>;
}

const HELP =
  'Pitcrew books repairs. Reply a number to book that time, MORE for more times, R and a time to move (R Friday after 3), C to cancel, YES or NO when asked, RATE 1-5 and words, STATUS. STOP ends texts.';
const say = (text: string): Heard => ({ reply: (phone) => ({ phone, text: compose([{ text }]) }) });

/** Understands a text in the light of what was sent to its phone before. Changes nothing itself. */
export function createEar({ cases, feeDue }: Parts): (message: Message) => Promise<Heard> {
  return hear;

  async function hear(message: Message): Promise<Heard> {
    const { word, members } = message;
    switch (word.kind) {
      case 'number':
        return choose(message, word.n);
      case 'help':
        return say(HELP);
      case 'start':
        return say('You get texts from Pitcrew. STATUS says what is under way, HELP what can be replied.');
      case 'status':
        return say(statusText(await cases.under(members)));
      case 'rate-how':
        return say('Reply RATE, a number from 1 to 5, and a few words: RATE 5 quick and friendly.');
      case 'stop':
        return {};
      case 'unknown':
        return notUnderstood(message);
      default:
        return aboutACase(message, await cases.fitting(message));
    }
  }

  async function choose(message: Message, n: number): Promise<Heard> {
    const choice = message.phone.choices.find((one) => one.n === n);
    const found = choice && (await cases.byId(choice.bookingId, message.members));
    const isHis = found?.member.memberId === choice?.memberId;
    if (!choice || !found || !isHis) return say(`There is no ${n}) to choose. STATUS says what is under way.`);
    if ('word' in choice.means) return does({ ...message, word: choice.means.word }, found);
    return deliver(message, found, { ...choice.means });
  }

  async function aboutACase(message: Message, found: readonly Case[]): Promise<Heard> {
    const [first] = found;
    if (!first) return say(NOTHING[message.word.kind] ?? HELP);
    return found.length === 1 ? does(message, first) : whichOne(message.word, found);
  }

  async function does(message: Message, found: Case): Promise<Heard> {
    const { word, phone, now } = message;
    const { booking } = found;
    const { bookingId } = booking;
    switch (word.kind) {
      case 'more': {
        const heard = deliver(message, found, { intent: 'more-slots' });
        return { ...heard, reply: (present) => ({ phone: wanting(present, bookingId, message.id) }) };
      }
      case 'reschedule': {
        const text = withoutVehicle(word.words, booking);
        if (text === '')
          return say(`${booking.vehicleId}: to what time? Reply R and a time, such as R Friday after 3.`);
        return deliver(message, found, { intent: 'reschedule', text });
      }
      case 'cancel':
        return askFirst(message, found);
      case 'rate':
        return { ...deliver(message, found, rating(word)), tellsOutcome: true };
      case 'yes':
      case 'no': {
        const ask = openAsks(phone, now).find((one) => one.bookingId === bookingId);
        const comment = withoutVehicle(word.words, booking);
        const said = comment === '' ? {} : { comment };
        if (!ask) {
          const intent = word.kind === 'yes' ? ('approve' as const) : ('reject' as const);
          const heard = deliver(message, found, { intent, ...said });
          return word.kind === 'no' ? { ...heard, tellsOutcome: true } : heard;
        }
        const done = (present: Phone) => answered(present, bookingId);
        if (word.kind === 'no') {
          const text = compose([{ text: `${booking.vehicleId}: nothing is cancelled.` }]);
          return { reply: (present) => ({ phone: done(present), text }) };
        }
        const intent: Intent =
          ask.intent === 'cancel' ? { intent: 'cancel', reason: 'not-needed' } : { intent: ask.intent };
        return { ...deliver(message, found, intent), reply: (present) => ({ phone: done(present) }) };
      }
      default:
        return say(HELP);
    }
  }

  /** `C` never cancels: it names the fee and asks. Where a fee is due the case itself waits for the answer. */
  async function askFirst(message: Message, found: Case): Promise<Heard> {
    const { booking, member } = found;
    const { bookingId, phase, vehicleId } = booking;
    if (phase.state === 'in-progress') return deliver(message, found, { intent: 'cancel', reason: 'not-needed' });
    const fee = await feeDue(booking);
    const isDue = fee !== undefined && fee.amount > 0 && phase.state === 'scheduled';
    const { fleetId, memberId } = member;
    const at = message.now.toISOString();
    const ask = { bookingId, fleetId, memberId, at, intent: isDue ? 'confirm-cancel' : 'cancel' } as const;
    const text = compose([
      { text: `Cancel ${vehicleId}${whatOf(found)}? Fee: ${feeWords(found, fee)}. Reply YES or NO.` },
    ]);
    const reply = (phone: Phone) => ({ phone: asking(phone, ask), text });
    if (!isDue) return { reply };
    return { ...deliver(message, found, { intent: 'cancel', reason: 'not-needed' }), onAccepted: true, reply };
  }

  function notUnderstood({ now }: Message): Heard {
    return {
      reply(phone) {
        const noted = missing(phone, now);
        const text = 'That was not understood. Reply a number, MORE, R and a time, C, STATUS or HELP.';
        return noted.isLoop ? { phone: noted.phone } : { phone: noted.phone, text };
      },
    };
  }

  function whichOne(word: Word, found: readonly Case[]): Heard {
    const some = listed(found);
    const more = found.length - some.length;
    return {
      reply(phone) {
        const choices = some.map(({ booking, member }) => ({
          bookingId: booking.bookingId,
          fleetId: member.fleetId,
          memberId: member.memberId,
          means: { word },
        }));
        const given = numbered(phone, choices);
        const lines = some.map((one, i): Line => ({ text: `${given.numbers[i]}) ${lineOf(one)}` }));
        const rest = more > 0 ? `There are ${more} more: name the vehicle behind the word.` : '';
        return {
          phone: given.phone,
          text: compose([{ text: 'Which one? Reply its number.' }, ...lines, { text: rest }]),
        };
      },
    };
  }

  function deliver({ id }: Message, { booking, member }: Case, intent: Intent): Heard {
    const { bookingId, vehicleId, fleetId } = booking;
    const actor = { kind: 'member', fleetId, memberId: member.memberId, channel: 'sms' } as const;
    const reply = replyTo(member, vehicleId, id);
    return { deliver: { id, channel: 'sms', body: { kind: 'intent', bookingId, intent, actor, reply } } };
  }
}

const rating = ({ stars, comment }: Extract<Word, { kind: 'rate' }>): Intent => ({
  intent: 'rate',
  stars,
  ...(comment === '' ? {} : { comment }),
});

/** What nothing fits. */
const NOTHING: Partial<Record<Word['kind'], string>> = {
  more: 'Nothing waits for a time. STATUS says what is under way.',
  reschedule: 'Nothing is booked that could be moved. STATUS says what is under way.',
  cancel: 'Nothing is booked that could be cancelled. STATUS says what is under way.',
  yes: 'Nothing waits for a YES or NO. STATUS says what is under way.',
  no: 'Nothing waits for a YES or NO. STATUS says what is under way.',
  rate: 'No finished work waits for a rating.',
};

function statusText(under: readonly Case[]): string {
  if (under.length === 0) return 'Nothing is under way.';
  const some = listed(under);
  const more = under.length - some.length;
  return [...some.map(lineOf), ...(more > 0 ? [`And ${more} more.`] : [])].join('\n');
}

function whatOf({ booking, member }: Case): string {
  const appointment = appointmentOf(booking);
  if (!appointment) return '';
  const { start, end, timeZone, providerName } = appointment;
  const { context } = booking;
  const locale = member.locale ?? context.locale;
  return `, ${formatWhen(start, end, timeZone, locale, member.timeZone ?? context.timeZone)} at ${providerName}`;
}

function feeWords({ booking, member }: Case, fee: Money | undefined): string {
  const { phase, cost, context } = booking;
  const currency = fee?.currency ?? cost?.currency;
  if (phase.state !== 'scheduled' && phase.state !== 'moving') return currency ? zero(currency) : '0';
  return fee ? formatMoney(fee, member.locale ?? context.locale) : currency ? zero(currency) : '0';

  function zero(of: string): string {
    return formatMoney({ amount: 0, currency: of }, member.locale ?? context.locale);
  }
}
