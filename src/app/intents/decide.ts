import { DEFAULT_POLICY } from '../../domain/directory.ts';
import { transition } from '../../domain/transition.ts';
import type { Applied } from '../engine.ts';
import type { Core } from '../core.ts';
import type { Authorised, IntentHandler } from './handler.ts';

/** An approver's yes to what waits for it. */
export const approve: IntentHandler<'approve'> = (core, request) => decide(core, request);
/** An approver's no. */
export const reject: IntentHandler<'reject'> = (core, request) => decide(core, request);

async function decide(
  core: Core,
  { bookingId, intent, actor, member, deliveryId }: Authorised<'approve'> | Authorised<'reject'>,
): Promise<Applied> {
  const { policy = DEFAULT_POLICY } = (await core.directory.fleet(member.fleetId)) ?? {};
  const { selfApproval } = policy;
  const { intent: type, comment } = intent;
  return core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type, by: actor, comment, selfApproval, deliveryId }, now),
    { deliveryId, intent: type },
  );
}
