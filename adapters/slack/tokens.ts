import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { SlackError } from './errors.ts';
import type { Installation, Installations, KnownTeam } from './installations.ts';

/** A bot token with whose it is. */
export interface BotToken {
  readonly token: string;
  readonly teamId: string;
  readonly botId?: string | undefined;
}

/** What Slack gives for a code or a refresh token. */
export interface Grant {
  readonly botToken: string;
  readonly refreshToken?: string | undefined;
  /** Seconds. */
  readonly expiresIn?: number | undefined;
}

interface Parts {
  readonly installations: Installations;
  readonly clock: Clock;
  readonly keys: Keys;
  /** `SLACK_BOT_TOKEN`, where it is set. */
  readonly configured: string | undefined;
  /** Where teams install the app, where they can. */
  readonly installUrl: string | undefined;
  /** Asks Slack whose token it is. */
  readonly whose: (token: string) => Promise<Result<BotToken, SlackError>>;
  /** Asks Slack for the next token. */
  readonly refresh: (refreshToken: string) => Promise<Result<Grant, SlackError>>;
}

export interface Tokens {
  /** The bot token that serves a team, fetched anew in time; the error says in words why there is none. */
  of(teamId: string): Promise<Result<BotToken, SlackError>>;
  /** The configured token. */
  configured(): Promise<Result<BotToken, SlackError>>;
  /** Slack did not take a token: whatever is remembered of it is looked up again. */
  forget(teamId: string): void;
  /** The app was taken out of a team, by Slack's word of `at` (seconds). Durable when it resolves. */
  drop(teamId: string, at: number | undefined): Promise<void>;
  /** The app was put into a team. Durable when it resolves. */
  keep(installation: Installation): Promise<void>;
}

/** Tokens live 12 hours; the next one is fetched this long before the end. */
const RENEW_BEFORE_MS = 3_600_000;
const RENEWING_MS = 15_000;
const LOOK_AGAIN_MS = 100;
const ASKING_MS = 1_500;
/** What another process changed is seen after this time. */
const KNOWN_FOR_MS = 5_000;
/** Slack repeats an event for about an hour; one that is older than the installation is not about it. */
const REPEATED_FOR_S = 86_400;

/** Which token serves which team: an installation of its own, else the configured token if it is that team's. */
export function createTokens(parts: Parts): Tokens {
  const { installations, clock, keys, whose, refresh } = parts;
  const known = new Map<string, { readonly team: Promise<KnownTeam>; readonly until: number }>();
  const renewals = new Map<string, Promise<Result<BotToken, SlackError>>>();
  let owner: BotToken | undefined;
  let asking: Promise<Result<BotToken, SlackError>> | undefined;

  const now = (): number => clock.trueNow().getTime();

  function look(teamId: string): Promise<KnownTeam> {
    const remembered = known.get(teamId);
    if (remembered && performance.now() < remembered.until) return remembered.team;
    const team = installations.of(teamId);
    if (known.size > 1_000) known.clear();
    known.set(teamId, { team, until: performance.now() + KNOWN_FOR_MS });
    team.catch(() => known.delete(teamId));
    return team;
  }

  function configured(): Promise<Result<BotToken, SlackError>> {
    if (owner) return Promise.resolve(ok(owner));
    const { configured: token } = parts;
    if (token === undefined) return Promise.resolve(rejected('There is no SLACK_BOT_TOKEN.'));
    return (asking ??= whose(token).then((answer) => {
      asking = undefined;
      if (answer.ok) owner = answer.value;
      return answer;
    }));
  }

  async function of(teamId: string): Promise<Result<BotToken, SlackError>> {
    const { installation, removal } = await look(teamId);
    if (installation) return isFresh(installation, RENEW_BEFORE_MS) ? ok(tokenOf(installation)) : renew(teamId);
    const again = parts.installUrl === undefined ? '' : ` Install it at ${parts.installUrl}.`;
    const removed = `Pitcrew was removed from the Slack workspace ${teamId}.${again || ' Install it again and set SLACK_BOT_TOKEN.'}`;
    const token = parts.configured;
    if (token === undefined)
      return rejected(removal ? removed : `Pitcrew is not installed in the Slack workspace ${teamId}.${again}`);
    if (removal?.endedToken !== undefined && keys.blinds(token).includes(removal.endedToken)) return rejected(removed);
    const answer = await configured();
    if (!answer.ok || answer.value.teamId === teamId) return answer;
    return rejected(
      removal ? removed : `SLACK_BOT_TOKEN serves the team ${answer.value.teamId}, not ${teamId}.${again}`,
    );
  }

  const isFresh = ({ expiresAt }: Installation, ahead: number): boolean =>
    expiresAt === undefined || expiresAt - now() > ahead;

  function renew(teamId: string): Promise<Result<BotToken, SlackError>> {
    const running = renewals.get(teamId);
    if (running) return running;
    const renewal = fetchNext(teamId).finally(() => {
      renewals.delete(teamId);
      known.delete(teamId);
    });
    renewals.set(teamId, renewal);
    return renewal;
  }

  /** A refresh token is good once: among all processes only the one that reserves it may use it. */
  async function fetchNext(teamId: string): Promise<Result<BotToken, SlackError>> {
    for (;;) {
      const { installation, revision } = await installations.of(teamId);
      if (!installation) return rejected(`Pitcrew was removed from the Slack workspace ${teamId}.`);
      if (isFresh(installation, RENEW_BEFORE_MS)) return ok(tokenOf(installation));
      const usable = isFresh(installation, 0);
      const { refreshToken, renewingUntil = 0 } = installation;
      const isReserved = renewingUntil > now();
      if (usable && (isReserved || refreshToken === undefined)) return ok(tokenOf(installation));
      if (refreshToken === undefined) return rejected('The Slack bot token has expired. Install the app again.');
      const reserved = { ...installation, renewingUntil: now() + RENEWING_MS };
      if (isReserved || !(await installations.put(reserved, revision))) {
        await wait(LOOK_AGAIN_MS);
        continue;
      }
      const grant = await refresh(refreshToken);
      if (!grant.ok) {
        await installations.put({ ...installation, renewingUntil: undefined }, revision + 1);
        return usable ? ok(tokenOf(installation)) : grant;
      }
      await installations.put(
        { ...installation, ...grantOf(grant.value, now()), renewingUntil: undefined },
        revision + 1,
      );
    }
  }

  return {
    of,
    configured,
    forget: (teamId) => void known.delete(teamId),

    async drop(teamId, at) {
      // Slack waits 3 s for the acknowledgement; a token that Slack does not know any more has ended by itself.
      if (parts.configured !== undefined) await Promise.race([configured(), wait(ASKING_MS)]);
      for (;;) {
        const { installation, revision } = await installations.of(teamId);
        const installedAt = Math.floor((installation?.installedAt ?? 0) / 1000);
        if (at !== undefined && installedAt > at && installedAt - at < REPEATED_FOR_S) return;
        const endedToken = owner?.teamId === teamId ? keys.blind(owner.token) : undefined;
        if (await installations.put({ teamId, removedAt: now(), endedToken }, revision)) break;
      }
      known.delete(teamId);
    },

    async keep(installation) {
      for (;;) {
        const { revision } = await installations.of(installation.teamId);
        if (await installations.put(installation, revision)) break;
      }
      known.delete(installation.teamId);
    },
  };
}

/** What an installation holds of a grant. */
export const grantOf = ({ botToken, refreshToken, expiresIn }: Grant, at: number) => ({
  botToken,
  refreshToken,
  expiresAt: expiresIn === undefined ? undefined : at + expiresIn * 1000,
});

const tokenOf = ({ botToken: token, teamId, botId }: Installation): BotToken => ({ token, teamId, botId });

const rejected = (reason: string) => fail({ code: 'rejected', reason } as const);
