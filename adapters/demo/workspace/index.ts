import { createFaults } from './faults.ts';
import type { ApiFault } from './faults.ts';
import { deliver, signedRequest } from './delivery.ts';
import type { Delivered, SignedRequest } from './delivery.ts';
import { createPayloads } from './interactions.ts';
import type { ClickOptions } from './interactions.ts';
import { chatMethods } from './methods-chat.ts';
import { readMethods } from './methods-read.ts';
import { viewMethods } from './methods-views.ts';
import { startApiServer } from './server.ts';
import type { ApiCall } from './server.ts';
import { createState } from './state.ts';
import type { WorkspaceIdentity, WorkspaceState } from './state.ts';
import { afterSubmission } from './submission.ts';
import type { Submitted } from './submission.ts';
import { createTriggers } from './triggers.ts';
import type { Json, WorkspaceChannel, WorkspaceMessage, WorkspaceUser } from './types.ts';

export type { ApiCall, ApiFault, ClickOptions, Delivered, SignedRequest, Submitted, WorkspaceState };
export type * from './types.ts';
export { signSlack } from './signature.ts';

export interface WorkspaceOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly botToken: string;
  readonly signingSecret: string;
  /** The app's endpoint, e.g. `http://127.0.0.1:3000/slack/events`; it can be set later. */
  readonly eventsUrl?: string;
  readonly teamId?: string;
  readonly teamName?: string;
  readonly users: readonly WorkspaceUser[];
  readonly channels: readonly WorkspaceChannel[];
  /** How long a modal can be opened after a click; 3,000 ms unless told, as in Slack. */
  readonly triggerMs?: number;
}

/** A Slack workspace of its own: the Web API on loopback, and the people who read and click. */
export interface Workspace {
  /** For SLACK_API_URL; ends in `/api/`. */
  readonly apiUrl: string;
  readonly url: string;
  readonly state: WorkspaceState;
  /** Every call so far, oldest first (the last 10,000). */
  readonly calls: readonly ApiCall[];
  setEventsUrl(url: string): void;
  /** Orders a fault of one method (`response_url` and `*` are names too). */
  fail(method: string, fault: ApiFault): void;
  /** A channel's messages without replies, oldest first. */
  messages(channelId: string): readonly WorkspaceMessage[];
  replies(channelId: string, ts: string): readonly WorkspaceMessage[];
  /** Clicks a button or chooses an option, by its action_id, and says how the app answered. */
  click(userId: string, channelId: string, ts: string, actionId: string, options?: ClickOptions): Promise<Delivered>;
  /** The signed request of a click, not sent: to repeat it, or to send it when the test wants. */
  clickRequest(userId: string, channelId: string, ts: string, actionId: string, options?: ClickOptions): SignedRequest;
  /** Signs any payload as Slack does. `atSeconds` to be late or early. */
  sign(payload: Json, atSeconds?: number): SignedRequest;
  send(request: SignedRequest): Promise<Delivered>;
  /** Submits a person's uppermost modal (or the one named) with what he typed, by block id. */
  submitView(userId: string, typed: Readonly<Record<string, string>>, viewId?: string): Promise<Submitted>;
  /** Closes it; the app is told where it asked for it. */
  closeView(userId: string, viewId?: string): Promise<void>;
  onChange: WorkspaceState['onChange'];
  close(): Promise<void>;
}

const MAX_CALLS = 10_000;

/** Starts a workspace on loopback. @throws Error when the port is taken. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const identity: WorkspaceIdentity = {
    teamId: options.teamId ?? 'T01DEMO',
    teamName: options.teamName ?? 'Acme Delivery',
    appId: 'A01PITCREW',
    botId: 'B01PITCREW',
    botUserId: 'U0PITCREW',
    botName: 'Pitcrew',
  };
  const state = createState(identity, options.users, options.channels);
  const triggers = createTriggers(options.triggerMs ?? 3000);
  const faults = createFaults();
  const calls: ApiCall[] = [];
  const server = await startApiServer({
    port: options.port ?? 0,
    token: options.botToken,
    methods: { ...chatMethods, ...readMethods, ...viewMethods(triggers) },
    state,
    triggers,
    faults,
    onCall(call) {
      calls.push(call);
      if (calls.length > MAX_CALLS) calls.shift();
    },
  });
  const payloads = createPayloads(state, triggers, () => server.url);
  let eventsUrl = options.eventsUrl;

  const sign = (payload: Json, atSeconds?: number): SignedRequest => {
    if (eventsUrl === undefined) throw new Error('The workspace does not know yet where the app listens.');
    return signedRequest(eventsUrl, options.signingSecret, payload, atSeconds);
  };
  const openView = (userId: string, viewId: string | undefined) => {
    const view = viewId === undefined ? state.views(userId).at(-1) : state.view(viewId);
    if (view?.userId !== userId) throw new Error(`${userId} has no such modal open.`);
    return view;
  };

  return {
    apiUrl: `${server.url}/api/`,
    url: server.url,
    state,
    calls,
    setEventsUrl: (url) => void (eventsUrl = url),
    fail: (method, fault) => faults.fail(method, fault),
    messages: (channelId) => state.messages(channelId).filter(({ threadTs }) => threadTs === undefined),
    replies: (channelId, ts) => state.messages(channelId).filter(({ threadTs }) => threadTs === ts),
    click: async (...click) => deliver(sign(payloads.click(...click))),
    clickRequest: (...click) => sign(payloads.click(...click)),
    sign,
    send: deliver,
    async submitView(userId, typed, viewId) {
      const view = openView(userId, viewId);
      return afterSubmission(view, await deliver(sign(payloads.submit(view, typed))), state);
    },
    async closeView(userId, viewId) {
      const view = openView(userId, viewId);
      state.closeView(userId, view.id);
      if (view.view['notify_on_close'] === true) await deliver(sign(payloads.closed(view)));
    },
    onChange: (listener) => state.onChange(listener),
    close: () => server.close(),
  };
}
