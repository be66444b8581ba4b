import { z } from 'zod';
import { hostList, serviceUrlProblem } from '../../shared/service-url.ts';

const needed = (what: string) => z.string().min(1, 'must not be empty').max(2000).describe(what);

const address = z
  .object({
    FIRESTONE_URL: z.string().describe("base URL of Firestone's partner API"),
    PITCREW_PLAINTEXT_HOSTS: z
      .string()
      .default('')
      .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  })
  .superRefine(({ FIRESTONE_URL, PITCREW_PLAINTEXT_HOSTS }, context) => {
    const message = serviceUrlProblem(FIRESTONE_URL, hostList(PITCREW_PLAINTEXT_HOSTS));
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['FIRESTONE_URL'], message });
  });

/**
 * Firestone's variables. The network is on when `FIRESTONE_URL` is set; then all are needed.
 * Joined by `and`, since a rule over several fields is not looked at while another field of its object is wrong.
 */
export const firestoneEnv = address.and(
  z.object({
    FIRESTONE_CLIENT_ID: needed('OAuth2 client id'),
    FIRESTONE_CLIENT_SECRET: needed('OAuth2 client secret'),
    FIRESTONE_WEBHOOK_SECRET: needed('secret that status webhooks are signed with'),
  }),
);

export type FirestoneConfig = z.output<typeof firestoneEnv>;
