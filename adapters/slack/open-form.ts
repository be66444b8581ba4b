import type { ActorRef, ReplyRef } from '../../src/app/intents/delivery.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { ModalView } from '@slack/types';
import type { Click } from './body.ts';
import type { SlackApi } from './client.ts';
import type { ButtonValue } from './receive.ts';
import type { RateForm } from './rate-form.ts';
import { actorOf, replyToClick } from './reply.ts';

interface Parts {
  readonly api: SlackApi;
  readonly log: Log;
  readonly resolveBooking?: ((bookingId: string, by: ActorRef) => Promise<Booking | undefined>) | undefined;
  readonly tell: (reply: ReplyRef, text: string) => Promise<unknown>;
}

export interface FormKind {
  /** Told to the clicker where it does not open. */
  readonly sorry: string;
  /** The modal; `form` comes back with it. Without a booking it opens as well, with nothing filled in. */
  readonly render: (form: FormToOpen, booking: Booking | undefined) => ModalView;
}
export type FormToOpen = { readonly [Field in keyof RateForm]: RateForm[Field] | undefined };

/** Opens a form for a click, filled with what is known of the booking; a failure is told to the clicker. */
export function createFormOpener({ api, log, resolveBooking, tell }: Parts, { sorry, render }: FormKind) {
  return async (click: Click, value: ButtonValue): Promise<void> => {
    const reply = replyToClick(click);
    const { channelId, messageTs, teamId } = reply.ref;
    const booking = await find(value.bookingId, actorOf(click), teamId);
    const view = render({ bookingId: value.bookingId, version: value.version ?? 0, channelId, messageTs }, booking);
    const opened = await api.call(teamId ?? '', 'views.open', (client) =>
      client.views.open({ trigger_id: click.trigger_id, view }),
    );
    if (opened.ok) return;
    log.warn({ code: opened.error.code, reason: opened.error.reason }, 'A form could not be opened in Slack.');
    // A trigger that was used is the same click again: its form is open already.
    if (opened.error.slackCode === 'exchanged_trigger_id') return;
    await tell(reply, sorry);
  };

  /** Only a booking that he may read and that has a card in his team: a button's value is not proof of either. */
  async function find(bookingId: string, by: ActorRef, teamId: string | undefined): Promise<Booking | undefined> {
    try {
      const booking = await resolveBooking?.(bookingId, by);
      return booking?.cards.some(({ channel, ref }) => channel === 'slack' && ref['teamId'] === teamId)
        ? booking
        : undefined;
    } catch {
      return undefined;
    }
  }
}
