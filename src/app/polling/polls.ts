import type { ProviderId } from '../../domain/ids.ts';
import { stableFraction } from '../../domain/spread.ts';
import type { Core } from '../core.ts';
import type { WatchedNetwork } from '../ports/guard.ts';
import type { JobContext, JobResult, Repeat } from '../ports/jobs.ts';
import type { Gate } from './gate.ts';
import { createGate } from './gate.ts';
import type { PollGroup } from './groups.ts';
import { pollGroups } from './groups.ts';
import { createPatiences } from './patience.ts';
import { pollGroup } from './poll-group.ts';

/** Calls of polls at one network at once. */
const AT_ONCE = 16;
/** A bound on memory: about as many shops and services. */
const MAX_FINGERPRINTS = 200_000;
/** How soon a group looks again whether a network that is down is back: its recovery is probed by others. */
const LOOK_AGAIN_MS = 60_000;

/** The rounds in which all shops are asked what they have free (R3). */
export interface Polls {
  /** Schedules a job for each group of shops, and ends those whose shops are gone. Does nothing while no shop changed. */
  plan(): Promise<void>;
  /** What was scheduled is gone: the next plan schedules all of it again. */
  forget(): void;
  /** The job behind `poll-availability`: what the shops of a group have free, for each of their services. */
  poll(network: string, group: string, context: Pick<JobContext, 'id' | 'signal'>): Promise<JobResult>;
  /** A network answered someone else, and what these shops said could be used: nobody is left alone any longer. */
  heard(network: string, shops: readonly ProviderId[]): void;
}

type Groups = ReadonlyMap<string, ReadonlyMap<string, PollGroup>>;

export function createPolls(core: Omit<Core, 'engine' | 'channels'>, pollSeconds: number): Polls {
  const { clock, directory, networks, queue } = core;
  const everyMs = pollSeconds * 1000;
  const patiences = createPatiences({ ...core, everyMs });
  const gates = new Map<string, Gate>();
  const fingerprints = new Map<string, string>();
  let planned: { readonly version: number; readonly groups: Groups } | undefined;
  /** What this process has scheduled: for which groups, and by which ids. */
  let scheduledFor: Groups | undefined;
  let scheduled = new Set<string>();

  async function load(): Promise<Groups> {
    const version = await directory.providersVersion();
    if (planned?.version === version) return planned.groups;
    const shops = await directory.allProviders();
    const groups = new Map(
      [...networks.values()].map((network) => [
        network.name,
        pollGroups(
          network,
          shops.filter((shop) => shop.network === network.name),
          everyMs,
        ),
      ]),
    );
    planned = { version, groups };
    // Shops that are gone must not stay in memory; the others say all they have once more.
    if (fingerprints.size > MAX_FINGERPRINTS) fingerprints.clear();
    return groups;
  }

  const gateOf = (network: string): Gate => {
    const gate = gates.get(network) ?? createGate(AT_ONCE);
    gates.set(network, gate);
    return gate;
  };

  /** Again after a while, unless the group's own turn comes before. */
  const later = (group: PollGroup, ms: number): JobResult => {
    const spread = stableFraction(group.key) * Math.min(ms, LOOK_AGAIN_MS);
    const sinceTurn = (((clock.now().getTime() - group.offsetMs) % everyMs) + everyMs) % everyMs;
    return ms + spread < everyMs - sinceTurn ? { againInMs: ms + spread } : undefined;
  };

  return {
    forget() {
      scheduledFor = undefined;
      scheduled = new Set();
    },

    async plan() {
      const groups = await load();
      if (groups === scheduledFor) return;
      const repeats = [...groups].flatMap(([network, some]) =>
        [...some.values()].map(({ key, offsetMs }): Repeat => ({
          id: `poll-${network}-${key}`,
          name: 'poll-availability',
          payload: { network, group: key },
          everyMs,
          offsetMs,
        })),
      );
      const ids = new Set(repeats.map(({ id }) => id));
      await queue.schedule(repeats.filter(({ id }) => !scheduled.has(id)));
      await queue.unschedule([...scheduled].filter((id) => !ids.has(id)));
      scheduled = ids;
      scheduledFor = groups;
    },

    async poll(name, key, { id, signal }) {
      const network: WatchedNetwork | undefined = networks.get(name);
      if (!network) return undefined;
      const group = planned?.groups.get(name)?.get(key) ?? (await load()).get(name)?.get(key);
      // Its shops are gone, and whoever planned it may be gone too.
      if (!group) {
        scheduled.delete(id);
        return queue.unschedule([id]);
      }
      if (network.isDown?.()) return later(group, LOOK_AGAIN_MS);
      return patiences.use(name, async (patience) => {
        const pauseMs = patience.pauseMs();
        if (pauseMs > 0) return later(group, pauseMs);
        const isWhole = await pollGroup(
          { ...core, network, patience, gate: gateOf(name), fingerprints, signal },
          group.shops,
        );
        return isWhole ? undefined : later(group, Math.max(patience.pauseMs(), LOOK_AGAIN_MS));
      });
    },

    heard: patiences.heard,
  };
}
