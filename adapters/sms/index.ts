import type { TextMessages } from '../../src/app/ports/text-messages.ts';
import type { ChannelModule, ChannelParts } from '../shared/channel-module.ts';
import type { ServiceModule, ServiceParts } from '../shared/service-module.ts';
import { createSmsChannel } from './channel.ts';
import { smsEnv } from './env.ts';
import type { SmsConfig } from './env.ts';
import { createTexts } from './texts.ts';

export { createSmsChannel, type SmsParts } from './channel.ts';
export { smsEnv, type SmsConfig } from './env.ts';
export { createTexts } from './texts.ts';

const ENABLED_BY = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'] as const;

/** The channel by text message as the registry lists it. */
export const sms = {
  name: 'sms',
  env: smsEnv,
  enabledBy: ENABLED_BY,
  create: (parts: ChannelParts<SmsConfig>) => createSmsChannel(parts),
} as const satisfies ChannelModule<typeof smsEnv>;

/** Text messages to whomever, e.g. shops, as the registry lists them: on with the channel. */
export const texts = {
  name: 'sms',
  env: smsEnv,
  enabledBy: ENABLED_BY,
  create: (parts: ServiceParts<SmsConfig>) => createTexts(parts),
} as const satisfies ServiceModule<typeof smsEnv, TextMessages>;
