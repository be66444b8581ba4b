import { findElement, findOption, stateValues } from './elements.ts';
import { wireMessage } from './methods-chat.ts';
import { wireView } from './methods-views.ts';
import type { WorkspaceState } from './state.ts';
import type { Triggers } from './triggers.ts';
import type { Json, WorkspaceMessage, WorkspaceView } from './types.ts';
import { text } from './types.ts';

export interface ClickOptions {
  /** The value of the option that was chosen in a select. */
  readonly selectedOption?: string | undefined;
}

export interface Payloads {
  /** @throws Error in words when there is no such message, element or option: a mistake of the caller. */
  click(userId: string, channelId: string, ts: string, actionId: string, options?: ClickOptions): Json;
  submit(view: WorkspaceView, typed: Readonly<Record<string, string>>): Json;
  closed(view: WorkspaceView): Json;
}

/** Builds the payloads that Slack sends for what people do; each has a trigger of its own. */
export function createPayloads(state: WorkspaceState, triggers: Triggers, url: () => string): Payloads {
  const { identity } = state;
  const common = (userId: string): Json => {
    const user = state.users.get(userId);
    if (!user) throw new Error(`The workspace has no user ${userId}.`);
    const username = user.name.toLowerCase().replace(/\W+/g, '.');
    return {
      user: { id: user.id, username, name: username, team_id: identity.teamId },
      api_app_id: identity.appId,
      token: 'verification-token',
      team: { id: identity.teamId, domain: identity.teamName.toLowerCase().replace(/\W+/g, '-') },
      enterprise: null,
      is_enterprise_install: false,
    };
  };

  function find(userId: string, channelId: string, ts: string): { message: WorkspaceMessage; ephemeral: boolean } {
    const shared = state.message(channelId, ts);
    const message = shared ?? state.ephemerals(userId).find((own) => own.ts === ts && own.channelId === channelId);
    if (!message) throw new Error(`There is no message ${ts} in ${channelId} that ${userId} could see.`);
    return { message, ephemeral: !shared };
  }

  return {
    click(userId, channelId, ts, actionId, options = {}) {
      const { message, ephemeral } = find(userId, channelId, ts);
      const found = findElement(message.blocks, actionId);
      if (!found) throw new Error(`The message ${ts} has nothing to click that is called ${actionId}.`);
      const { threadTs } = message;
      const token = triggers.response({ channelId, userId, ts, threadTs, ephemeral });
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      return {
        type: 'block_actions',
        ...common(userId),
        container: { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: ephemeral, ...thread },
        trigger_id: triggers.trigger(userId),
        channel: { id: channelId, name: channelId.startsWith('D') ? 'directmessage' : state.channel(channelId).name },
        ...(ephemeral ? {} : { message: wireMessage(message, state, true) }),
        state: { values: {} },
        response_url: `${url()}/response/${token}`,
        actions: [{ ...action(found.element, options), block_id: found.blockId, action_ts: state.nextTs() }],
      };
    },
    submit(view, typed) {
      const values = stateValues(view.view['blocks'] as Json[], typed);
      return {
        type: 'view_submission',
        ...common(view.userId),
        trigger_id: triggers.trigger(view.userId),
        view: wireView(view, state, values),
        response_urls: [],
      };
    },
    closed(view) {
      return { type: 'view_closed', ...common(view.userId), view: wireView(view, state), is_cleared: false };
    },
  };
}

function action(element: Json, { selectedOption }: ClickOptions): Json {
  const { type } = element;
  const base = { type, action_id: element['action_id'] };
  if (type === 'button') {
    const value = text(element['value']);
    const style = text(element['style']);
    return { ...base, text: element['text'], ...(value !== undefined ? { value } : {}), ...(style ? { style } : {}) };
  }
  if (type === 'datepicker') return { ...base, selected_date: selectedOption ?? null };
  if (type === 'timepicker') return { ...base, selected_time: selectedOption ?? null };
  const option = findOption(element, selectedOption ?? '');
  if (!option) throw new Error(`'${String(element['action_id'])}' has no option with the value '${selectedOption}'.`);
  return { ...base, selected_option: option, placeholder: element['placeholder'] };
}
