import { z } from 'zod';
import { hostList, serviceUrlProblem } from '../../shared/service-url.ts';

const address = z
  .object({
    STAR_URL: z.string().describe("base URL of the dealers' STAR gateway; documents go to /star/inbound below it"),
    PITCREW_PLAINTEXT_HOSTS: z
      .string()
      .default('')
      .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  })
  .superRefine(({ STAR_URL, PITCREW_PLAINTEXT_HOSTS }, context) => {
    const message = serviceUrlProblem(STAR_URL, hostList(PITCREW_PLAINTEXT_HOSTS));
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['STAR_URL'], message });
  });

/** Basic authentication parts name and password by a colon, and headers have no line ends. */
const NAME = /^[^:\p{Cc}]+$/u;
const WORD = /^\P{Cc}+$/u;

/**
 * The dealers' variables. The network is on when `STAR_URL` is set; then all are needed.
 * Joined by `and`, since a rule over several fields is not looked at while another field of its object is wrong.
 */
export const starEnv = address.and(
  z.object({
    STAR_USER: z
      .string()
      .max(200)
      .regex(NAME, 'must be a name without colons')
      .describe('user name of Basic authentication, ours at the dealers and theirs at /providers/star/inbound'),
    STAR_PASSWORD: z.string().max(2000).regex(WORD, 'must be one line').describe('password of both'),
  }),
);

export type StarConfig = z.output<typeof starEnv>;
