import type { Actor } from '../../domain/booking.ts';
import type { Member } from '../../domain/directory.ts';
import { asBookingId } from '../../domain/ids.ts';
import type { Say } from '../../domain/say.ts';
import { sentence } from '../../domain/sentences.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import type { Delivery, Settled } from '../ports/deliveries.ts';
import { takeAnswer } from '../usecases/shop-answers.ts';
import { settledAs, takeStatus } from '../usecases/statuses.ts';
import { tellLater } from '../usecases/tell.ts';
import { bookManually } from './book-manually.ts';
import { cancel } from './cancel.ts';
import { chooseSlot } from './choose-slot.ts';
import { confirmCancel } from './confirm-cancel.ts';
import type { ActorRef, DeliveryBody } from './delivery.ts';
import { approve, reject } from './decide.ts';
import { dismiss } from './dismiss.ts';
import { escalate } from './escalate.ts';
import { findMember } from './find-member.ts';
import type { Authorised, IntentHandler } from './handler.ts';
import { moreSlots } from './more-slots.ts';
import { rate } from './rate.ts';
import { reschedule } from './reschedule.ts';
import { snooze } from './snooze.ts';
import { undo } from './undo.ts';
import type { IntentName } from './schema.ts';
import { createTurnstile } from './turnstile.ts';
import { createWorkshop } from './workshop.ts';
import type { Worked } from './workshop.ts';

/** An inbound call as its channel parsed it, with its proof already checked. */
export interface Inbound {
  /** Idempotency key with its scope in front, e.g. `slack:<trigger_id>`. */
  readonly id: string;
  readonly channel: string;
  readonly body: DeliveryBody;
}

export interface Received {
  /** The same id came before: same success, no second effect. */
  readonly seen: boolean;
  /** Resolves when the work is done; never rejects. A caller that acknowledges at once need not wait for it. */
  readonly settled: Promise<Settled>;
}

/** The one way in for everything that may change a booking. */
export interface Dispatch {
  /** Resolves once the delivery is stored durably: then its sender may be acknowledged. Rejects only when the store cannot be written. */
  receive(inbound: Inbound): Promise<Received>;
  /** Takes up deliveries that a dead process left, now and every second from now on. */
  start(): void;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

/** What each intent does: one line here and one file beside this one. */
const HANDLERS: { readonly [N in IntentName]: IntentHandler<N> } = {
  'choose-slot': chooseSlot,
  'more-slots': moreSlots,
  reschedule,
  dismiss,
  cancel,
  'confirm-cancel': confirmCancel,
  'book-manually': bookManually,
  rate,
  approve,
  reject,
  undo,
  escalate,
  snooze,
};

const NO_READER = { locale: 'en-US', timeZone: 'UTC' };
const refuse = (what: Say): Settled => ({ outcome: 'refused', message: sentence(what, NO_READER) });
const UNDER_WAY: Settled = { outcome: 'accepted', message: 'It is under way.' };

/** Stores what comes in, then finds out who it is from and does it; what a dead process left is taken up by the others. */
export function createDispatch(core: Core): Dispatch {
  const turnstile = createTurnstile(core.clock);
  const workshop = createWorkshop({ turnstile, deliveries: core.deliveries, log: core.log, work, apologise });

  async function work(delivery: Delivery): Promise<Worked> {
    const { body, id } = delivery;
    if (body.kind === 'intent') return { settled: await act(id, body) };
    if (body.kind === 'shop-answer') return { settled: await takeAnswer(core, body) };
    const taken = await takeStatus(core, delivery, body.network, body.update);
    return { settled: settledAs(taken), kept: taken === 'parked' };
  }

  async function apologise({ id, body }: Delivery, message: string): Promise<void> {
    if (body.kind === 'intent' && body.reply) await tellLater(core, body.bookingId, id, message);
  }

  async function act(deliveryId: string, body: Extract<DeliveryBody, { kind: 'intent' }>): Promise<Settled> {
    const bookingId = asBookingId(body.bookingId);
    const booking = await core.bookings.get(bookingId);
    if (!booking) return alone(deliveryId, body, { code: 'unknown-booking' });
    const member = await findMember(core, booking.fleetId, body.actor);
    if (!member) return alone(deliveryId, body, { code: 'not-a-member' });
    if (!mayAct(member)) return alone(deliveryId, body, { code: 'not-allowed' });
    if (!mayDecide(member, body.intent.intent)) return alone(deliveryId, body, { code: 'approvers-only' });
    const actor = actorOf(member, body.actor);
    const handler = HANDLERS[body.intent.intent] as (core: Core, request: Authorised<IntentName>) => Promise<Applied>;
    const applied = await handler(core, { bookingId, intent: body.intent, member, actor, deliveryId });
    switch (applied.kind) {
      case 'missing':
        return alone(deliveryId, body, { code: 'unknown-booking' });
      case 'conflict':
        return alone(deliveryId, body, { code: 'newer-case' });
      default:
        return applied.settled;
    }
  }

  /** Nothing changes; the sender alone is told why. The answer is queued before the delivery counts as settled. */
  async function alone(
    deliveryId: string,
    body: Extract<DeliveryBody, { kind: 'intent' }>,
    what: Say,
  ): Promise<Settled> {
    const refused = refuse(what);
    if (body.reply) await tellLater(core, body.bookingId, deliveryId, refused.message);
    return refused;
  }

  return {
    async receive(inbound) {
      turnstile.arrived();
      const delivery: Delivery = { ...inbound, receivedAt: core.clock.now().toISOString() };
      const put = await core.deliveries.put(delivery);
      if (put.status === 'new') return { seen: false, settled: workshop.begin(delivery) };
      return {
        seen: true,
        settled: put.settled
          ? Promise.resolve(put.settled)
          : (workshop.running(inbound.id) ?? Promise.resolve(UNDER_WAY)),
      };
    },
    start: () => workshop.start(),
    stop: () => workshop.stop(),
  };
}

/** Managers and approvers do what these intents ask for; viewers only read. */
const mayAct = ({ roles }: Member): boolean => roles.includes('manager') || roles.includes('approver');

/** Managers leave the decision about money to approvers. */
const mayDecide = ({ roles }: Member, intent: IntentName): boolean =>
  (intent !== 'approve' && intent !== 'reject') || roles.includes('approver');

const actorOf = (member: Member, ref: ActorRef): Actor => ({
  kind: 'member',
  id: member.memberId,
  channel: ref.kind === 'member' ? ref.channel : ref.kind,
  name: member.name,
});
