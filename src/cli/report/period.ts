import { Command, InvalidArgumentError, Option } from 'commander';
import { DateTime } from 'luxon';
import type { Instant, LocalDate } from '../../domain/ids.ts';
import { UsageError } from '../terminal.ts';

export const FORMATS = ['table', 'csv', 'json'] as const;

/** The options that every report has. */
export interface ReportOptions {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly fleet?: string;
  readonly format: (typeof FORMATS)[number];
  readonly json?: boolean;
}

/** Two dates in UTC as instants: from the first one's begin until the end of the last one. */
export interface Period {
  readonly from: Instant;
  /** Not included. */
  readonly until: Instant;
}

const dayOf = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });

function date(text: string): LocalDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !dayOf(text).isValid)
    throw new InvalidArgumentError('It must be a date of the calendar, such as 2026-11-30.');
  return text;
}

/** A report's command with the options that all have. */
export const reportOf = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .requiredOption('--from <date>', 'the first day, in UTC', date)
    .requiredOption('--to <date>', 'the last day, in UTC, included', date)
    .option('--fleet <id>', 'of this fleet only')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('table'))
    .option('--json', 'the same as --format json');

/** @throws UsageError when the last day lies before the first. */
export function periodOf({ from, to }: Pick<ReportOptions, 'from' | 'to'>): Period {
  if (to < from) throw new UsageError(`--to ${to} lies before --from ${from}.`);
  return { from: `${from}T00:00:00.000Z`, until: dayOf(to).plus({ days: 1 }).toJSDate().toISOString() };
}
