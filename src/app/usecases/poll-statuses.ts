import type { Core } from '../core.ts';
import type { Dispatch } from '../intents/dispatch.ts';
import type { Repeat } from '../ports/jobs.ts';
import { stableFraction } from '../../domain/spread.ts';

/** Statuses are polled at least as often as this, however seldom availability is. */
const LONGEST_SECONDS = 60;

/**
 * The job behind `poll-statuses`: what changed at the shops of a network that posts nothing. Each change goes the way of a
 * posted status; the place up to which the listing was read is kept once all of them are stored.
 */
export async function pollStatuses(
  core: Core,
  dispatch: Pick<Dispatch, 'receive'>,
  networkName: string,
): Promise<void> {
  const network = core.networks.get(networkName);
  if (!network?.pollStatus) return;
  const { cursors, log } = core;
  const cursor = `statuses/${networkName}`;
  const since = await cursors.get(cursor);
  const polled = await network.pollStatus(since);
  if (!polled.ok)
    return log.warn({ network: networkName, why: polled.error }, 'Statuses could not be polled this time');
  for (const update of polled.value.updates) {
    const body = { kind: 'status', network: networkName, update } as const;
    await dispatch.receive({ id: `${networkName}:${update.eventId}`, channel: networkName, body });
  }
  if (polled.value.next !== since) await cursors.put(cursor, polled.value.next);
}

/** One repeating job for each network whose statuses have to be asked for. */
export async function scheduleStatusPolls(
  { networks, queue }: Pick<Core, 'networks' | 'queue'>,
  pollSeconds: number,
): Promise<void> {
  const everyMs = Math.min(pollSeconds, LONGEST_SECONDS) * 1000;
  const polled = [...networks.values()].filter(({ traits, pollStatus }) => traits.status === 'poll' && pollStatus);
  const repeats = polled.map(({ name: network }): Repeat => ({
    id: `statuses-${network}`,
    name: 'poll-statuses',
    payload: { network },
    everyMs,
    offsetMs: Math.floor(stableFraction(network) * everyMs),
  }));
  await queue.schedule(repeats);
}
