import type { App } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import type { Command } from './body.ts';
import type { CasesOf } from './cases.ts';
import { answerCommand, type CommandAnswer } from './command.ts';

interface Parts {
  readonly casesOf: CasesOf;
  readonly log: Log;
}

const SORRY: CommandAnswer = {
  response_type: 'ephemeral',
  text: 'Pitcrew cannot look that up at the moment. Please try again in a minute.',
};

/** Where people in Slack ask what there is: nothing changes, so that the answer needs no delivery. */
export function listenForQuestions(app: App, { casesOf, log }: Parts): void {
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
}
