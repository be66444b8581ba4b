import { createTeamsChannel, teamsEnv } from '../../../adapters/teams/index.ts';
import type { ChannelMemory } from '../../../src/app/ports/channel-memory.ts';
import type { Settled } from '../../../src/app/ports/deliveries.ts';
import type { Dispatch, Inbound } from '../../../src/app/intents/dispatch.ts';
import type { ActorRef } from '../../../src/app/intents/delivery.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import type { Fleet, Member } from '../../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { TENANT, activityFrom, startBotFramework } from '../../support/bot-framework.ts';
import type { TeamsPerson, TokenOptions } from '../../support/bot-framework.ts';
import { serveRoute } from '../../support/slack-api.ts';
import { nothingMeasured } from '../slack/harness.ts';

export const DANA: TeamsPerson = { aadObjectId: 'aad-dana', name: 'Dana Reyes' };
export const LEE: TeamsPerson = { aadObjectId: 'aad-lee', name: 'Lee Okafor' };
export const SAM: TeamsPerson = { aadObjectId: 'aad-sam', name: 'Sam Viewer' };
export const STRANGER: TeamsPerson = { aadObjectId: 'aad-nobody', name: 'Some One' };
export const ROOM = '19:fleet@thread.tacv2';

const fleetId = asFleetId('acme');
const member = ({ aadObjectId: teamsUserId, name }: TeamsPerson, role: Member['roles'][number]): Member => ({
  fleetId,
  memberId: asMemberId(teamsUserId.slice(4)),
  name,
  roles: [role],
  teamsUserId,
});
export const MEMBERS = [member(DANA, 'manager'), member(LEE, 'approver'), member(SAM, 'viewer')];

/** Memory as a channel sees it, for one process. */
export function memoryInMemory(): ChannelMemory & { readonly kept: Map<string, { value: unknown; revision: number }> } {
  const kept = new Map<string, { value: unknown; revision: number }>();
  return {
    kept,
    read: async <T>(channel: string, key: string) =>
      kept.get(`${channel} ${key}`) as { value: T; revision: number } | undefined,
    async write(channel, key, value, revision) {
      const id = `${channel} ${key}`;
      if ((kept.get(id)?.revision ?? 0) !== revision) return false;
      kept.set(id, { value: JSON.parse(JSON.stringify(value)) as unknown, revision: revision + 1 });
      return true;
    },
    async drop(channel, key) {
      kept.delete(`${channel} ${key}`);
    },
    all: async <T>() => [...kept.values()].map(({ value }) => value as T),
  };
}

export type Teams = Awaited<ReturnType<typeof startTeams>>;

/** A Teams channel between a look-alike of the Bot Framework and a dispatch that writes down what it gets. */
export async function startTeams(env: Readonly<Record<string, string>> = {}) {
  const service = await startBotFramework();
  const memory = memoryInMemory();
  const received: Inbound[] = [];
  const failures: string[] = [];
  const logged: string[] = [];
  const bookings = new Map<string, Booking>();
  const state = { writable: true, settled: Promise.resolve<Settled>({ outcome: 'accepted', message: 'Booking…' }) };
  const fleet: Fleet = {
    fleetId,
    name: 'Acme Delivery',
    timeZone: 'America/Chicago',
    locale: 'en-US',
    policy: DEFAULT_POLICY,
    integrations: {},
    channels: [{ kind: 'teams', serviceUrl: service.serviceUrl, conversationId: ROOM, tenantId: TENANT }],
  };

  const dispatch: Pick<Dispatch, 'receive'> = {
    receive: async (inbound) => {
      if (!state.writable) throw new Error('disk full');
      const seen = received.some(({ id }) => id === inbound.id);
      received.push(inbound);
      return { seen, settled: state.settled };
    },
  };
  const memberBy = (userId: string) => MEMBERS.find(({ teamsUserId }) => teamsUserId === userId);
  const channel = createTeamsChannel({
    config: teamsEnv.parse({ ...service.env, ...env }),
    dispatch,
    resolveBooking: async (id: string, by: ActorRef) =>
      by.kind === 'teams' && by.tenantId === TENANT && memberBy(by.userId) ? bookings.get(id) : undefined,
    directory: {
      fleet: async () => fleet,
      member: async (_fleet, id) => MEMBERS.find(({ memberId }) => memberId === id),
      memberByPlatform: async (_fleet, user) => (user.kind === 'teams' ? memberBy(user.userId) : undefined),
    },
    memory,
    clock: { now: () => new Date('2026-11-22T15:04:00Z'), trueNow: () => new Date() },
    log: logInto(logged),
    metrics: { ...nothingMeasured, channelFailure: (_channel, reason) => void failures.push(reason) },
  });
  const server = await serveRoute(channel.routes[0]!);

  return {
    service,
    channel,
    memory,
    received,
    failures,
    logged,
    bookings,
    state,
    fleet,
    url: server.url,
    /** Sends an activity from a person. */
    send: (person: TeamsPerson, more: Readonly<Record<string, unknown>>, token: TokenOptions = {}) =>
      service.send(server.url, activityFrom(person, service.serviceUrl, more), token),
    close: async () => {
      await channel.close();
      await server.close();
      await service.close();
    },
  };
}

function logInto(lines: string[]): Log {
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (_fields, message) => void lines.push(message),
    error: (_fields, message) => void lines.push(message),
    child: () => log,
  };
  return log;
}
