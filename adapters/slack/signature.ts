import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { RawRequest } from '../../src/app/ports/http.ts';

const WINDOW_SECONDS = 300;

/** What a request's proof is worth. */
export type Proof = 'good' | 'missing' | 'stale' | 'forged';

/**
 * Checks Slack's request signature (scheme v0) on the bytes as they came, in constant time. A timestamp more than 300 s
 * away from true time is `stale`, in the future too: Bolt's own check lets the future through.
 * Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function createVerifier(signingSecret: string, clock: Clock): (request: RawRequest) => Proof {
  const key = createSecretKey(signingSecret, 'utf8');
  return ({ headers, body }) => {
    const signature = headers['x-slack-signature'];
    const timestamp = headers['x-slack-request-timestamp'];
    if (signature === undefined || timestamp === undefined) return 'missing';
    if (!/^v0=[0-9a-f]{64}$/.test(signature) || !/^[0-9]{1,12}$/.test(timestamp)) return 'forged';
    const mac = createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest();
    if (!timingSafeEqual(mac, Buffer.from(signature.slice(3), 'hex'))) return 'forged';
    const age = clock.trueNow().getTime() / 1000 - Number(timestamp);
    return Math.abs(age) <= WINDOW_SECONDS ? 'good' : 'stale';
  };
}
