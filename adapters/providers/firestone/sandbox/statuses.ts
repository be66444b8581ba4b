import { createHmac, randomUUID } from 'node:crypto';
import type { Webhooks } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, chance, createWebhooks } from '../../../shared/sandbox/index.ts';
import type { Money } from './catalogue.ts';
import { usd } from './catalogue.ts';
import type { Appointment, StatusEvent, WebhookStatus } from './types.ts';
import { WEBHOOK_STATUSES } from './types.ts';

/** What may be said otherwise than the sandbox would: for late, repeated and odd messages. */
export interface StatusOptions {
  readonly at?: string;
  readonly eventId?: string;
  readonly invoice?: Money;
}

/** `t=<unix>,v1=<hex hmac-sha256 of "t.body">`, by the true clock. */
export function firestoneSignature(secret: string, body: string, unixSeconds = Math.floor(Date.now() / 1000)): string {
  return `t=${unixSeconds},v1=${createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex')}`;
}

/** Deliveries to the callback, each attempt signed anew. */
export function createFirestoneWebhooks(secret: string, retryMs: number | undefined, silent: () => boolean): Webhooks {
  return createWebhooks({
    sign: (body) => ({ 'X-Firestone-Signature': firestoneSignature(secret, body) }),
    silent,
    ...(retryMs === undefined ? {} : { retryMs }),
  });
}

/** @throws SandboxRefusal when it is none of the webhook's statuses. */
export function checkStatus(status: string): WebhookStatus {
  const known = WEBHOOK_STATUSES.find((word) => word === status);
  if (!known) throw new SandboxRefusal(400, `The status '${status}' is none of ${WEBHOOK_STATUSES.join(', ')}.`);
  return known;
}

/** The message of a status; READY brings an invoice within 8 % of the estimate. */
export function statusEvent(
  { confirmation, key, estimate }: Appointment,
  status: WebhookStatus,
  now: Date,
  seed: number,
  options: StatusOptions = {},
): StatusEvent {
  const invoice = options.invoice ?? usd(estimate.amount * (0.92 + 0.16 * chance(seed, 'invoice', key)));
  return {
    eventId: options.eventId ?? `evt-${randomUUID()}`,
    confirmation,
    status,
    at: options.at ?? `${now.toISOString().slice(0, 19)}Z`,
    ...(status === 'READY' || options.invoice ? { invoice } : {}),
  };
}
