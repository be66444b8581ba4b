import type { Directory } from '../../src/app/ports/directory.ts';
import type { RawRequest } from '../../src/app/ports/http.ts';
import { sessionTokenOf, type Sessions } from '../shared/session-tokens.ts';
import type { Identified } from './auth.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Who calls with a member's session: a bearer token, or the cookie of his browser. */
export type SessionAuth = (request: RawRequest) => Promise<Identified>;

interface Parts {
  readonly sessions: Pick<Sessions, 'read'>;
  readonly directory: Pick<Directory, 'member'>;
  readonly publicUrl: string;
}

/** Checks a session: signed here, not over, and its member is still there. A member who was deleted has none any more. */
export function createSessionAuth({ sessions, directory, publicUrl }: Parts): SessionAuth {
  const { origin } = new URL(publicUrl);
  return async (request) => {
    const given = sessionTokenOf(request.headers);
    const session = given && sessions.read(given.token);
    if (!session) return refuse('NOT_AUTHENTICATED');
    if (given.by === 'cookie' && !isOwn(request, origin)) return refuse('FOREIGN_ORIGIN');
    const { fleetId, memberId } = session;
    const member = await directory.member(fleetId, memberId);
    return member ? { ok: true, caller: { kind: 'member', fleetId, member } } : refuse('NOT_AUTHENTICATED');
  };
}

/**
 * A browser sends the cookie whoever made it ask: only our own page may write with it. Every browser names the page's origin;
 * one that did not could still not send JSON from elsewhere without asking first, which is never granted.
 */
function isOwn({ method, headers }: RawRequest, origin: string): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  const { origin: from, 'sec-fetch-site': site, 'content-type': type = '' } = headers;
  if (from !== undefined && from !== origin) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return /^application\/json\b/i.test(type);
}

const refuse = (refusal: ProblemCode): Identified => ({ ok: false, refusal });
