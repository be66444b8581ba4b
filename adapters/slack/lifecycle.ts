import type { App } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import { StoreUnavailable } from '../../src/app/ports/store-unavailable.ts';
import type { EventCallback } from './body.ts';
import type { Tokens } from './tokens.ts';

/** Where Slack says that the app was taken out of a team: its token is dropped before that is acknowledged. */
export function listenForRemoval(app: App, tokens: Tokens, log: Log): void {
  app.event('app_uninstalled', ({ body }) => remove(body as unknown as EventCallback));
  app.event('tokens_revoked', async ({ body }) => {
    const callback = body as unknown as EventCallback;
    // People's own tokens are none of ours.
    if ((callback.event.tokens?.bot ?? []).length > 0) await remove(callback);
  });

  async function remove({ team_id: teamId, event_time: at }: EventCallback): Promise<void> {
    if (teamId === undefined) return;
    try {
      await tokens.drop(teamId, at);
    } catch (cause) {
      throw cause instanceof StoreUnavailable ? cause : new StoreUnavailable(cause);
    }
    log.warn({ teamId }, 'Pitcrew was removed from a Slack workspace.');
  }
}
