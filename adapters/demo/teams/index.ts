import { randomBytes } from 'node:crypto';
import { startService } from './server.ts';
import { createTokenService } from './tokens.ts';

/** A message in a conversation, as it stands now. */
export interface TeamsActivity {
  readonly id: string;
  /** Without the thread. */
  readonly conversationId: string;
  /** The message whose thread it is in. */
  readonly threadOf?: string | undefined;
  /** What the bot posted. */
  readonly activity: object;
  readonly edits: number;
  /** Epoch ms. */
  readonly at: number;
}

export interface TeamsPerson {
  /** The directory's id. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

export interface TeamsOptions {
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
  readonly people: readonly TeamsPerson[];
  readonly room: { readonly id: string; readonly name: string };
}

/** What somebody does on a card or in a dialog. */
export interface Invoke {
  readonly userId: string;
  readonly conversationId: string;
  readonly name: 'adaptiveCard/action' | 'task/fetch' | 'task/submit';
  readonly value: object;
}

/** A small Teams on loopback: the Bot Framework's services, a channel, and people whose clicks arrive signed. */
export interface Teams extends Pick<TeamsOptions, 'people' | 'room' | 'tenantId'> {
  readonly serviceUrl: string;
  /** The variables that point a bot here. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that was posted, oldest first (the last 1,000). */
  activities(): readonly TeamsActivity[];
  /** Where the app listens, e.g. `http://127.0.0.1:3000/teams/messages`. */
  setMessagesUrl(url: string): void;
  /** Sends an invoke and answers what the app answered; status 0 where it did not. @throws Error for a stranger. */
  invoke(invoke: Invoke): Promise<{ readonly status: number; readonly body: unknown }>;
  onChange(listener: (activity: TeamsActivity) => void): () => void;
  close(): Promise<void>;
}

const MAX_ACTIVITIES = 1000;
/** Teams waits this long for the answer to an invoke. */
const ANSWER_MS = 15_000;

/** Starts it on a free port. @throws Error when there is none. */
export async function startTeams({ appId, appPassword, tenantId, people, room }: TeamsOptions): Promise<Teams> {
  const tokens = await createTokenService();
  const activities = new Map<string, TeamsActivity>();
  const listeners = new Set<(activity: TeamsActivity) => void>();
  let messagesUrl: string | undefined;
  let lastId = Date.now();

  function put(activity: TeamsActivity): void {
    activities.set(activity.id, activity);
    const [oldest] = activities.keys();
    if (activities.size > MAX_ACTIVITIES && oldest !== undefined) activities.delete(oldest);
    listeners.forEach((listener) => listener(activity));
  }

  const service = await startService({
    appId,
    appPassword,
    keys: tokens.keys,
    createChat: (userId) => `a:${userId}`,
    post(conversation, activity, replyTo) {
      const [conversationId = '', thread] = conversation.split(';messageid=');
      const id = String((lastId = Math.max(lastId + 1, Date.now())));
      put({ id, conversationId, threadOf: thread ?? replyTo, activity, edits: 0, at: Date.now() });
      return id;
    },
    edit(conversation, id, activity) {
      const known = activities.get(id);
      if (known === undefined || known.conversationId !== conversation.split(';', 1)[0]) return false;
      put({ ...known, activity, edits: known.edits + 1 });
      return true;
    },
  });
  const serviceUrl = `${service.url}/amer/`;

  function activityOf({ userId, conversationId, name, value }: Invoke): object {
    const person = people.find(({ id }) => id === userId);
    if (!person) throw new Error(`${userId} is not in this Teams.`);
    const isChat = conversationId.startsWith('a:');
    const conversation = { id: conversationId, tenantId, conversationType: isChat ? 'personal' : 'channel' };
    return {
      ...{
        type: 'invoke',
        id: `f:${randomBytes(12).toString('hex')}`,
        timestamp: new Date().toISOString(),
        name,
        value,
      },
      ...{ channelId: 'msteams', serviceUrl, locale: 'en-US', conversation, channelData: { tenant: { id: tenantId } } },
      from: { id: `29:${userId}`, name: person.name, aadObjectId: userId },
      recipient: { id: `28:${appId}`, name: 'Pitcrew' },
    };
  }

  return {
    people,
    room,
    tenantId,
    serviceUrl,
    env: {
      TEAMS_APP_ID: appId,
      TEAMS_APP_PASSWORD: appPassword,
      TEAMS_TENANT_ID: tenantId,
      TEAMS_OPENID_METADATA_URL: `${service.url}/openid`,
      TEAMS_TOKEN_URL: `${service.url}/token`,
    },
    activities: () => [...activities.values()],
    setMessagesUrl: (url) => void (messagesUrl = url),
    async invoke(invoke) {
      if (messagesUrl === undefined) throw new Error('It is not known yet where the app listens.');
      const authorization = `Bearer ${tokens.sign(appId, serviceUrl)}`;
      const answer = await fetch(messagesUrl, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(activityOf(invoke)),
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch(() => undefined);
      if (!answer) return { status: 0, body: undefined };
      return { status: answer.status, body: await answer.json().catch(() => undefined) };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => service.close(),
  };
}
