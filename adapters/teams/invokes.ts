import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { ActorRef } from '../../src/app/intents/delivery.ts';
import type { Dispatch } from '../../src/app/intents/dispatch.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Settled } from '../../src/app/ports/deliveries.ts';
import { stored } from '../../src/app/ports/store-unavailable.ts';
import { sentence } from '../../src/domain/sentences.ts';
import { deadlineIn, within } from '../shared/http-client/index.ts';
import { actorOf, isPersonal, replyTo, someoneIn } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Answered } from './answered.ts';
import { ANSWER_MS } from './answers.ts';
import type { Answer } from './answers.ts';
import { dataSchema, readIntent } from './fields.ts';
import type { Data } from './fields.ts';
import type { createReaders, Reading } from './readers.ts';
import { REFRESH } from './render/actions.ts';
import { DIALOGS, renderForm, titleOf } from './render/forms.ts';
import type { Dialog } from './render/forms.ts';

interface Parts {
  readonly dispatch: Pick<Dispatch, 'receive'>;
  readonly readers: ReturnType<typeof createReaders>;
  readonly answered: Answered;
  readonly clock: Clock;
}

const actionSchema = z.object({ action: z.object({ verb: z.string().min(1).max(64), data: dataSchema }) });
const taskSchema = z.object({ data: dataSchema });
const dialogSchema = z.enum(DIALOGS);

const NO_READER = { locale: 'en-US', timeZone: 'UTC' };
const STRANGER = sentence({ code: 'not-a-member' }, NO_READER);
const NOT_ALLOWED = sentence({ code: 'not-allowed' }, NO_READER);
/** A shop that is being asked is looked at this often. */
const LOOK_AGAIN_MS = 80;
const UNDER_WAY = 'It is under way. The card shows what comes of it.';

/** Answers what people do on cards and in dialogs. Undefined: it is not in the form in which Teams sends it. */
export function createInvokes({ dispatch, readers, answered, clock }: Parts) {
  return { action, fetchTask, submitTask };

  async function action(activity: Activity, tenantId: string): Promise<Answer | undefined> {
    const sent = actionSchema.safeParse(activity.value).data?.action;
    if (sent === undefined) return undefined;
    if (sent.verb !== REFRESH) return act(activity, tenantId, sent.verb, sent.data);
    const reading = await readers.find(sent.data.bookingId, actorOf(someoneIn(activity, tenantId)));
    return reading ? cardFor(reading, activity) : words(STRANGER);
  }

  async function fetchTask(activity: Activity, tenantId: string): Promise<Answer | undefined> {
    const data = taskSchema.safeParse(activity.value).data?.data;
    const dialog = dialogSchema.safeParse(data?.['verb']).data;
    if (data === undefined || dialog === undefined) return undefined;
    const reading = await readers.find(data.bookingId, actorOf(someoneIn(activity, tenantId)));
    if (!reading) return words(STRANGER);
    const { roles } = reading.member;
    const acts = roles.includes('approver') || (roles.includes('manager') && dialog !== 'reject');
    return acts ? form(dialog, reading) : words(NOT_ALLOWED);
  }

  async function submitTask(activity: Activity, tenantId: string): Promise<Answer | undefined> {
    const data = taskSchema.safeParse(activity.value).data?.data;
    const verb = z.string().min(1).max(64).safeParse(data?.['verb']).data;
    if (data === undefined || verb === undefined) return undefined;
    const answer = await act(activity, tenantId, verb, data, dialogSchema.safeParse(verb).data);
    // The card behind the dialog is brought up to date by itself.
    return answer?.kind === 'card' ? words('Done. The card shows how it stands.') : answer;
  }

  async function act(
    activity: Activity,
    tenantId: string,
    verb: string,
    data: Data,
    dialog?: Dialog,
  ): Promise<Answer | undefined> {
    if (activity.id === undefined) return undefined;
    const who = someoneIn(activity, tenantId);
    const actor = actorOf(who);
    const reading = await readers.find(data.bookingId, actor);
    const intent = readIntent(verb, data, reading?.booking.context.timeZone);
    if (!intent.ok) {
      if (!reading) return words(STRANGER);
      return dialog ? form(dialog, reading, intent.error) : words(intent.error);
    }
    const { bookingId, version } = data;
    const deadline = performance.now() + ANSWER_MS;
    const deliveryId = `teams:${activity.id}`;
    const reply = replyTo(activity, who, clock);
    const body = { kind: 'intent', bookingId, intent: intent.value, actor, version, reply } as const;
    const { settled, seen } = await stored(() => dispatch.receive({ id: deliveryId, channel: 'teams', body }));
    const left = Math.max(0, deadline - performance.now());
    const outcome = await within<Settled | undefined>(deadlineIn(left), settled, undefined);
    const now = await latest(bookingId, actor, deliveryId, deadline);
    const lost = outcome !== undefined && outcome.outcome !== 'accepted' ? outcome.message : lostIn(now, deliveryId);
    if (lost === undefined) return now ? cardFor(now, activity) : words(outcome?.message || UNDER_WAY);
    if (!seen) await answered.note(activity.id, lost);
    return words(lost);
  }

  /** The booking once its shop has answered, or as it stands when the time for that is over. */
  async function latest(
    bookingId: string,
    actor: ActorRef,
    deliveryId: string,
    deadline: number,
  ): Promise<Reading | undefined> {
    for (;;) {
      const reading = await readers.find(bookingId, actor);
      if (!reading || !isBeingAsked(reading, deliveryId) || performance.now() + LOOK_AGAIN_MS > deadline)
        return reading;
      await wait(LOOK_AGAIN_MS);
    }
  }

  async function cardFor(reading: Reading, activity: Activity): Promise<Answer> {
    return { kind: 'card', card: await readers.cardFor(reading, isPersonal(activity)) };
  }

  function form(dialog: Dialog, { booking }: Reading, problem?: string): Answer {
    return { kind: 'form', title: titleOf(dialog), card: renderForm(dialog, booking, clock.now(), problem) };
  }
}

/** Whether a shop is being asked for what this click wanted, and may answer any moment. */
function isBeingAsked({ booking: { phase, outcomes } }: Reading, deliveryId: string): boolean {
  const isPending = outcomes.some((row) => row.deliveryId === deliveryId && row.result === 'pending');
  const shopHasHours = 'request' in phase && phase.request.answerBy !== undefined;
  return isPending && phase.state !== 'awaiting-approval' && !shopHasHours;
}

/** What is said of a click that came to nothing after all. */
function lostIn(reading: Reading | undefined, deliveryId: string): string | undefined {
  const row = reading?.booking.outcomes.find((one) => one.deliveryId === deliveryId);
  return row?.result === 'failed' || row?.result === 'refused' ? row.message : undefined;
}

const words = (text: string): Answer => ({ kind: 'words', text });
