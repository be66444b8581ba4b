import type { Fleet } from '../../domain/directory.ts';
import type { LocalDate } from '../../domain/ids.ts';
import type { FleetLevels, NetworkLevels } from '../../domain/levels/report.ts';
import { weekBefore } from '../../domain/levels/week.ts';
import { formatDay } from '../../domain/time.ts';
import type { Notice } from '../ports/notices.ts';
import type { FleetReport } from '../usecases/service-levels.ts';
import { hourWords, minuteWords, percent, shareOf, starWords, wholeNumber } from './figures.ts';

/** Of fleets and networks, as many as an operator's digest names. */
const NAMED = 15;
const FOOTER = 'Days are in UTC; adoption looks back 90 days.';

/** Whether anything happened that a digest could tell of. */
export const isEmpty = ({ cases, attempted, satisfaction, downtimeHours }: FleetLevels): boolean =>
  cases === 0 && attempted === 0 && satisfaction.count === 0 && downtimeHours.total.count === 0;

/** A fleet's week. */
export function fleetDigest(id: string, fleet: Fleet, monday: LocalDate, report: FleetReport): Notice {
  const { locale } = fleet;
  const { acted, managers } = report.adoption;
  const { downtimeHours, inShopHours } = report.baseline;
  return {
    id,
    title: `${fleet.name}: the week ${span(monday, locale)}`,
    words: [summary(report, locale)],
    facts: [
      ...factsOf(report, locale),
      { label: 'Downtime, alert to done', value: against(report.downtimeHours.total, downtimeHours, locale) },
      { label: 'Downtime in the shop', value: against(report.downtimeHours.inShop, inShopHours, locale) },
      { label: 'Adoption', value: `${acted} of ${managers} ${managers === 1 ? 'manager' : 'managers'} acted` },
    ],
    footer:
      downtimeHours === null ? `${FOOTER} Set policy.baseline to compare the downtime with how it was before.` : FOOTER,
  };
}

/** The operator's week: all fleets together, then each network and fleet in a line. */
export function operatorDigest(
  id: string,
  monday: LocalDate,
  all: FleetLevels,
  { networks, fleets }: { readonly networks: readonly NetworkLevels[]; readonly fleets: readonly FleetReport[] },
  publicUrl: string,
): Notice {
  const acted = fleets.reduce((sum, { adoption }) => sum + adoption.acted, 0);
  const managers = fleets.reduce((sum, { adoption }) => sum + adoption.managers, 0);
  const busiest = [...fleets].sort((a, b) => b.cases - a.cases || (a.fleet < b.fleet ? -1 : 1));
  return {
    id,
    title: `Pitcrew: the week ${span(monday, 'en-US')}`,
    words: [
      summary(all),
      ...lines('Networks', networks.map(networkLine), publicUrl),
      ...lines('Fleets', busiest.map(fleetLine), publicUrl),
    ],
    facts: [
      ...factsOf(all),
      { label: 'Downtime, alert to done', value: hourWords(all.downtimeHours.total) },
      { label: 'Downtime in the shop', value: hourWords(all.downtimeHours.inShop) },
      { label: 'Adoption', value: `${acted} of ${managers} ${managers === 1 ? 'manager' : 'managers'} acted` },
    ],
    footer: `${FOOTER} All figures: ${publicUrl}/ops`,
  };
}

function span(monday: LocalDate, locale: string): string {
  const { from, to } = weekBefore(monday);
  return [from, to].map((day) => formatDay(`${day}T00:00:00.000Z`, 'UTC', locale)).join(' – ');
}

function summary({ cases, booked }: FleetLevels, locale?: string): string {
  const alerts = `${wholeNumber(cases, locale)} ${cases === 1 ? 'case' : 'cases'}`;
  return `${alerts} opened, ${wholeNumber(booked, locale)} ${booked === 1 ? 'booking' : 'bookings'} made.`;
}

function factsOf(levels: FleetLevels, locale?: string): Notice['facts'] {
  const { successRate, attempted, bookedWithin24hRate, cases, timeToBookMinutes: time, satisfaction } = levels;
  const later = time.p95 === null ? '' : `, 95 % within ${minuteWords(time.p95, locale)}`;
  return [
    { label: 'Booking success', value: shareOf(successRate, attempted, locale) },
    { label: 'Booked within 24 hours', value: shareOf(bookedWithin24hRate, cases, locale) },
    { label: 'Time to book, median', value: `${minuteWords(time.p50, locale)}${later}` },
    { label: 'Satisfaction', value: starWords(satisfaction, locale) },
  ];
}

/** "31 h on average (12 vehicles), 33 % less than the 46 h before". */
function against(hours: FleetLevels['downtimeHours']['total'], baseline: number | null, locale: string): string {
  const words = hourWords(hours, locale);
  if (baseline === null || hours.mean === null) return words;
  const change = hours.mean / baseline - 1;
  const before = `the ${wholeNumber(baseline, locale, 1)} h before`;
  if (Math.abs(change) < 0.005) return `${words}, as ${before}`;
  return `${words}, ${percent(Math.abs(change), locale)} ${change < 0 ? 'less' : 'more'} than ${before}`;
}

function networkLine({ network, successRate, attempted, responseMs, timeouts }: NetworkLevels): string {
  const speed = responseMs.p95 === null ? '' : `, 95 % of calls within ${wholeNumber(responseMs.p95)} ms`;
  const late = timeouts === 0 ? '' : `, ${wholeNumber(timeouts)} without an answer in time`;
  const booked = attempted === 0 ? 'no request' : `${shareOf(successRate, attempted)} requests booked`;
  return `${network}: ${booked}${speed}${late}`;
}

function fleetLine({ fleet, cases, bookedWithin24hRate, downtimeHours, satisfaction }: FleetReport): string {
  const within = cases === 0 ? 'no case' : `${shareOf(bookedWithin24hRate, cases)} cases booked within 24 h`;
  const stars = satisfaction.mean === null ? '' : `, ${starWords(satisfaction)}`;
  const { mean } = downtimeHours.total;
  return `${fleet}: ${within}${mean === null ? '' : `, downtime ${wholeNumber(mean, undefined, 1)} h`}${stars}`;
}

function lines(title: string, all: readonly string[], publicUrl: string): readonly string[] {
  if (all.length === 0) return [];
  const more = all.length - NAMED;
  const rest = more > 0 ? [`… and ${more} more at ${publicUrl}/ops`] : [];
  return [[title, ...all.slice(0, NAMED).map((line) => `• ${line}`), ...rest].join('\n')];
}
