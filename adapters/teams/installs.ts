import type { Log } from '../../src/app/ports/log.ts';
import { isPersonal, placeOf, someoneIn } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Conversations } from './conversations.ts';

/**
 * Remembers where the app was added and forgets where it was removed, from `installationUpdate` and `conversationUpdate`;
 * Teams sends both, in any order, and each as often as it likes.
 */
export function createInstalls(conversations: Conversations, log: Log) {
  return async (activity: Activity, tenantId: string): Promise<void> => {
    const change = changeIn(activity);
    if (change === undefined) return;
    const place = placeOf(activity, tenantId);
    if (isPersonal(activity)) {
      const someone = someoneIn(activity, tenantId);
      return change === 'added' ? conversations.rememberChat(someone, place) : conversations.forgetChat(someone);
    }
    if (change === 'removed') return conversations.forgetRoom(place);
    await conversations.rememberRoom(place);
    log.info(
      { entry: { kind: 'teams', ...place } },
      'The app was added to a conversation: this is a fleet’s entry for it',
    );
  };
}

function changeIn(activity: Activity): 'added' | 'removed' | undefined {
  if (activity.type === 'installationUpdate') return activity.action?.startsWith('remove') ? 'removed' : 'added';
  if (activity.type === 'message') return isPersonal(activity) ? 'added' : undefined;
  if (activity.type !== 'conversationUpdate') return undefined;
  const bot = activity.recipient?.id;
  const has = (members: Activity['membersAdded']) => members?.some(({ id }) => id === bot) ?? false;
  return has(activity.membersRemoved) ? 'removed' : has(activity.membersAdded) ? 'added' : undefined;
}
