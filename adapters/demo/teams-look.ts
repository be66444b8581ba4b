import { z } from 'zod';
import type { Route } from '../../src/app/ports/http.ts';
import { action } from './actions.ts';
import type { Teams, TeamsActivity } from './teams/index.ts';

export interface TeamsLook {
  readonly routes: readonly Route[];
  /** Teams as the page first shows it. */
  teams(): object;
  close(): void;
}

const id = z.string().min(1).max(255);

/** What the page shows and does in Teams. `onActivity` is told each message, and again when it was edited. */
export function createTeamsLook(teams: Teams, onActivity: (activity: TeamsActivity) => void): TeamsLook {
  const close = teams.onChange(onActivity);
  const invoke = z.object({
    userId: id,
    conversationId: id,
    name: z.enum(['adaptiveCard/action', 'task/fetch', 'task/submit']),
    value: z.looseObject({}),
  });
  return {
    routes: [
      action('teams/invoke', invoke, async (wanted) => {
        const { status, body } = await teams.invoke(wanted);
        if (status !== 200) throw new Error(`Pitcrew answered with status ${status}. Please click again.`);
        return body;
      }),
    ],
    teams: () => ({ people: teams.people, room: teams.room, activities: teams.activities() }),
    close: () => void close(),
  };
}
