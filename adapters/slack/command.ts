import type { KnownBlock } from '@slack/types';
import { TO_CHOOSE, UNDER_WAY, type CasesOf, type FleetCases } from './cases.ts';
import { createActionIds } from './render/actions.ts';
import { renderCases } from './render/case-list.ts';
import { LIMITS } from './render/limits.ts';
import { mrkdwn, mrkdwnLine, mrkdwnObject } from './render/text.ts';

/** What only the one who typed the command sees. */
export interface CommandAnswer {
  readonly response_type: 'ephemeral';
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

export interface TypedCommand {
  /** As it was typed, e.g. `/pitcrew`. */
  readonly command: string;
  readonly text: string;
  readonly teamId: string;
  readonly userId: string;
}

export const STRANGER =
  'You are not a member of a fleet that posts into this Slack workspace. Ask your fleet’s administrator to add you.';
const NO_PLANS = 'Scheduling many vehicles at once is not available here yet. Please choose a time on each card.';
/** What is left of a message's blocks once its first line stands. */
const ROOM = LIMITS.blocks - 1;

/** Answers `/pitcrew <word>`: changes nothing, and tells nobody anything who is not a member of a fleet in that team. */
export async function answerCommand(casesOf: CasesOf, typed: TypedCommand): Promise<CommandAnswer> {
  const word = typed.text.trim().toLowerCase().split(/\s+/, 1)[0] ?? '';
  const states = word === 'open' ? TO_CHOOSE : UNDER_WAY;
  const fleets = await casesOf(typed, states);
  if (fleets.length === 0) return say(STRANGER);
  switch (word) {
    case 'status':
      return list(fleets, { title: 'What is under way', count: underWay, buttons: false });
    case 'open':
      return list(fleets, { title: 'What waits for a choice', count: waiting, buttons: true });
    case 'bulk':
      return say(NO_PLANS);
    case '':
    case 'help':
      return say(help(typed.command));
    default:
      return say(`There is no “${mrkdwnLine(typed.text, LIMITS.factLabel)}”.\n${help(typed.command)}`);
  }
}

export const underWay = (cases: number): string =>
  cases === 0 ? 'nothing is under way' : `${cases} ${cases === 1 ? 'case' : 'cases'} under way`;
const waiting = (cases: number): string =>
  cases === 0 ? 'nothing waits for a choice' : `${cases} ${cases === 1 ? 'case waits' : 'cases wait'} for a choice`;

const help = (command: string): string => {
  const name = mrkdwnLine(command, LIMITS.factLabel);
  return [
    `\`${name} status\` – everything that is under way`,
    `\`${name} open\` – what waits for a choice, with its times`,
    `\`${name} bulk\` – schedule many vehicles at once`,
    `\`${name} help\` – this list`,
  ].join('\n');
};

function list(
  fleets: readonly FleetCases[],
  { title, ...how }: { readonly title: string; readonly count: (cases: number) => string; readonly buttons: boolean },
): CommandAnswer {
  const lines = fleets.flatMap(({ fleet, cards }) => [
    `${fleet.name}: ${how.count(cards.length)}.`,
    ...cards.map(({ title: about, status }) => `• ${about} – ${status}`),
  ]);
  const blocks: KnownBlock[] = [
    { type: 'section', text: mrkdwnObject(`*${title}*`) },
    ...renderCases(fleets, { ...how, room: ROOM }, createActionIds()),
  ];
  return { ...say(mrkdwn(lines.join('\n'), LIMITS.fallbackText)), blocks };
}

const say = (text: string): CommandAnswer => ({ response_type: 'ephemeral', text });
