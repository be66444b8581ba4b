import type { Command } from 'commander';
import type { CommissionLedger } from '../../app/ports/commission.ts';
import { compose } from '../../compose.ts';
import { describeProblems, readConfig } from '../../config.ts';
import type { CommissionLine } from '../../domain/commission.ts';
import { asFleetId } from '../../domain/ids.ts';
import { formatMoney } from '../../domain/money.ts';
import { periodOf, reportOf } from './period.ts';
import type { Period, ReportOptions } from './period.ts';
import { csvLine, table } from './table.ts';
import type { Terminal } from '../terminal.ts';

const PAGE = 1_000;
const COLUMNS = [
  'at',
  'bookingId',
  'fleetId',
  'network',
  'providerId',
  'entry',
  'basis',
  'amount',
  'currency',
] as const;

/** What one network's lines come to in one currency, in minor units. */
interface Total {
  readonly network: string;
  readonly currency: string;
  readonly bookings: Set<string>;
  earned: number;
  reversed: number;
}

/** `pitcrew report commission`: the lines of the ledger as CSV or JSON, or what they come to for each network. */
export const commissionReport = (terminal: Terminal): Command =>
  reportOf('commission', 'What completed bookings earned: the lines of the commission ledger.').action(
    async (options: ReportOptions) => {
      const period = periodOf(options);
      const config = readConfig(terminal.env);
      if (!config.ok) throw new Error(describeProblems(config.error));
      const pitcrew = await compose(config.value, {});
      try {
        const { ledger, directory } = pitcrew.store;
        const found = await write(terminal, ledger, period, options);
        const { fleet } = options;
        if (found === 0 && fleet !== undefined && !(await directory.fleet(asFleetId(fleet))))
          throw new Error(`There is no fleet "${fleet}", and the ledger has no line of it in these days.`);
      } finally {
        await pitcrew.close();
      }
    },
  );

/** Prints the report; answers how many lines it is about. */
async function write(
  terminal: Terminal,
  ledger: CommissionLedger,
  period: Period,
  { from, to, fleet, format, json }: ReportOptions,
): Promise<number> {
  const pages = pagesOf(ledger, period, fleet);
  if (format === 'csv' && !json) return writeCsv(terminal, pages);
  const items: CommissionLine[] = [];
  const totals: Total[] = [];
  let count = 0;
  for await (const lines of pages) {
    count += lines.length;
    for (const line of lines) add(totals, line);
    if (json || format === 'json') items.push(...lines);
  }
  const sorted = totals.sort((a, b) => (a.network + a.currency < b.network + b.currency ? -1 : 1));
  if (json || format === 'json') {
    const shown = sorted.map(({ bookings, ...total }) => ({ ...total, bookings: bookings.size, amount: sumOf(total) }));
    terminal.out(JSON.stringify({ from, to, items: items.map(shownLine), totals: shown }));
  } else {
    terminal.out(count === 0 ? `No commission from ${from} to ${to}.` : tableOf(sorted));
  }
  return count;
}

async function writeCsv(terminal: Terminal, pages: AsyncIterable<readonly CommissionLine[]>): Promise<number> {
  terminal.out(csvLine(COLUMNS));
  let count = 0;
  for await (const lines of pages) {
    if (lines.length > 0) terminal.out(lines.map((line) => csvLine(COLUMNS.map((column) => line[column]))).join('\n'));
    count += lines.length;
  }
  return count;
}

async function* pagesOf(
  ledger: CommissionLedger,
  period: Period,
  fleet: string | undefined,
): AsyncGenerator<readonly CommissionLine[]> {
  const fleetId = fleet === undefined ? undefined : asFleetId(fleet);
  let cursor: string | undefined;
  do {
    const page = await ledger.lines({ ...period, fleetId, cursor, limit: PAGE });
    yield page.items;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}

function add(totals: Total[], { network, currency, bookingId, amount }: CommissionLine): void {
  let total = totals.find((known) => known.network === network && known.currency === currency);
  if (!total) totals.push((total = { network, currency, bookings: new Set(), earned: 0, reversed: 0 }));
  total.bookings.add(bookingId);
  if (amount > 0) total.earned += amount;
  else total.reversed += amount;
}

const sumOf = ({ earned, reversed }: Pick<Total, 'earned' | 'reversed'>): number => earned + reversed;

/** The columns of the statement, and when the line was written. */
const shownLine = (line: CommissionLine) => ({
  ...Object.fromEntries(COLUMNS.map((column) => [column, line[column]])),
  recordedAt: line.recordedAt,
});

function tableOf(totals: readonly Total[]): string {
  const money = (amount: number, currency: string): string => formatMoney({ amount, currency });
  const rows = totals.map(({ network, currency, bookings, earned, reversed }) => [
    network,
    currency,
    String(bookings.size),
    ...[earned, reversed, earned + reversed].map((amount) => money(amount, currency)),
  ]);
  return table(['network', 'currency', 'bookings', 'earned', 'reversed', 'commission'], rows, [2, 3, 4, 5]);
}
