import type { App } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import type { Command, EventCallback } from './body.ts';
import type { CasesOf } from './cases.ts';
import { answerCommand, type CommandAnswer } from './command.ts';
import type { Home } from './home.ts';

interface Parts {
  readonly casesOf: CasesOf;
  readonly home: Pick<Home, 'opened'>;
  /** Lets work run on after the acknowledgement. */
  readonly later: (work: Promise<unknown>) => void;
  readonly log: Log;
}

const SORRY: CommandAnswer = {
  response_type: 'ephemeral',
  text: 'Pitcrew cannot look that up at the moment. Please try again in a minute.',
};

/** Where people in Slack ask what there is: nothing changes, so that the answer needs no delivery. */
export function listenForQuestions(app: App, { casesOf, home, later, log }: Parts): void {
  // One app has one command, by whatever name its operator gave it.
  app.command(/^/, async ({ body, ack }) => {
    const { command, text, team_id: teamId, user_id: userId } = body as unknown as Command;
    try {
      await ack(await answerCommand(casesOf, { command, text, teamId, userId }));
    } catch (error) {
      log.error({ err: error }, 'A command from Slack could not be answered.');
      await ack(SORRY);
    }
  });

  app.event('app_home_opened', async ({ body }) => {
    const { team_id: teamId, event } = body as unknown as EventCallback;
    // The other tab is the messages.
    if (teamId === undefined || event.user === undefined || (event.tab ?? 'home') !== 'home') return;
    later(home.opened({ teamId, userId: event.user }));
  });
}
