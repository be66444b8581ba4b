import type { KnownBlock, ModalView } from '@slack/types';
import type { Card } from '../../../src/app/cards/card.ts';
import type { Booking, HistoryRow } from '../../../src/domain/booking.ts';
import type { Member } from '../../../src/domain/directory.ts';
import { formatInstant } from '../../../src/domain/time.ts';
import type { FleetCases } from '../cases.ts';
import { STRANGER, underWay } from '../command.ts';
import { createActionIds } from './actions.ts';
import { buttonsOf, caseLine, context, renderCases } from './case-list.ts';
import { LIMITS } from './limits.ts';
import { mrkdwn, mrkdwnLine, mrkdwnObject, plain } from './text.ts';

/** Steps of a case that are shown, the newest first. */
const STEPS = 20;

/** One case: where it stands, what can be done, and what happened so far. */
export function renderCaseModal(booking: Booking, card: Card, reader: Pick<Member, 'timeZone' | 'locale'>): ModalView {
  const { locale, timeZone } = booking.context;
  const steps = booking.history
    .slice(-STEPS)
    .reverse()
    .map((row) => stepOf(row, reader.timeZone ?? timeZone, reader.locale ?? locale));
  const older = booking.history.length - steps.length;
  return modal(`Case of ${booking.vehicleId}`, [
    caseLine(card),
    ...buttonsOf(card, createActionIds()),
    { type: 'divider' },
    { type: 'section', text: mrkdwnObject(mrkdwn(`What happened\n${steps.join('\n')}`, LIMITS.sectionText)) },
    ...(older > 0 ? [context(`${older} earlier steps.`)] : []),
  ]);
}

/** Everything under way in somebody's fleets. */
export function renderCasesModal(fleets: readonly FleetCases[]): ModalView {
  const list = { count: underWay, buttons: true, room: LIMITS.homeBlocks };
  return modal(
    'Vehicles under way',
    fleets.length === 0
      ? [{ type: 'section', text: mrkdwnObject(STRANGER) }]
      : renderCases(fleets, list, createActionIds()),
  );
}

function modal(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plain(title, LIMITS.modalTitle, 'Case'),
    close: plain('Close', LIMITS.modalTitle, 'Close'),
    blocks,
  };
}

function stepOf({ at, actor, intent, to }: HistoryRow, timeZone: string, locale: string): string {
  const who = 'name' in actor && actor.name ? actor.name : actor.kind === 'system' ? 'Pitcrew' : `the ${actor.kind}`;
  const words = `${formatInstant(at, timeZone, locale)} · ${who} · ${plainWords(intent)} → ${plainWords(to)}`;
  return `• ${mrkdwnLine(words, LIMITS.slotLine)}`;
}

const plainWords = (name: string): string => name.replaceAll('-', ' ');
