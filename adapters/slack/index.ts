import type { ChannelModule, ChannelParts } from '../shared/channel-module.ts';
import { createSlackChannel } from './channel.ts';
import { slackEnv } from './env.ts';
import type { SlackConfig } from './env.ts';
import { slackManifest } from './manifest.ts';
import { ok } from '../../src/domain/result.ts';

export { createSlackChannel, type SlackParts } from './channel.ts';
export { slackEnv, type SlackConfig } from './env.ts';
export { slackManifest } from './manifest.ts';
export { renderCard } from './render/card.ts';

/** The Slack channel as the registry lists it: on when one of `enabledBy` is set. */
export const slack = {
  name: 'slack',
  env: slackEnv,
  enabledBy: ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  create: (parts: ChannelParts<SlackConfig>) => createSlackChannel(parts),
  manifest: ({ url }) => ok([{ name: 'slack.json', content: `${JSON.stringify(slackManifest(url), null, 2)}\n` }]),
} as const satisfies ChannelModule<typeof slackEnv>;
