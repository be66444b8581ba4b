import type { Card } from '../../src/app/cards/card.ts';
import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import type { ChannelError, ChannelNote, PostOptions } from '../../src/app/ports/channel.ts';
import type { BookingStore } from '../../src/app/ports/store.ts';
import type { PostedCard } from '../../src/domain/booking.ts';
import type { BookingId, MemberId } from '../../src/domain/ids.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { compose } from './fit.ts';
import { memberAt } from './people.ts';
import type { Reached } from './people.ts';
import { numbered, satisfied } from './phone.ts';
import type { Phone } from './phone.ts';
import type { Phones } from './phones.ts';
import type { PostOffice } from './post-office.ts';
import { moreTimes, sayingOf } from './sayings.ts';
import type { Saying } from './sayings.ts';
import { spoken } from './spoken.ts';

type Ref = PostedCard['ref'];

interface Parts {
  readonly directory: ChannelParts<unknown>['directory'];
  readonly bookings: Pick<BookingStore, 'get'>;
  readonly phones: Phones;
  readonly post: PostOffice;
  readonly mapOf: (bookingId: string) => string;
  readonly unreached?: ((bookingId: BookingId, memberId: MemberId) => Promise<void>) | undefined;
}

const NOBODY = fail({ code: 'rejected', reason: 'The member has no phone any more.' } as const);
const keyOf = (card: Card, gist: string): string => `card ${card.bookingId} ${gist}`;

/** Cards as texts: one when there is something to choose or decide, and one when something worth a text has changed. */
export function createCards({ directory, bookings, phones, post: office, mapOf, unreached }: Parts) {
  /** A slot's number is the member's own: it books in his name. */
  function writing(card: Card, member: Reached, saying: Pick<Saying, 'slots' | 'write'>, before?: string) {
    const { bookingId } = card;
    const { fleetId, memberId } = member;
    return (phone: Phone) => {
      const choices = saying.slots.map(({ slotId, action }) => {
        const intent = action.intent === 'reschedule' ? ('reschedule' as const) : ('choose-slot' as const);
        return { bookingId, fleetId, memberId, means: { slotId, intent } };
      });
      const given = numbered(phone, choices);
      return { phone: given.phone, text: saying.write(given.numbers, before) };
    };
  }

  const say = (card: Card, member: Reached, saying: Saying, how: 'once' | 'fresh' | 'retry', more: More) =>
    office.send(member.phone, {
      key: keyOf(card, saying.gist),
      how,
      write: writing(card, member, saying, more.before),
      said: { bookingId: card.bookingId, memberId: member.memberId, gist: saying.gist, as: more.as },
    });

  async function post(target: string, card: Card, { retry }: PostOptions): Promise<Result<Ref, ChannelError>> {
    const member = await memberAt(directory, target);
    if (!member) return NOBODY;
    const as = card.actions.some(({ intent }) => intent === 'approve') ? 'approver' : undefined;
    const ref = { target, ...(as ? { as } : {}) };
    const saying = sayingOf(card, as, mapOf(card.bookingId));
    if (!saying) return ok(ref);
    const before = lastGist(await phones.read(member.phone), card, as);
    const sent = await say(card, member, saying, retry ? 'retry' : 'fresh', { as, before });
    if (!sent.ok) {
      if (sent.error.code === 'rejected') await unreached?.(asBookingId(card.bookingId), member.memberId);
      return sent;
    }
    return ok({ ...ref, sid: sent.value, shown: saying.gist });
  }

  async function update(ref: Ref, card: Card): Promise<Result<Ref | void, ChannelError>> {
    const member = await memberAt(directory, ref['target'] ?? '');
    if (!member) return ok(undefined);
    const as = ref['as'] === 'approver' ? ref['as'] : undefined;
    const saying = sayingOf(card, as, mapOf(card.bookingId));
    const phone = await phones.read(member.phone);
    let now = ref;
    if (saying && !isTold(phone, card, saying.gist, ref)) {
      const before = lastGist(phone, card, as) ?? ref['shown'];
      const sent = await say(card, member, saying, 'once', { as, before });
      if (!sent.ok) return sent.error.code === 'rejected' ? ok(undefined) : sent;
      now = { ...ref, sid: sent.value, shown: saying.gist };
    }
    const more = await tellMore(card, member, phone);
    if (!more.ok && more.error.code !== 'rejected') return more;
    return ok(now === ref ? undefined : now);
  }

  /** The times that he asked for by MORE, once they are there. */
  async function tellMore(card: Card, member: Reached, phone: Phone): Promise<Result<unknown, ChannelError>> {
    const want = phone.wants.find(({ bookingId }) => bookingId === card.bookingId);
    if (!want) return ok(undefined);
    const booking = await bookings.get(asBookingId(card.bookingId));
    const outcome = booking?.outcomes.find(({ deliveryId }) => deliveryId === want.deliveryId);
    if (outcome?.result !== 'done') return ok(undefined);
    const times = moreTimes(card);
    const { vehicleId = '' } = booking ?? {};
    const none = { slots: [], write: () => compose([{ text: `${vehicleId}: ${spoken(outcome.message)}` }]) };
    const write = writing(card, member, times.slots.length > 0 ? times : none);
    const said = { bookingId: card.bookingId, memberId: member.memberId };
    const sent = await office.send(member.phone, { key: `more ${want.deliveryId}`, how: 'once', write, said });
    if (sent.ok)
      await phones.change(member.phone, (now) => ({ phone: satisfied(now, want.deliveryId), result: undefined }));
    return sent;
  }

  async function note(
    ref: Ref,
    { bookingId, vehicleId, noteId, text, reminds }: ChannelNote,
  ): Promise<Result<void, ChannelError>> {
    const member = reminds ? await memberAt(directory, ref['target'] ?? '') : undefined;
    if (!member) return ok(undefined);
    const about = vehicleId === undefined ? '' : `${vehicleId}: `;
    const sent = await office.send(member.phone, {
      key: `note ${bookingId} ${noteId}`,
      how: 'once',
      write: (phone) => ({ phone, text: compose([{ text: `${about}${spoken(text)}` }]) }),
    });
    return sent.ok || sent.error.code === 'rejected' ? ok(undefined) : sent;
  }

  async function tell({ ref }: ReplyRef, text: string): Promise<Result<void, ChannelError>> {
    const member = await memberAt(directory, ref['target'] ?? '');
    if (!member) return NOBODY;
    const sent = await office.send(member.phone, {
      key: `tell ${ref['id'] ?? ''} ${text}`,
      how: 'once',
      write: (phone) => ({ phone, text: compose([{ text: `${ref['vehicleId'] ?? ''}: ${spoken(text)}` }]) }),
    });
    return sent.ok ? ok(undefined) : sent;
  }

  return { post, update, note, tell };
}

interface More {
  readonly as: 'approver' | undefined;
  readonly before: string | undefined;
}

const ofCase = (phone: Phone, { bookingId }: Card) =>
  phone.said.filter((one) => one.bookingId === bookingId && one.gist !== undefined && one.sid !== undefined);

const lastGist = (phone: Phone, card: Card, as: 'approver' | undefined): string | undefined =>
  ofCase(phone, card).find((one) => one.as === as)?.gist;

/** Whether the last text about the case said this, to him in whatever role; what is forgotten, the card's reference knows. */
function isTold(phone: Phone, card: Card, gist: string, ref: Ref): boolean {
  const known = ofCase(phone, card);
  return known.length === 0 ? ref['shown'] === gist : known.some((one) => one.gist === gist);
}
