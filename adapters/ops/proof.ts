import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { RawRequest } from '../../src/app/ports/http.ts';

const COOKIE = 'pitcrew_ops';
const SESSION_SECONDS = 12 * 3_600;
const BEARER = /^Bearer +(\S{1,512})$/i;
const SESSION = /^(\d{1,12})\.([0-9a-f]{64})$/;

/** Who may see the operators' page: who has the operator's token, or signed in with it in the last 12 hours. */
export interface Proof {
  holds(request: RawRequest): boolean;
  isToken(text: string): boolean;
  /** The `Set-Cookie` of someone who signed in now. It says nothing but until when, and ends with the token. */
  session(): string;
}

/** `path` is where the cookie goes, with the prefix of PUBLIC_URL. */
export function createProof(options: {
  readonly adminToken: string;
  readonly clock: Pick<Clock, 'trueNow'>;
  readonly path: string;
  readonly secure: boolean;
}): Proof {
  const { adminToken, clock, path, secure } = options;
  const right = digest(adminToken);
  const now = (): number => Math.floor(clock.trueNow().getTime() / 1000);
  const sign = (until: string): Buffer => createHmac('sha256', adminToken).update(`ops session ${until}`).digest();
  const isToken = (text: string): boolean => timingSafeEqual(digest(text), right);

  function hasSession(cookies: string): boolean {
    return cookies.split(/; */).some((cookie) => {
      const [name, value = ''] = cookie.split('=', 2);
      const [, until, mac] = SESSION.exec(value) ?? [];
      if (name !== COOKIE || until === undefined || mac === undefined || Number(until) <= now()) return false;
      return timingSafeEqual(sign(until), Buffer.from(mac, 'hex'));
    });
  }

  return {
    isToken,
    holds({ headers }) {
      const token = BEARER.exec(headers['authorization'] ?? '')?.[1];
      if (token !== undefined) return isToken(token);
      return hasSession(headers['cookie'] ?? '');
    },
    session() {
      const until = String(now() + SESSION_SECONDS);
      const value = `${until}.${sign(until).toString('hex')}`;
      const flags = `Path=${path}; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Strict`;
      return `${COOKIE}=${value}; ${flags}${secure ? '; Secure' : ''}`;
    },
  };
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
