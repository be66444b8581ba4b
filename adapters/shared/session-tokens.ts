import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import type { FleetId, Instant, MemberId } from '../../src/domain/ids.ts';

/** What a token proves: its bearer is this member until then. What he may do is looked up at each use. */
export interface Session {
  readonly fleetId: FleetId;
  readonly memberId: MemberId;
  /** Business time. */
  readonly expiresAt: Instant;
}

export interface Sessions {
  issue(fleetId: FleetId, memberId: MemberId): Session & { readonly token: string };
  /** The session of a token; `undefined` where it was not signed here or is over. */
  read(token: string): Session | undefined;
}

/** The cookie that the session link sets. */
export const SESSION_COOKIE = 'pitcrew_inbox';

const LASTS_MS = 12 * 3_600_000;
const TOKEN = /^([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{43})$/;
const BEARER = /^Bearer +(\S{1,512})$/i;
const claims = z.tuple([z.string(), z.string(), z.number()]);

/** Sessions of members that need no store: ids and an end, and an HMAC under the key ring over them. */
export function createSessions(keys: Pick<Keys, 'blind' | 'blinds'>, clock: Pick<Clock, 'now'>): Sessions {
  const signed = (text: string): string => `member session\n${text}`;
  return {
    issue(fleetId, memberId) {
      const until = clock.now().getTime() + LASTS_MS;
      const text = Buffer.from(JSON.stringify([fleetId, memberId, until])).toString('base64url');
      const token = `${text}.${toUrl(keys.blind(signed(text)))}`;
      return { token, fleetId, memberId, expiresAt: new Date(until).toISOString() };
    },
    read(token) {
      const [, text, mac] = TOKEN.exec(token) ?? [];
      if (text === undefined || mac === undefined) return undefined;
      // Compared as they are written: one token has one form.
      const given = Buffer.from(mac);
      const isOurs = keys.blinds(signed(text)).some((hex) => timingSafeEqual(Buffer.from(toUrl(hex)), given));
      if (!isOurs) return undefined;
      const [fleetId, memberId, until] = claims.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      if (until <= clock.now().getTime()) return undefined;
      return { fleetId: asFleetId(fleetId), memberId: asMemberId(memberId), expiresAt: new Date(until).toISOString() };
    },
  };
}

/** The token of a request: as bearer, else in the cookie. */
export function sessionTokenOf(
  headers: Readonly<Record<string, string | undefined>>,
): { readonly token: string; readonly by: 'bearer' | 'cookie' } | undefined {
  const { authorization, cookie = '' } = headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    return token === undefined ? undefined : { token, by: 'bearer' };
  }
  const pair = cookie.split(/; */).find((each) => each.startsWith(`${SESSION_COOKIE}=`));
  return pair === undefined ? undefined : { token: pair.slice(SESSION_COOKIE.length + 1), by: 'cookie' };
}

const toUrl = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
