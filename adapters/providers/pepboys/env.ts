import { z } from 'zod';
import { hostList, serviceUrlProblem } from '../../shared/service-url.ts';

const address = z
  .object({
    PEPBOYS_URL: z.string().describe("base URL of Pep Boys' partner API"),
    PITCREW_PLAINTEXT_HOSTS: z
      .string()
      .default('')
      .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  })
  .superRefine(({ PEPBOYS_URL, PITCREW_PLAINTEXT_HOSTS }, context) => {
    const message = serviceUrlProblem(PEPBOYS_URL, hostList(PITCREW_PLAINTEXT_HOSTS));
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['PEPBOYS_URL'], message });
  });

const apiKey = z
  .string()
  .min(1, 'must not be empty')
  .max(2000)
  // It goes into a header as it is.
  .regex(/^[\x21-\x7e]*$/, 'must be printable text without spaces')
  .describe('API key of the partner');

/**
 * Pep Boys' variables. The network is on when `PEPBOYS_URL` is set; then both are needed.
 * Joined by `and`, since a rule over several fields is not looked at while another field of its object is wrong.
 */
export const pepboysEnv = address.and(z.object({ PEPBOYS_API_KEY: apiKey }));

export type PepBoysConfig = z.output<typeof pepboysEnv>;
