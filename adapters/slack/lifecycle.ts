import type { App } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import { stored } from '../../src/app/ports/store-unavailable.ts';
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
    await stored(() => tokens.drop(teamId, at));
    log.warn({ teamId }, 'Pitcrew was removed from a Slack workspace.');
  }
}
