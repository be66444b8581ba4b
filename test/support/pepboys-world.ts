import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import type { PepBoysSandbox, PepBoysSandboxOptions } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import { MONDAY, shopsInARow, startWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

/** A world whose only shops are Pep Boys', put there one by one, since that network lists none. */
export interface PepBoysWorld {
  readonly world: World;
  readonly pepboys: PepBoysSandbox;
  /** What is said to the sandbox's own controls. */
  say(reference: string, status: string): Promise<number>;
  close(): Promise<void>;
}

export async function startPepBoysWorld(
  dataDir: string,
  options: {
    readonly stores?: number;
    readonly sandbox?: Partial<PepBoysSandboxOptions>;
    readonly world?: Partial<WorldOptions>;
  } = {},
): Promise<PepBoysWorld> {
  // The network's clock is the world's, which stands on this Monday from its beginning.
  const ahead = Date.parse(MONDAY) - Date.now();
  const shops = shopsInARow(options.stores ?? 3);
  const pepboys = await startPepBoysSandbox({ shops, now: () => new Date(Date.now() + ahead), ...options.sandbox });
  const world = await startWorld({
    dataDir,
    startsAt: MONDAY,
    shops: [],
    ...options.world,
    env: { PEPBOYS_URL: pepboys.url, PEPBOYS_API_KEY: SAMPLE_API_KEY, POLL_SECONDS: '1', PROVIDER_TIMEOUT_MS: '1000' },
  });
  for (const { networkRef, lat, lon, timeZone } of shops) {
    await world.pitcrew.parts.store.directory.putProvider({
      providerId: asProviderId(`pb-${networkRef}`),
      name: `Pep Boys ${networkRef}`,
      network: 'pepboys',
      ...{ networkRef, lat, lon, timeZone },
      services: ['BATTERY_12V'],
      certifications: [],
    });
  }
  return {
    world,
    pepboys,
    async say(reference, status) {
      const body = JSON.stringify({ reference, status });
      return (await fetch(`${pepboys.url}/_sandbox/status`, { method: 'POST', body })).status;
    },
    async close() {
      await world.close();
      await pepboys.close();
    },
  };
}
