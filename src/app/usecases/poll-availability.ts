import type { ProviderId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { Repeat } from '../ports/jobs.ts';

/** A number in [0, 1) that is the same for the same id, spread evenly (FNV-1a, 32 bits). */
export function stableFraction(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}

/** The job behind `poll-availability`: what a shop has free, for each of its services. */
export async function pollAvailability(core: Core, providerId: ProviderId): Promise<void> {
  const provider = await core.directory.provider(providerId);
  const network = provider && core.networks.get(provider.network);
  if (!provider || !network) return;
  for (const service of provider.services) {
    const answers = await network.search([provider], service);
    const answer = answers.get(providerId);
    if (!answer?.ok) continue;
    await core.availability.put([answer.value]);
    core.metrics.availabilityAge(network.name, (core.clock.now().getTime() - Date.parse(answer.value.asOf)) / 1000);
  }
}

/** One repeating job a provider, at an offset within the interval that is stable for it. */
export async function schedulePolls(core: Core, pollSeconds: number): Promise<void> {
  const everyMs = pollSeconds * 1000;
  const providers = (await core.directory.allProviders()).filter(({ network }) => core.networks.has(network));
  const repeats = providers.map(({ providerId }): Repeat => ({
    id: `poll-${providerId}`,
    name: 'poll-availability',
    payload: { providerId },
    everyMs,
    offsetMs: Math.floor(stableFraction(providerId) * everyMs),
  }));
  await core.queue.schedule(repeats);
}

/** A bay of this shop was taken, whatever the service: what is known of it is asked anew before it is offered again. */
export async function forgetAvailability(core: Core, providerId: ProviderId): Promise<void> {
  const provider = await core.directory.provider(providerId);
  for (const service of provider?.services ?? []) await core.availability.drop(providerId, service);
}
