import type { LocalDate } from '../../domain/ids.ts';
import { asFleetId } from '../../domain/ids.ts';
import type { Breach } from '../../domain/levels/objectives.ts';
import { fleetLevels } from '../../domain/levels/report.ts';
import { weekBefore } from '../../domain/levels/week.ts';
import { breachNotice, keyOf } from '../notices/breaches.ts';
import { fleetDigest, isEmpty, operatorDigest } from '../notices/digest.ts';
import type { Channel, ChannelError } from '../ports/channel.ts';
import type { Directory } from '../ports/directory.ts';
import type { JobContext, JobResult } from '../ports/jobs.ts';
import type { BreachMessage, DigestMessage } from '../ports/level-jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Notice, NoticePlace } from '../ports/notices.ts';
import type { ServiceLevels } from '../ports/service-levels.ts';
import { slaReport } from './service-levels.ts';

/** What notices are made of and where they go. */
export interface NoticeParts {
  readonly levels: Pick<ServiceLevels, 'read' | 'first' | 'marked'>;
  readonly directory: Pick<Directory, 'fleet' | 'fleets' | 'members'>;
  readonly channels: ReadonlyMap<string, Channel>;
  /** The operator's, by name. */
  readonly places: ReadonlyMap<string, NoticePlace>;
  readonly publicUrl: string;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'channelFailure'>;
}

/** The job behind `tell-operator`: what nobody has told there yet, in one message. */
export async function tellOperator(
  parts: NoticeParts,
  { day, place: name, breaches }: BreachMessage,
  { id }: JobContext,
): Promise<JobResult> {
  const { levels, places } = parts;
  const place = places.get(name);
  if (!place) return parts.log.warn({ place: name }, 'A message to the operator has no place to go to any more');
  const toldKey = (breach: Breach): string => `told/${name}/${keyOf(breach)}`;
  const told = new Set(await levels.marked(day));
  const left = breaches.filter((breach) => !told.has(toldKey(breach)));
  if (left.length === 0) return;
  const posted = await place.post(breachNotice(id, left, parts.publicUrl));
  if (!posted.ok) return again(parts, name, posted.error);
  for (const breach of left) await levels.first(day, toldKey(breach));
}

/** The job behind `weekly-digest`: a week in which nothing happened is not told. */
export async function weeklyDigest(parts: NoticeParts, message: DigestMessage, { id }: JobContext): Promise<JobResult> {
  const { levels } = parts;
  const { monday, fleetId, to } = message;
  const told = `told/${to}/digest/${fleetId ?? ''}`;
  if ((await levels.marked(monday)).includes(told)) return;
  const place = await (fleetId === undefined ? parts.places.get(to) : channelOf(parts, fleetId, to));
  const notice = await (fleetId === undefined ? forOperator(parts, id, monday) : forFleet(parts, id, monday, fleetId));
  if (!place || !notice) return;
  const posted = await place.post(notice);
  if (!posted.ok) return again(parts, place.name, posted.error);
  await levels.first(monday, told);
}

/** The fleet's channel with that target, if it still has it. */
async function channelOf(
  { directory, channels }: NoticeParts,
  fleetId: string,
  target: string,
): Promise<Pick<NoticePlace, 'name' | 'post'> | undefined> {
  const fleet = await directory.fleet(asFleetId(fleetId));
  for (const entry of fleet?.channels ?? []) {
    const channel = channels.get(entry.kind);
    if (!fleet || !channel?.announce || channel.targetOf(entry, fleet) !== target) continue;
    const announce = channel.announce.bind(channel);
    return { name: channel.name, post: (notice) => announce(target, notice) };
  }
  return undefined;
}

async function forFleet(
  parts: NoticeParts,
  id: string,
  monday: LocalDate,
  fleetId: string,
): Promise<Notice | undefined> {
  const fleet = await parts.directory.fleet(asFleetId(fleetId));
  if (!fleet) return undefined;
  const { fleets } = await slaReport(parts, { ...weekBefore(monday), fleetId: fleet.fleetId });
  const report = fleets.find((one) => one.fleet === fleetId);
  return report && !isEmpty(report) ? fleetDigest(id, fleet, monday, report) : undefined;
}

async function forOperator(parts: NoticeParts, id: string, monday: LocalDate): Promise<Notice | undefined> {
  const week = weekBefore(monday);
  const all = fleetLevels('', await parts.levels.read(week));
  if (isEmpty(all)) return undefined;
  return operatorDigest(id, monday, all, await slaReport(parts, week), parts.publicUrl);
}

/** A place that does not take it is asked again later, also after a no: somebody may invite the app meanwhile. */
function again({ log, metrics }: NoticeParts, place: string, { code, reason, retryAfterMs }: ChannelError): JobResult {
  metrics.channelFailure(place, code);
  log.warn({ place, code, reason }, 'A notice could not be brought; it is tried again');
  if (retryAfterMs !== undefined) return { againInMs: retryAfterMs };
  throw new Error(`${place}: ${reason}`);
}
