import type { ChannelModule, NetworkModule, ServiceModule } from '../../adapters/shared/index.ts';
import * as channels from './channels.ts';
import * as networks from './networks.ts';
import * as services from './services.ts';

/** What `channels.ts` lists. */
export const channelModules: readonly ChannelModule[] = Object.values(channels);

/** What `networks.ts` lists. */
export const networkModules: readonly NetworkModule[] = Object.values(networks);

/** What `services.ts` lists. */
export const serviceModules: readonly ServiceModule[] = Object.values(services);
