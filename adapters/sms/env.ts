import { z } from 'zod';
import { hostList, serviceUrlProblem } from '../shared/service-url.ts';

const HEX = '[0-9a-fA-F]{32}';

const variables = z.object({
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(new RegExp(`^AC${HEX}$`), 'must be an account SID: AC and 32 hexadecimal digits')
    .optional()
    .describe('account SID of Twilio (AC…), which sends the text messages'),
  TWILIO_AUTH_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, 'must be the auth token: at least 8 printable characters without spaces')
    .optional()
    .describe('its auth token'),
  TWILIO_FROM: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, 'must be a phone number in E.164 form, such as +13125550100, or a short code')
    .optional()
    .describe('number that texts come from; this or TWILIO_MESSAGING_SERVICE_SID'),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(new RegExp(`^MG${HEX}$`), 'must be a messaging service SID: MG and 32 hexadecimal digits')
    .optional()
    .describe('messaging service that chooses the number (MG…)'),
  TWILIO_API_URL: z
    .string()
    .default('https://api.twilio.com')
    .refine((text) => URL.canParse(text) && /^\/?$/.test(new URL(text).pathname), {
      error: 'must be an origin, such as https://api.twilio.com',
      abort: true,
    })
    .describe("origin of Twilio's API"),
  PITCREW_PLAINTEXT_HOSTS: z
    .string()
    .default('')
    .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
});

/** Twilio's variables. Texts are on when the account SID or the auth token is set; then a sender is needed too. */
export const smsEnv = variables.superRefine((env, context) => {
  const needed = (path: keyof typeof env, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const problem = serviceUrlProblem(env.TWILIO_API_URL, hostList(env.PITCREW_PLAINTEXT_HOSTS));
  if (problem !== undefined) needed('TWILIO_API_URL', problem);
  if (env.TWILIO_ACCOUNT_SID === undefined) needed('TWILIO_ACCOUNT_SID', 'is needed where TWILIO_AUTH_TOKEN is set');
  if (env.TWILIO_AUTH_TOKEN === undefined) needed('TWILIO_AUTH_TOKEN', 'is needed where TWILIO_ACCOUNT_SID is set');
  if (env.TWILIO_FROM === undefined && env.TWILIO_MESSAGING_SERVICE_SID === undefined)
    needed('TWILIO_FROM', 'or TWILIO_MESSAGING_SERVICE_SID is needed where Twilio is set up');
});

export type SmsConfig = z.output<typeof smsEnv>;
