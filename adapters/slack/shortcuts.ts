import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import type { Shortcut } from './body.ts';
import { cardFor, UNDER_WAY, type CasesOf } from './cases.ts';
import type { SlackApi } from './client.ts';
import { METADATA_TYPE } from './render/card.ts';
import { renderCaseModal, renderCasesModal } from './render/case-modal.ts';
import { actorOf, replyToShortcut } from './reply.ts';

/** In the menu of a message, and from anywhere. */
export const OPEN_CASE = 'open-case';
export const OPEN_CASES = 'open-cases';

interface Parts extends Pick<ChannelParts<unknown>, 'resolveBooking' | 'directory'> {
  readonly api: SlackApi;
  readonly casesOf: CasesOf;
  readonly tell: (reply: ReplyRef, text: string) => Promise<unknown>;
  readonly later: (work: Promise<unknown>) => void;
  readonly log: Log;
}

const NO_CARD = 'That message is no card of Pitcrew. Please use the shortcut on the card of a vehicle.';
const NOT_YOURS = 'There is no such case in your fleets. Ask your fleet’s administrator to add you.';
const SORRY = 'The case could not be opened. Please try again.';

const metadataSchema = z.object({
  event_type: z.literal(METADATA_TYPE),
  event_payload: z.object({ bookingId: z.string().min(1).max(64) }),
});

/** Where people open a case by a shortcut: nothing changes, and nobody sees what is not his fleet's. */
export function listenForShortcuts(app: App, parts: Parts): void {
  const { api, casesOf, tell, later, log } = parts;

  app.shortcut(/^/, async ({ body, ack }) => {
    const shortcut = body as unknown as Shortcut;
    await ack();
    if (shortcut.callback_id === OPEN_CASE) later(openCase(shortcut));
    if (shortcut.callback_id === OPEN_CASES) later(openCases(shortcut));
  });

  async function openCase(shortcut: Shortcut): Promise<void> {
    const by = actorOf(shortcut);
    const bookingId = bookingIn(shortcut);
    if (bookingId === undefined) return void (await tell(replyToShortcut(shortcut), NO_CARD));
    const booking = await parts.resolveBooking?.(bookingId, by);
    const member =
      booking && by.kind === 'slack'
        ? await parts.directory.memberByPlatform(booking.fleetId, { kind: 'slack', userId: by.userId })
        : undefined;
    if (!booking || !member) return void (await tell(replyToShortcut(shortcut), NOT_YOURS));
    await open(shortcut, renderCaseModal(booking, cardFor(booking, member), member));
  }

  async function openCases(shortcut: Shortcut): Promise<void> {
    const reply = replyToShortcut(shortcut);
    const { teamId = '', userId = '' } = reply.ref;
    await open(shortcut, renderCasesModal(await casesOf({ teamId, userId }, UNDER_WAY)));
  }

  async function open(shortcut: Shortcut, view: ModalView): Promise<void> {
    const reply = replyToShortcut(shortcut);
    const opened = await api.call(reply.ref['teamId'] ?? '', 'views.open', (client) =>
      client.views.open({ trigger_id: shortcut.trigger_id, view }),
    );
    // A trigger that was used is the same shortcut again: its modal is open already.
    if (opened.ok || opened.error.slackCode === 'exchanged_trigger_id') return;
    log.warn({ code: opened.error.code, reason: opened.error.reason }, 'A case could not be opened in Slack.');
    await tell(reply, SORRY);
  }
}

/** Which case a card is of: by its metadata, else by any of its buttons. Not believed: it is looked up for its reader. */
function bookingIn({ message }: Shortcut): string | undefined {
  const known = metadataSchema.safeParse(message?.metadata).data?.event_payload.bookingId;
  if (known !== undefined) return known;
  const [, found] = /\\"bookingId\\":\\"([\x21-\x7e]{1,64}?)\\"/.exec(JSON.stringify(message?.blocks ?? '')) ?? [];
  return found;
}
