import type { Intent } from '../../src/app/intents/schema.ts';
import type { Settled } from '../../src/app/ports/deliveries.ts';
import type { Person, World } from './world.ts';
import { sentWith } from './waiting.ts';

/** Does on behalf of a member what a host application would send to `/intents`; answers what he is told. */
export async function act(world: World, person: Person, bookingId: string, intent: Intent): Promise<Settled> {
  const { dispatch } = world.pitcrew.parts.app;
  const memberId = person.id.toLowerCase();
  const received = await dispatch.receive({
    id: `host:acme/${bookingId}/${sentWith()}`,
    channel: 'host',
    body: {
      kind: 'intent',
      bookingId,
      intent,
      actor: { kind: 'member', fleetId: 'acme', memberId, channel: 'host' },
    },
  });
  return received.settled;
}
