import { randomBytes } from 'node:crypto';

export interface ResponseTarget {
  readonly channelId: string;
  readonly userId: string;
  readonly ts: string;
  readonly threadTs?: string | undefined;
  readonly ephemeral: boolean;
}

/** The short-lived rights that every interaction brings: to open a modal, and to answer at its response_url. */
export interface Triggers {
  trigger(userId: string): string;
  /** The person behind a trigger, once; else the error that Slack has for it. */
  takeTrigger(id: string): { readonly userId: string } | { readonly error: string };
  response(target: ResponseTarget): string;
  /** What a response token answers; it counts the use. */
  takeResponse(token: string): ResponseTarget | { readonly error: string };
}

/** Slack takes five answers at a response_url, for half an hour. */
const RESPONSE_USES = 5;
const RESPONSE_MS = 30 * 60_000;

/** `triggerMs`: how long a modal can be opened after a click; Slack gives 3 seconds. */
export function createTriggers(triggerMs: number): Triggers {
  const triggers = new Map<string, { userId: string; until: number; used: boolean }>();
  const responses = new Map<string, { target: ResponseTarget; until: number; left: number }>();
  let count = 0;
  return {
    trigger(userId) {
      count += 1;
      const id = `${Date.now()}.${count}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { userId, until: Date.now() + triggerMs, used: false });
      return id;
    },
    takeTrigger(id) {
      const known = triggers.get(id);
      if (!known) return { error: 'invalid_trigger_id' };
      if (known.used) return { error: 'exchanged_trigger_id' };
      if (Date.now() > known.until) return { error: 'expired_trigger_id' };
      known.used = true;
      return { userId: known.userId };
    },
    response(target) {
      const token = randomBytes(18).toString('base64url');
      responses.set(token, { target, until: Date.now() + RESPONSE_MS, left: RESPONSE_USES });
      return token;
    },
    takeResponse(token) {
      const known = responses.get(token);
      if (!known || Date.now() > known.until) return { error: 'expired_url' };
      if (known.left === 0) return { error: 'used_url' };
      known.left -= 1;
      return known.target;
    },
  };
}
