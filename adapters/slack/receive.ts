import type { App, AckFn, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { z } from 'zod';
import type { Dispatch, Inbound } from '../../src/app/intents/dispatch.ts';
import type { ActorRef, ReplyRef } from '../../src/app/intents/delivery.ts';
import { intentSchema, type Intent } from '../../src/app/intents/schema.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { stored } from '../../src/app/ports/store-unavailable.ts';
import type { Click, ClickedAction, Submission } from './body.ts';
import { readByHandForm } from './by-hand-form.ts';
import { jsonOf, readRateForm } from './rate-form.ts';
import { readRejectForm } from './reject-form.ts';
import { readRescheduleForm } from './reschedule-form.ts';
import type { NamesTime } from './reschedule-form.ts';
import { actorOf, replyToClick, replyToSubmission } from './reply.ts';

/** What comes back with a button. It is not believed: the use case checks it against the booking. */
const valueSchema = z.object({
  bookingId: z.string().min(1).max(64),
  version: z.number().int().min(0).optional(),
  slotId: z.string().min(1).max(64).optional(),
  stars: z.number().int().min(1).max(5).optional(),
  minutes: z.number().optional(),
});
export type ButtonValue = z.output<typeof valueSchema>;

interface Parts {
  readonly dispatch: Pick<Dispatch, 'receive'>;
  /** Open a form for a click, by the intent that it submits; what fails is told to the clicker. */
  readonly forms: Readonly<
    Record<'rate' | 'book-manually' | 'reject' | 'reschedule', (click: Click, value: ButtonValue) => Promise<void>>
  >;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether what a person said in a form names a time that lies ahead. */
  readonly namesTime: (by: ActorRef) => NamesTime;
  /** Answers one person alone. */
  readonly tell: (reply: ReplyRef, text: string) => Promise<unknown>;
  /** Lets work run on after the acknowledgement. */
  readonly later: (work: Promise<unknown>) => void;
}

const UNKNOWN = 'That button does nothing any more. Please use the newest card of this booking.';
/** Buttons that only open a link: Slack tells us all the same. */
const LINKS = new Set(['open-map', 'open-link']);

/**
 * Where a click in Slack enters Pitcrew: turned into an intent, handed to the dispatch, which stores it, then
 * acknowledged. The idempotency key is Slack's `trigger_id`, so that the same click twice is one delivery.
 */
export function listen(app: App, { dispatch, forms, clock, namesTime, tell, later }: Parts): void {
  // The receiver lets only bodies through that it has read into these shapes; Bolt's own types promise more.
  app.action({ type: 'block_actions' }, ({ body, ack }) => onClick(body as unknown as Click, ack));
  app.view<ViewSubmitAction>({ type: 'view_submission' }, ({ body, ack }) =>
    onSubmission(body as unknown as Submission, ack),
  );

  async function onClick(click: Click, ack: () => Promise<void>): Promise<void> {
    const action = click.actions[0]!;
    const name = action.action_id.split(':', 1)[0] ?? '';
    if (LINKS.has(name)) return ack();

    const value = valueOf(action);
    const form = formFor(name, value);
    if (form !== undefined && value !== undefined) {
      await ack();
      return later(form(click, value));
    }

    const intent = value && intentOf(name, value);
    if (value === undefined || intent === undefined) {
      await ack();
      return later(tell(replyToClick(click), UNKNOWN));
    }

    const { bookingId, version } = value;
    const reply = replyToClick(click);
    await store({
      id: `slack:${click.trigger_id}`,
      channel: 'slack',
      body: { kind: 'intent', bookingId, intent, actor: actorOf(click), version, reply },
    });
    await ack();
  }

  async function onSubmission(submission: Submission, ack: AckFn<ViewResponseAction>): Promise<void> {
    const sent = await read(submission);
    if (sent === undefined) return ack();
    if (!sent.ok) return ack({ response_action: 'errors', errors: sent.error });

    const { form, intent } = sent.value;
    const reply = replyToSubmission(submission, form);
    await store({
      id: `slack:${submission.trigger_id}`,
      channel: 'slack',
      body: {
        kind: 'intent',
        bookingId: form.bookingId,
        intent,
        actor: actorOf(submission),
        version: form.version,
        reply,
      },
    });
    await ack();
  }

  function read(submission: Submission) {
    switch (submission.view.callback_id) {
      case 'rate':
        return readRateForm(submission);
      case 'book-manually':
        return readByHandForm(submission, clock.now());
      case 'reject':
        return readRejectForm(submission);
      case 'reschedule':
        return readRescheduleForm(submission, namesTime(actorOf(submission)));
      default:
        return undefined;
    }
  }

  /** The form that a click opens: where the button's value says everything there is none. */
  function formFor(name: string, value: ButtonValue | undefined) {
    switch (name) {
      case 'book-manually':
      case 'reject':
        return forms[name];
      case 'rate':
        return value?.stars === undefined ? forms.rate : undefined;
      case 'reschedule':
        return value?.slotId === undefined ? forms.reschedule : undefined;
      default:
        return undefined;
    }
  }

  // Bolt passes on what has a code; the receiver turns this one into a 503.
  function store(inbound: Inbound): Promise<unknown> {
    return stored(() => dispatch.receive(inbound));
  }
}

/** The button's value, or the chosen option's; undefined where it is not ours. */
function valueOf(action: ClickedAction): ButtonValue | undefined {
  return valueSchema.safeParse(jsonOf(action.selected_option?.value ?? action.value ?? '')).data;
}

function intentOf(name: string, { slotId, stars, minutes }: ButtonValue): Intent | undefined {
  return intentSchema.safeParse({ intent: name, slotId, stars, minutes }).data;
}
