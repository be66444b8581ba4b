import type { LedgerEntry } from '../../../adapters/shared/sandbox/index.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Findings } from './audit.ts';
import type { Click } from './clerk.ts';
import type { Story } from './story.ts';
import { NETWORKS } from './town.ts';
import type { NetworkName } from './town.ts';

interface Facts {
  readonly seed: number;
  readonly stories: readonly Story[];
  readonly clicks: readonly Click[];
  readonly bookings: readonly Booking[];
  readonly wentWrong: Readonly<Record<string, number>>;
  readonly asked: Readonly<Record<NetworkName, number>>;
  readonly troubleMs: number;
  readonly recoveryMs: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly ledger: readonly LedgerEntry[];
  readonly findings: Findings;
}

/** What a run did and found, for people. */
export function tableOf(facts: Facts): string {
  const { seed, stories, clicks, bookings, wentWrong, asked, answers, ledger, findings } = facts;
  const requests = sum(asked);
  const rows = [
    ['seed', String(seed)],
    ['bookings', String(stories.length)],
    ['clicks', `${clicks.length}: ${lines(count(clicks, ({ intent, by }) => `${intent} by ${by}`))}`],
    ['requests under faults', `${requests}: ${lines(asked)}`],
    ['faults that hit', `${sum(wentWrong)} (${((100 * sum(wentWrong)) / requests).toFixed(1)} %): ${lines(wentWrong)}`],
    ['corner shops', lines(answers)],
    ['stories', lines(count(stories, ({ end }) => end))],
    [
      'steps',
      lines(
        count(
          bookings.flatMap(({ history }) => history),
          ({ intent }) => intent,
        ),
      ),
    ],
    [
      'moved',
      `${bookings.filter(isMoved).length} of ${stories.filter(({ moves }) => moves.length > 0).length} asked for`,
    ],
    ['our records', lines(count(bookings, stateOf))],
    ['ledgers', lines(count(ledger, ({ network, status }) => `${network} ${status}`))],
    ['time', `${seconds(facts.troubleMs)} with faults, ${seconds(facts.recoveryMs)} of recovery`],
    ...Object.entries(findings).map(([name, found]) => [name, String(found.length)]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return `\n${rows.map(([name = '', text]) => `  ${name.padEnd(width)}  ${text}`).join('\n')}\n\n`;
}

export const isMoved = ({ history }: Booking): boolean => history.some(({ intent }) => intent === 'moved');

function stateOf(booking: Booking): string {
  const network = appointmentOf(booking)?.network;
  const { state } = booking.phase;
  return network && NETWORKS.some((name) => name === network) ? `${state} at ${network}` : state;
}

function count<T>(items: readonly T[], nameOf: (item: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const lines = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
