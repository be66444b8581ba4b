import { z } from 'zod';
import { checkMail, mailVariables } from '../shared/mail-env.ts';

/** The mail server's variables. The channel is on when `SMTP_URL` is set; then `MAIL_FROM` is needed too. */
export const emailEnv = z.object(mailVariables).superRefine(checkMail);

export type EmailConfig = z.output<typeof emailEnv>;
