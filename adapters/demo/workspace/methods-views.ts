import { createHash } from 'node:crypto';
import { viewProblems } from './block-kit.ts';
import type { Method } from './methods-chat.ts';
import type { WorkspaceState } from './state.ts';
import type { Triggers } from './triggers.ts';
import type { Json, WorkspaceView } from './types.ts';
import { SlackError, isJson, text } from './types.ts';

/** A modal as it is kept: judged, with block ids. @throws SlackError with Slack's words for what is wrong */
export function acceptedView(view: unknown, userId: string, id: string, state: WorkspaceState): WorkspaceView {
  const problems = viewProblems(view);
  if (problems.length > 0) {
    const messages = problems.map((problem) => `[ERROR] ${problem}`);
    throw new SlackError('invalid_arguments', { response_metadata: { messages } });
  }
  const given = view as Json;
  const blocks = (given['blocks'] as Json[]).map((block) => ({
    ...block,
    block_id: block['block_id'] ?? state.id('b'),
  }));
  const kept = { ...given, blocks };
  const hash = `${Date.now()}.${createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 8)}`;
  return { id, hash, userId, view: kept, errors: {} };
}

/** A modal as the Web API and submissions show it. */
export function wireView({ id, hash, view }: WorkspaceView, state: WorkspaceState, values: Json = {}): Json {
  const { teamId, appId, botId } = state.identity;
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    submit: null,
    close: null,
    ...view,
    id,
    hash,
    team_id: teamId,
    app_id: appId,
    app_installed_team_id: teamId,
    bot_id: botId,
    root_view_id: id,
    previous_view_id: null,
    state: { values },
  };
}

/** The methods for modals; a trigger is good once, and only for the person who clicked. */
export function viewMethods(triggers: Triggers): Readonly<Record<string, Method>> {
  return {
    'views.open'(args, state) {
      const trigger = triggers.takeTrigger(text(args['trigger_id']) ?? '');
      if ('error' in trigger) throw new SlackError(trigger.error);
      const view = acceptedView(args['view'], trigger.userId, state.id('V'), state);
      state.closeView(trigger.userId);
      state.putView(view);
      return { ok: true, view: wireView(view, state) };
    },
    'views.update'(args, state) {
      const external = text(args['external_id']);
      const known = state.view(text(args['view_id']) ?? '') ?? byExternalId(external, state);
      if (!known) throw new SlackError('not_found');
      const hash = text(args['hash']);
      if (hash !== undefined && hash !== known.hash) throw new SlackError('hash_conflict');
      const view = acceptedView(args['view'], known.userId, known.id, state);
      state.putView(view);
      return { ok: true, view: wireView(view, state) };
    },
  };
}

function byExternalId(id: string | undefined, state: WorkspaceState): WorkspaceView | undefined {
  if (id === undefined) return undefined;
  const all = [...state.users.keys()].flatMap((userId) => state.views(userId));
  return all.find(({ view }) => isJson(view) && view['external_id'] === id);
}
