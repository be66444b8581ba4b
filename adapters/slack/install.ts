import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { escapeHtml } from '../shared/html.ts';
import { isSame, type createStates } from './install-state.ts';
import { SCOPES } from './manifest.ts';
import type { Client, createOAuth } from './oauth.ts';
import { grantOf, type Tokens } from './tokens.ts';

const COOKIE = 'pitcrew_slack_install';
const COOKIE_SECONDS = 600;

interface Parts {
  readonly client: Client;
  readonly oauth: ReturnType<typeof createOAuth>;
  readonly states: ReturnType<typeof createStates>;
  readonly tokens: Tokens;
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * `GET /slack/install` sends a browser to Slack, `GET /slack/oauth_redirect` takes it back and trades the code for the
 * team's token. The state has to come back signed, in time, once, and in the browser that asked for it; else the code
 * stays unused. Source: https://docs.slack.dev/authentication/installing-with-oauth
 */
export function installRoutes(parts: Parts): readonly Route[] {
  const { client, oauth, states, tokens, publicUrl, clock, log } = parts;
  const redirectUri = `${publicUrl}/slack/oauth_redirect`;
  const authorizeUrl = new URL('../oauth/v2/authorize', parts.apiUrl);
  const { protocol, pathname } = new URL(publicUrl);
  const place = `Path=${pathname.replace(/\/$/, '')}/slack; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;

  async function begin(): Promise<RawResponse> {
    const state = states.make();
    const url = new URL(authorizeUrl);
    const wish = { client_id: client.id, scope: SCOPES.join(','), user_scope: '', redirect_uri: redirectUri, state };
    for (const [name, value] of Object.entries(wish)) url.searchParams.set(name, value);
    const cookie = `${COOKIE}=${state}; Max-Age=${COOKIE_SECONDS}; ${place}`;
    return { status: 302, headers: { location: url.href, 'set-cookie': cookie, 'cache-control': 'no-store' } };
  }

  async function end({ query, headers }: RawRequest): Promise<RawResponse> {
    const state = query.get('state') ?? '';
    const isHere = isSame(cookieIn(headers['cookie']), state);
    if (!isHere || !(await states.take(state)))
      return page(400, 'This link is not good any more. Please begin the installation again.');
    const code = query.get('code');
    if (query.has('error') || code === null)
      return page(400, 'Pitcrew was not installed: Slack did not give its permission.');
    const granted = await oauth.exchange(code, redirectUri);
    if (!granted.ok) {
      log.warn({ code: granted.error.code, reason: granted.error.reason }, 'An installation into Slack failed.');
      const status = granted.error.code === 'rejected' ? 400 : 502;
      return page(status, `Pitcrew was not installed. ${granted.error.reason} Please begin the installation again.`);
    }
    const { teamId, teamName, botId } = granted.value;
    const installedAt = clock.trueNow().getTime();
    await tokens.keep({ teamId, teamName, botId, installedAt, ...grantOf(granted.value, installedAt) });
    log.info({ teamId }, 'Pitcrew was installed into a Slack workspace.');
    return page(
      200,
      `Pitcrew is installed in ${teamName ?? teamId}. Invite it into the fleet’s channel: /invite @Pitcrew`,
    );
  }

  return [
    { method: 'GET', path: '/slack/install', limited: true, handle: begin },
    { method: 'GET', path: '/slack/oauth_redirect', limited: true, handle: end },
  ];

  function page(status: number, sentence: string): RawResponse {
    return {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'set-cookie': `${COOKIE}=; Max-Age=0; ${place}`,
      },
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pitcrew in Slack</title><p>${escapeHtml(sentence)}</p></html>`,
    };
  }
}

const cookieIn = (header = ''): string =>
  header
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? 'none';
