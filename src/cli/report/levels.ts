import type { Command } from 'commander';
import { adoptionReport, satisfactionReport, slaReport } from '../../app/usecases/service-levels.ts';
import type { LevelParts } from '../../app/usecases/service-levels.ts';
import type { LevelQuery } from '../../app/ports/service-levels.ts';
import { compose } from '../../compose.ts';
import { describeProblems, readConfig } from '../../config.ts';
import { asFleetId } from '../../domain/ids.ts';
import { periodOf, reportOf } from './period.ts';
import type { ReportOptions } from './period.ts';
import { csvLine, table } from './table.ts';
import type { Terminal } from '../terminal.ts';

type Cell = string | number | null;
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** One table of a report: its name is also its key in JSON. */
interface Sheet {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

interface Report {
  /** As it is printed with `--format json`. */
  readonly json: object;
  readonly sheets: readonly Sheet[];
}

const sheet = <Row>(name: string, rows: readonly Row[], columns: Columns<Row>): Sheet => ({
  name,
  head: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((value) => value(row))),
});

/** `pitcrew report sla`: networks, fleets and shops. */
export const slaLevels = (terminal: Terminal): Command =>
  levelReport(
    terminal,
    'sla',
    'Booking success, response times, time to book, downtime. Response times are of all fleets, also with --fleet.',
    async (parts, query) => {
      const json = await slaReport(parts, query);
      const attempts = {
        attempted: (row: { readonly attempted: number }) => row.attempted,
        booked: (row: { readonly booked: number }) => row.booked,
        successRate: (row: { readonly successRate: number | null }) => row.successRate,
      };
      const networks = sheet('networks', json.networks, {
        network: (row) => row.network,
        ...attempts,
        p50Ms: (row) => row.responseMs.p50,
        p95Ms: (row) => row.responseMs.p95,
        p99Ms: (row) => row.responseMs.p99,
        timeouts: (row) => row.timeouts,
        contractBreaks: (row) =>
          Object.entries(row.contractBreaks)
            .map((pair) => pair.join(' '))
            .join('; '),
        downtimeMeanH: (row) => row.downtimeHours.total.mean,
        inShopMeanH: (row) => row.downtimeHours.inShop.mean,
      });
      const fleets = sheet('fleets', json.fleets, {
        fleet: (row) => row.fleet,
        cases: (row) => row.cases,
        bookedWithin24hRate: (row) => row.bookedWithin24hRate,
        timeToBookP50Min: (row) => row.timeToBookMinutes.p50,
        timeToBookP95Min: (row) => row.timeToBookMinutes.p95,
        satisfaction: (row) => row.satisfaction.mean,
        ratings: (row) => row.satisfaction.count,
        adoption: (row) => row.adoption.rate,
        downtimeMeanH: (row) => row.downtimeHours.total.mean,
        inShopMeanH: (row) => row.downtimeHours.inShop.mean,
        baselineH: (row) => row.baseline.downtimeHours,
        ofBaseline: (row) => row.baseline.ratio,
      });
      const providers = sheet('providers', json.providers, {
        provider: (row) => row.provider,
        network: (row) => row.network,
        ...attempts,
        satisfaction: (row) => row.satisfaction.mean,
      });
      return { json, sheets: [networks, fleets, providers] };
    },
  );

/** `pitcrew report adoption`: managers who acted ÷ managers who got an alert. */
export const adoptionLevels = (terminal: Terminal): Command =>
  levelReport(
    terminal,
    'adoption',
    'Managers who acted on an alert ÷ managers who got one, in the 90 days that end with --to.',
    async (parts, query) => {
      const json = await adoptionReport(parts, query);
      const columns: Columns<(typeof json.fleets)[number]> = {
        fleet: (row) => row.fleet,
        acted: (row) => row.acted,
        managers: (row) => row.managers,
        rate: (row) => row.rate,
      };
      return { json, sheets: [sheet('fleets', json.fleets, columns)] };
    },
  );

/** `pitcrew report satisfaction`: mean stars of networks, fleets and shops. */
export const satisfactionLevels = (terminal: Terminal): Command =>
  levelReport(
    terminal,
    'satisfaction',
    'Mean stars and number of ratings given in these days.',
    async (parts, query) => {
      const json = await satisfactionReport(parts, query);
      const stars = {
        stars: (row: { readonly mean: number | null }) => row.mean,
        ratings: (row: { readonly count: number }) => row.count,
      };
      return {
        json,
        sheets: [
          sheet('networks', json.networks, { network: (row) => row.network, ...stars }),
          sheet('fleets', json.fleets, { fleet: (row) => row.fleet, ...stars }),
          sheet('providers', json.providers, {
            provider: (row) => row.provider,
            network: (row) => row.network,
            ...stars,
          }),
        ],
      };
    },
  );

function levelReport(
  terminal: Terminal,
  name: string,
  description: string,
  make: (parts: LevelParts, query: LevelQuery) => Promise<Report>,
): Command {
  return reportOf(name, description).action(async (options: ReportOptions) => {
    periodOf(options);
    const config = readConfig(terminal.env);
    if (!config.ok) throw new Error(describeProblems(config.error));
    const pitcrew = await compose(config.value, {});
    try {
      const { levels, directory } = pitcrew.store;
      const { from, to, fleet } = options;
      const fleetId = fleet === undefined ? undefined : asFleetId(fleet);
      if (fleetId !== undefined && !(await directory.fleet(fleetId))) throw new Error(`There is no fleet "${fleet}".`);
      terminal.out(written(await make({ levels, directory }, { from, to, fleetId }), options));
    } finally {
      await pitcrew.close();
    }
  });
}

/** In CSV, sheets follow one another after an empty line; those without a row are left out. */
function written({ json, sheets }: Report, { format, json: asJson, from, to }: ReportOptions): string {
  if (asJson || format === 'json') return JSON.stringify(json);
  const full = sheets.filter(({ rows }) => rows.length > 0);
  if (format === 'csv') {
    const shown = full.length > 0 ? full : sheets.slice(0, 1);
    return shown
      .map(({ head, rows }) => [head, ...rows.map((row) => row.map((cell) => cell ?? ''))].map(csvLine).join('\n'))
      .join('\n\n');
  }
  if (full.length === 0) return `Nothing was counted from ${from} to ${to}.`;
  return full
    .map(({ head, rows }) =>
      table(
        head,
        rows.map((row) => row.map(text)),
        numbers(rows),
      ),
    )
    .join('\n\n');
}

const text = (cell: Cell): string => (cell === null ? '-' : String(cell));

/** The columns that hold numbers, to be set to the right. */
const numbers = (rows: readonly (readonly Cell[])[]): readonly number[] =>
  (rows[0] ?? []).flatMap((_, i) => (rows.every((row) => typeof row[i] !== 'string') ? [i] : []));
