import { createHmac } from 'node:crypto';

/**
 * Slack's request signature over a raw body: `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:<body>`.
 * `timestamp` is in seconds. Source: Slack, "Verifying requests from Slack".
 */
export function signSlack(secret: string, body: string, timestamp: number): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
