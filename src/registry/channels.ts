import { slack } from '../../adapters/slack/index.ts';

/** Every chat channel: one line each. */
export const channelModules = [slack] as const;
