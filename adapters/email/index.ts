import type { ChannelModule } from '../shared/channel-module.ts';
import { createEmailChannel } from './channel.ts';
import { emailEnv } from './env.ts';

export { createEmailChannel } from './channel.ts';
export { emailEnv, type EmailConfig } from './env.ts';

/** The e-mail channel as the registry lists it: on when a mail server is set. */
export const email = {
  name: 'email',
  env: emailEnv,
  enabledBy: ['SMTP_URL'],
  create: createEmailChannel,
} as const satisfies ChannelModule<typeof emailEnv>;
