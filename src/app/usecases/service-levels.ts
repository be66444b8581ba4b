import type { FleetId, LocalDate } from '../../domain/ids.ts';
import { asFleetId } from '../../domain/ids.ts';
import type { LevelFact } from '../../domain/levels/facts.ts';
import { daysBefore } from '../../domain/levels/objectives.ts';
import type { FleetLevels, NetworkLevels, ProviderLevels, Satisfaction } from '../../domain/levels/report.ts';
import {
  fleetLevels,
  groupBy,
  networkLevels,
  providerLevels,
  satisfactionOf,
  share,
} from '../../domain/levels/report.ts';
import type { Directory } from '../ports/directory.ts';
import type { LevelQuery, ServiceLevels } from '../ports/service-levels.ts';

/** What the reports are made of. */
export interface LevelParts {
  readonly levels: Pick<ServiceLevels, 'read'>;
  readonly directory: Pick<Directory, 'members' | 'fleet'>;
}

/** How far adoption looks back, in days. */
const ADOPTION_DAYS = 90;
const PAGE = 200;

export interface Adoption {
  readonly fleet: string;
  /** Those of the managers who moved a case themselves. */
  readonly acted: number;
  /** Managers of a fleet that got an alert. */
  readonly managers: number;
  readonly rate: number | null;
}

/** A fleet's downtime against what it entered as its baseline. */
export interface AgainstBaseline {
  readonly downtimeHours: number | null;
  readonly inShopHours: number | null;
  /** The mean downtime as a share of the baseline's: 0.75 is a quarter less; null where either is not known. */
  readonly ratio: number | null;
}

export type FleetReport = FleetLevels & {
  readonly adoption: Omit<Adoption, 'fleet'>;
  readonly baseline: AgainstBaseline;
};

export interface SlaReport {
  readonly networks: readonly NetworkLevels[];
  readonly fleets: readonly FleetReport[];
  readonly providers: readonly ProviderLevels[];
}

/** How well networks, shops and fleets did. With a fleet, calls are still all calls: nobody knows for whom one was made. */
export async function slaReport(parts: LevelParts, query: LevelQuery): Promise<SlaReport> {
  const facts = await parts.levels.read(query);
  const adopted = new Map((await adoptionReport(parts, query)).fleets.map(({ fleet, ...rest }) => [fleet, rest]));
  const fleets = groupBy(facts, 'fleetId').map(async ([fleet, own]) => {
    const levels = fleetLevels(fleet, own);
    const adoption = adopted.get(fleet) ?? { acted: 0, managers: 0, rate: null };
    return { ...levels, adoption, baseline: await againstBaseline(parts, levels) };
  });
  return {
    networks: groupBy(facts, 'network').map(([network, own]) => networkLevels(network, own)),
    fleets: await Promise.all(fleets),
    providers: groupBy(facts, 'providerId').map(([provider, own]) => providerLevels(provider, own)),
  };
}

async function againstBaseline({ directory }: LevelParts, levels: FleetLevels): Promise<AgainstBaseline> {
  const baseline = (await directory.fleet(asFleetId(levels.fleet)))?.policy.baseline;
  const { mean } = levels.downtimeHours.total;
  return {
    downtimeHours: baseline?.downtimeHours ?? null,
    inShopHours: baseline?.inShopHours ?? null,
    ratio: baseline && mean !== null ? share(mean, baseline.downtimeHours) : null,
  };
}

/** Managers who acted on an alert ÷ managers who got one, in the 90 days that end with `to`. */
export async function adoptionReport(
  { levels, directory }: LevelParts,
  { to, fleetId }: LevelQuery,
): Promise<{ readonly from: LocalDate; readonly to: LocalDate; readonly fleets: readonly Adoption[] }> {
  const from = daysBefore(to, ADOPTION_DAYS - 1);
  const facts = await levels.read({ from, to, fleetId });
  const fleets: Adoption[] = [];
  for (const [fleet, own] of groupBy(facts, 'fleetId')) {
    if (!own.some(({ kind, detail }) => kind === 'case' && detail === 'opened')) continue;
    const managers = await managersOf(directory, asFleetId(fleet));
    const people = new Set(own.filter(({ kind }) => kind === 'acted').map(({ detail }) => detail));
    const acted = managers.filter((id) => people.has(id)).length;
    fleets.push({ fleet, acted, managers: managers.length, rate: share(acted, managers.length) });
  }
  return { from, to, fleets };
}

async function managersOf(directory: LevelParts['directory'], fleetId: FleetId): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await directory.members(fleetId, cursor, PAGE);
    found.push(...page.items.filter(({ roles }) => roles.includes('manager')).map(({ memberId }) => memberId));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

export interface SatisfactionReport {
  readonly networks: readonly (Satisfaction & { readonly network: string })[];
  readonly fleets: readonly (Satisfaction & { readonly fleet: string })[];
  readonly providers: readonly (Satisfaction & { readonly provider: string; readonly network: string })[];
}

/** Mean stars of the ratings given in these days, those that were changed since as they are now. */
export async function satisfactionReport({ levels }: LevelParts, query: LevelQuery): Promise<SatisfactionReport> {
  const facts: readonly LevelFact[] = (await levels.read(query)).filter(({ kind }) => kind === 'stars');
  return {
    networks: groupBy(facts, 'network').map(([network, own]) => ({ network, ...satisfactionOf(own) })),
    fleets: groupBy(facts, 'fleetId').map(([fleet, own]) => ({ fleet, ...satisfactionOf(own) })),
    providers: groupBy(facts, 'providerId').map(([provider, own]) => ({
      provider,
      network: own[0]?.network ?? '',
      ...satisfactionOf(own),
    })),
  };
}
