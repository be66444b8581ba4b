import type { Channel, ChannelError } from '../../src/app/ports/channel.ts';
import type { Result } from '../../src/domain/result.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { createAnswered } from './answered.ts';
import { createCards } from './cards.ts';
import { createConnector } from './connector.ts';
import { createConversations } from './conversations.ts';
import type { TeamsConfig } from './env.ts';
import { createGreeting } from './greet.ts';
import { createInstalls } from './installs.ts';
import { createInvokes } from './invokes.ts';
import { createProof } from './proof.ts';
import { createReaders } from './readers.ts';
import { createReceiver } from './receive.ts';
import { createTargets } from './targets.ts';
import type { TeamsDirectory } from './targets.ts';
import { createTell } from './tell.ts';

export type TeamsParts = Pick<
  ChannelParts<TeamsConfig>,
  'config' | 'dispatch' | 'resolveBooking' | 'memory' | 'clock' | 'log' | 'metrics'
> & { readonly directory: TeamsDirectory };

/**
 * The Microsoft Teams channel. Usable at once, also while Teams is down: nothing here needs the network until a card is
 * posted or a call has to be proved. Its one route is `POST /teams/messages`.
 */
export function createTeamsChannel(parts: TeamsParts): Channel {
  const { config, dispatch, metrics, clock, memory, directory } = parts;
  const log = parts.log.child({ channel: 'teams' });
  const connector = createConnector(config, clock);
  const conversations = createConversations(memory, connector, config.TEAMS_APP_ID);
  const targets = createTargets(directory, conversations);
  const cards = createCards(connector, targets);
  const answered = createAnswered(memory);
  const proof = createProof(config, clock, log);
  const receive = createReceiver({
    proof,
    tenantId: config.TEAMS_TENANT_ID,
    invokes: createInvokes({ dispatch, readers: createReaders(parts), answered, clock }),
    installs: createInstalls(conversations, log),
    greet: createGreeting(connector),
    log,
    metrics,
  });

  return {
    name: 'teams',
    routes: [{ method: 'POST', path: '/teams/messages', handle: receive }],
    targetOf: targets.targetOf,
    personTargetOf: targets.personTargetOf,
    post: counted('post', cards.post),
    digest: counted('digest', cards.digest),
    update: counted('update', cards.update),
    note: counted('note', cards.note),
    announce: counted('announce', cards.announce),
    tell: counted('tell', createTell({ connector, conversations, answered, clock })),
    close: proof.close,
  };

  /** The same operation, with its failures counted and logged. */
  function counted<A extends unknown[], T>(operation: string, work: (...args: A) => Promise<Result<T, ChannelError>>) {
    return async (...args: A): Promise<Result<T, ChannelError>> => {
      const result = await work(...args);
      if (!result.ok) {
        metrics.channelFailure('teams', result.error.code);
        log.warn({ operation, code: result.error.code, reason: result.error.reason }, 'Teams did not take it.');
      }
      return result;
    };
  }
}
