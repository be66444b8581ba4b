import type { ChannelModule, NetworkModule } from '../../adapters/shared/index.ts';
import * as channels from './channels.ts';
import * as networks from './networks.ts';

/** What `channels.ts` lists. */
export const channelModules: readonly ChannelModule[] = Object.values(channels);

/** What `networks.ts` lists. */
export const networkModules: readonly NetworkModule[] = Object.values(networks);
