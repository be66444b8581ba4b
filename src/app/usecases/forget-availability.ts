import type { ProviderId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';

/** A bay of this shop was taken, whatever the service: what is known of it is asked anew before it is offered again. */
export async function forgetAvailability(core: Core, providerId: ProviderId): Promise<void> {
  const provider = await core.directory.provider(providerId);
  for (const service of provider?.services ?? []) await core.availability.drop(providerId, service);
}
