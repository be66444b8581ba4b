import type { ChannelModule, ChannelParts } from '../shared/channel-module.ts';
import { createInappChannel } from './channel.ts';
import { inappEnv } from './env.ts';
import type { InappConfig } from './env.ts';

/** The in-app inbox as the registry lists it: always on. */
export const inapp = {
  name: 'inapp',
  env: inappEnv,
  enabledBy: [],
  create: (parts: ChannelParts<InappConfig>) => createInappChannel(parts),
} as const satisfies ChannelModule<typeof inappEnv>;
