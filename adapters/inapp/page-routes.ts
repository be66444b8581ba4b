import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';
import { createSessions, SESSION_COOKIE, sessionTokenOf } from '../shared/session-tokens.ts';
import type { Session } from '../shared/session-tokens.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import type { InappConfig } from './env.ts';
import { pageFiles, type PageFile } from './page-files.ts';

export type InappParts = Pick<ChannelParts<InappConfig>, 'config' | 'directory' | 'keys' | 'clock' | 'publicUrl'>;

/** `GET /inbox`, its files, and the script that puts it into a host's page. */
export function pageRoutes({ config, directory, keys, clock, publicUrl }: InappParts): readonly Route[] {
  const files = pageFiles();
  const sessions = createSessions(keys, clock);
  const headers = headersFor(config.INBOX_FRAME_ANCESTORS);
  const cookieFlags = flagsFor(publicUrl, config.INBOX_FRAME_ANCESTORS.length > 0);

  /** Whose token it is, if he is still there. */
  async function sessionOf(token: string | undefined): Promise<Session | undefined> {
    const session = token === undefined ? undefined : sessions.read(token);
    return session && (await directory.member(session.fleetId, session.memberId)) ? session : undefined;
  }

  return [
    {
      method: 'GET',
      path: '/inbox',
      async handle(request) {
        const linked = request.query.get('session') ?? undefined;
        const token = linked ?? sessionTokenOf(request.headers)?.token;
        const session = await sessionOf(token);
        const page = { ...headers, 'Cache-Control': 'no-store' };
        if (!session || token === undefined) return whole(files.get('over.html'), 401, page);
        // The page takes the token out of its address; a cookie carries it from now on.
        const seconds = Math.floor((Date.parse(session.expiresAt) - clock.now().getTime()) / 1000);
        const cookie = `${SESSION_COOKIE}=${token}; Max-Age=${seconds}; ${cookieFlags}`;
        return whole(files.get('index.html'), 200, linked === undefined ? page : { ...page, 'Set-Cookie': cookie });
      },
    },
    {
      method: 'GET',
      path: '/inbox/assets/:file',
      handle: async (request) => asset(files.get(request.params['file'] ?? ''), request, headers),
    },
    {
      method: 'GET',
      path: '/inbox/embed.js',
      handle: async (request) =>
        asset(files.get('embed.js'), request, { ...headers, 'Cross-Origin-Resource-Policy': 'cross-origin' }),
    },
  ];
}

type Headers = Readonly<Record<string, string>>;

/** Nothing from elsewhere, nothing inline, in no frame but those of the origins that were named. */
const headersFor = (ancestors: readonly string[]): Headers => ({
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    `base-uri 'none'; form-action 'none'; frame-ancestors ${["'self'", ...ancestors].join(' ')}`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
});

/** In a frame of another site the cookie has to be a partitioned one, which browsers keep apart for each host. */
function flagsFor(publicUrl: string, framed: boolean): string {
  const { protocol, pathname } = new URL(publicUrl);
  const path = `Path=${pathname.replace(/\/+$/, '') || '/'}; HttpOnly`;
  if (protocol !== 'https:') return `${path}; SameSite=Lax`;
  return framed ? `${path}; Secure; SameSite=None; Partitioned` : `${path}; Secure; SameSite=Lax`;
}

function whole(file: PageFile | undefined, status: number, headers: Headers): RawResponse {
  if (!file) throw new Error('A page of the inbox is missing beside its module.');
  return { status, headers: { ...headers, 'Content-Type': file.type }, body: file.body };
}

function asset(file: PageFile | undefined, request: RawRequest, headers: Headers): RawResponse {
  if (!file || file.type.startsWith('text/html'))
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'There is no such file.\n' };
  const all = { ...headers, 'Cache-Control': 'no-cache', ETag: file.etag };
  if (request.headers['if-none-match'] === file.etag) return { status: 304, headers: all };
  return { status: 200, headers: { ...all, 'Content-Type': file.type }, body: file.body };
}
