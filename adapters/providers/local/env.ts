import { z } from 'zod';
import { checkMail, mailVariables } from '../../shared/mail-env.ts';

/** The variables of local shops: all optional. Without a mail server, a shop can only be called. */
export const localEnv = z
  .object({
    ...mailVariables,
    NODE_ENV: z
      .string()
      .default('development')
      .describe('`production` refuses calendars on this machine (development)'),
  })
  .superRefine(checkMail);

export type LocalConfig = z.output<typeof localEnv>;
