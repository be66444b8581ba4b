import { App } from '@slack/bolt';
import type { Channel, ChannelError } from '../../src/app/ports/channel.ts';
import type { Result } from '../../src/domain/result.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { createAccess } from './access.ts';
import { createCards } from './cards.ts';
import { createCases } from './cases.ts';
import { boltLogger, clientOptions } from './client.ts';
import type { SlackConfig } from './env.ts';
import { listenForRemoval } from './lifecycle.ts';
import { createAnnounce } from './notices.ts';
import { createHome } from './home.ts';
import { createFormOpener } from './open-form.ts';
import { listenForQuestions } from './questions.ts';
import { listen } from './receive.ts';
import { createReceiver } from './receiver.ts';
import { BY_HAND_SORRY, renderByHandModal } from './render/by-hand-modal.ts';
import { REJECT_SORRY, renderRejectModal } from './render/reject-modal.ts';
import { RESCHEDULE_SORRY, renderRescheduleModal } from './render/reschedule-modal.ts';
import { RATE_SORRY, renderRateModal } from './render/rate-modal.ts';
import { listenForShortcuts } from './shortcuts.ts';
import { createSocket } from './socket.ts';
import { createTell } from './tell.ts';

export type SlackParts = Omit<ChannelParts<SlackConfig>, 'texts'>;

/**
 * The Slack channel, on Bolt over HTTP. Usable at once, also while Slack is down: nothing here needs the network until
 * a card is posted.
 */
export function createSlackChannel(parts: SlackParts): Channel {
  const { config, dispatch, metrics, clock, resolveBooking } = parts;
  const log = parts.log.child({ channel: 'slack' });
  const { api, tokens, routes } = createAccess(parts, log);
  const cards = createCards(api, log);
  const tell = counted('tell', createTell(api, config.SLACK_API_URL));
  const { SLACK_SIGNING_SECRET: signingSecret } = config;
  const receiver = createReceiver({ signingSecret, clock, log, metrics });
  const app = new App({
    receiver,
    // Nothing that a listener here does needs a token, so no click waits for one to be looked up.
    authorize: () => Promise.resolve({}),
    clientOptions: clientOptions(config, log),
    logger: boltLogger(log),
    ignoreSelf: false,
    convoStore: false,
    attachFunctionToken: false,
  });
  app.error((error) => Promise.reject(error));

  const forms = { api, log, resolveBooking, tell };
  const running = new Set<Promise<unknown>>();
  const later = (work: Promise<unknown>): void => {
    const ended = work
      .catch((error: unknown) => log.error({ err: error }, 'Work after a click in Slack met a bug.'))
      .finally(() => running.delete(ended));
    running.add(ended);
  };
  listen(app, {
    dispatch,
    forms: {
      rate: createFormOpener(forms, {
        sorry: RATE_SORRY,
        render: (form, booking) => renderRateModal({ form, vehicleId: booking?.vehicleId, rating: booking?.rating }),
      }),
      'book-manually': createFormOpener(forms, { sorry: BY_HAND_SORRY, render: renderByHandModal }),
      reject: createFormOpener(forms, { sorry: REJECT_SORRY, render: renderRejectModal }),
      reschedule: createFormOpener(forms, {
        sorry: RESCHEDULE_SORRY,
        render: (form, booking) => renderRescheduleModal(form, booking, clock.now()),
      }),
    },
    clock,
    namesTime:
      (by) =>
      async ({ bookingId }, named) =>
        parts.namesTime?.(bookingId, by, named),
    tell,
    later,
  });

  listenForRemoval(app, tokens, log);
  const casesOf = createCases(parts);
  const home = createHome({ api, casesOf, memory: parts.memory, clock, log, later });
  listenForShortcuts(app, { ...forms, casesOf, directory: parts.directory, later });
  listenForQuestions(app, { casesOf, home, later, log });

  const { SLACK_APP_TOKEN: appToken } = config;
  const socket = appToken && createSocket({ appToken, options: clientOptions(config, log), receiver, log });

  return {
    name: 'slack',
    ...(socket ? { listen: socket.listen } : {}),
    routes: [
      ...(signingSecret === undefined
        ? []
        : [{ method: 'POST' as const, path: '/slack/events', handle: receiver.handle }]),
      ...routes,
    ],
    targetOf: (entry) => (entry.kind === 'slack' ? `slack:${entry.teamId}/${entry.channelId}` : undefined),
    personTargetOf: ({ slackUserId }, { channels }) => {
      const team = channels.find((entry) => entry.kind === 'slack')?.teamId;
      return slackUserId === undefined || team === undefined ? undefined : `slack:${team}/${slackUserId}`;
    },
    post: counted('post', async (target, card, options) => {
      const done = await cards.post(target, card, options);
      if (done.ok) home.changed(done.value['teamId'] ?? '');
      return done;
    }),
    digest: counted('digest', cards.digest),
    update: counted('update', async (ref, card) => {
      const done = await cards.update(ref, card);
      if (done.ok) home.changed(ref['teamId'] ?? '');
      return done;
    }),
    note: counted('note', cards.note),
    announce: counted('announce', createAnnounce(api, log)),
    tell,
    close: async () => {
      home.close();
      await Promise.allSettled(running);
    },
  };

  /** The same operation, with its failures counted and logged. */
  function counted<A extends unknown[], T>(operation: string, work: (...args: A) => Promise<Result<T, ChannelError>>) {
    return async (...args: A): Promise<Result<T, ChannelError>> => {
      const result = await work(...args);
      if (!result.ok) {
        metrics.channelFailure('slack', result.error.code);
        log.warn({ operation, code: result.error.code, reason: result.error.reason }, 'Slack did not take it.');
      }
      return result;
    };
  }
}
