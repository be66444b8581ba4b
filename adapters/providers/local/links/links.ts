import { timingSafeEqual } from 'node:crypto';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Attempt } from '../reference.ts';

/** What a link does when its page's button is pressed. */
export const ACTIONS = ['accept', 'propose', 'decline', 'started', 'done'] as const;
export type Action = (typeof ACTIONS)[number];

export interface Link extends Attempt {
  readonly action: Action;
}

export interface Links {
  /** The address of a link, for mails. The same link always has the same address. */
  url(link: Link): string;
  /** What a token stands for; `undefined` when it was not signed here. */
  read(token: string): Link | undefined;
}

/** Signed addresses: ids and an action, and an HMAC under the key ring over them. Older keys of the ring still count. */
export function createLinks(keys: Pick<Keys, 'blind' | 'blinds'>, publicUrl: string): Links {
  const signed = (text: string): string => `shop link\n${text}`;
  return {
    url({ bookingId, attempt, action }) {
      const text = `${bookingId}.${attempt}.${action}`;
      return `${publicUrl}/shop/${text}.${toUrl(keys.blind(signed(text)))}`;
    },
    read(token) {
      const [, text = '', mac = ''] = /^([A-Za-z0-9_~.-]{1,128})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
      const [, bookingId = '', attempt = '', word = ''] = /^(.+)\.(\d{1,6})\.([a-z]+)$/.exec(text) ?? [];
      const action = ACTIONS.find((known) => known === word);
      if (action === undefined) return undefined;
      const given = Buffer.from(mac, 'base64url');
      const isOurs = keys.blinds(signed(text)).some((hex) => timingSafeEqual(Buffer.from(hex, 'hex'), given));
      return isOurs ? { bookingId, attempt: Number(attempt), action } : undefined;
    },
  };
}

const toUrl = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
