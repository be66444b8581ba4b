import type { HomeView, KnownBlock } from '@slack/types';
import type { FleetCases } from '../cases.ts';
import { STRANGER, underWay } from '../command.ts';
import { createActionIds } from './actions.ts';
import { context, renderCases } from './case-list.ts';
import { LIMITS } from './limits.ts';
import { mrkdwn, mrkdwnObject, plain } from './text.ts';
import { settingsOf } from './settings.ts';

/** The app's home of one person: the open cases of his fleets with their buttons, and how each fleet is set. */
export function renderHome(fleets: readonly FleetCases[]): HomeView {
  const header: KnownBlock = { type: 'header', text: plain('Your fleet’s repairs', LIMITS.header, 'Repairs') };
  if (fleets.length === 0) return view([header, { type: 'section', text: mrkdwnObject(STRANGER) }]);
  const settings = fleets.slice(0, LIMITS.settings).flatMap(({ fleet }): KnownBlock[] => {
    const title = fleets.length === 1 ? 'How your fleet is set' : `How ${fleet.name} is set`;
    const lines = settingsOf(fleet).map((line) => `• ${mrkdwn(line, LIMITS.footerLine)}`);
    return [{ type: 'divider' }, context(title), { type: 'section', text: mrkdwnObject(lines.join('\n')) }];
  });
  const room = LIMITS.homeBlocks - settings.length - 1;
  const cases = renderCases(fleets, { count: underWay, buttons: true, room }, createActionIds());
  return view([header, ...cases, ...settings]);
}

const view = (blocks: KnownBlock[]): HomeView => ({ type: 'home', callback_id: 'home', blocks });
