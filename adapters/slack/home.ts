import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { UNDER_WAY, type CasesOf, type Reader } from './cases.ts';
import type { SlackApi } from './client.ts';
import { renderHome } from './render/home.ts';

interface Parts {
  readonly api: SlackApi;
  readonly casesOf: CasesOf;
  readonly memory: ChannelMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets work run on. */
  readonly later: (work: Promise<unknown>) => void;
}

export interface Home {
  /** Someone opened his home: it is written anew, and kept up to date for a while. */
  opened(reader: Reader): Promise<void>;
  /** Something that homes in this team may show has changed. */
  changed(teamId: string): void;
  close(): void;
}

const SHELF = 'slack-home';
/** Whoever opened his home this long ago is not looking any more; the next opening writes it anew. */
const LOOKED_AT_MS = 3_600_000;
/** Changes that come together are written once. */
const GATHER_MS = 500;

interface Visit extends Reader {
  readonly at: number;
}

/** The app's home of each person. Which process hears of a change does not matter: visits are remembered in the store. */
export function createHome({ api, casesOf, memory, clock, log, later }: Parts): Home {
  const gathering = new Map<string, NodeJS.Timeout>();

  async function publish(reader: Reader): Promise<void> {
    const { teamId, userId } = reader;
    const view = renderHome(await casesOf(reader, UNDER_WAY));
    const done = await api.call(teamId, 'views.publish', (client) => client.views.publish({ user_id: userId, view }));
    if (done.ok) return;
    log.warn({ code: done.error.code, reason: done.error.reason }, 'A home in Slack could not be written.');
    if (done.error.code === 'rate-limited') wake(teamId, done.error.retryAfterMs);
  }

  function wake(teamId: string, ms: number = GATHER_MS): void {
    if (gathering.has(teamId)) return;
    const timer = setTimeout(() => {
      gathering.delete(teamId);
      later(refresh(teamId));
    }, ms);
    timer.unref();
    gathering.set(teamId, timer);
  }

  async function refresh(teamId: string): Promise<void> {
    const since = clock.trueNow().getTime() - LOOKED_AT_MS;
    for (const visit of await memory.all<Visit>(SHELF)) {
      if (visit.at < since) await memory.drop(SHELF, keyOf(visit));
      else if (visit.teamId === teamId) await publish(visit);
    }
  }

  return {
    async opened(reader) {
      // Remembered first: a change that comes while it is written is written afterwards.
      const revision = (await memory.read(SHELF, keyOf(reader)))?.revision ?? 0;
      await memory.write(SHELF, keyOf(reader), { ...reader, at: clock.trueNow().getTime() } satisfies Visit, revision);
      await publish(reader);
    },
    changed: (teamId) => wake(teamId),
    close() {
      for (const timer of gathering.values()) clearTimeout(timer);
      gathering.clear();
    },
  };
}

const keyOf = ({ teamId, userId }: Reader): string => `${teamId} ${userId}`;
