import type { TextMessages } from '../../src/app/ports/text-messages.ts';
import type { ServiceModule, ServiceParts } from '../shared/service-module.ts';
import { smsEnv } from './env.ts';
import type { SmsConfig } from './env.ts';
import { createTexts } from './texts.ts';

export { smsEnv, type SmsConfig } from './env.ts';
export { createTexts } from './texts.ts';

/** Text messages as the registry lists them: on when one of `enabledBy` is set. */
export const texts = {
  name: 'sms',
  env: smsEnv,
  enabledBy: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  create: (parts: ServiceParts<SmsConfig>) => createTexts(parts),
} as const satisfies ServiceModule<typeof smsEnv, TextMessages>;
