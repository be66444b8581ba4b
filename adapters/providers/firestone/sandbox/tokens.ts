import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { SandboxReply, SandboxRequest } from '../../../shared/sandbox/index.ts';

export interface Tokens {
  /** Answers `POST /oauth/token`. */
  issue(request: SandboxRequest): SandboxReply;
  isValid(request: SandboxRequest): boolean;
  /** Ends the request's token at once. */
  revoke(request: SandboxRequest): void;
}

/** OAuth2 client credentials; a token lives `seconds` by the clock `now`. */
export function createTokens(clientId: string, clientSecret: string, seconds: number, now: () => Date): Tokens {
  const expiry = new Map<string, number>();
  return {
    issue(request) {
      const form = new URLSearchParams(request.body);
      if (form.get('grant_type') !== 'client_credentials') {
        return { status: 400, body: { error: 'unsupported_grant_type' } };
      }
      if (!same(form.get('client_id'), clientId) || !same(form.get('client_secret'), clientSecret)) {
        return { status: 401, body: { error: 'invalid_client' } };
      }
      const at = now().getTime();
      for (const [token, until] of expiry) if (until <= at) expiry.delete(token);
      const token = randomBytes(24).toString('base64url');
      expiry.set(token, at + seconds * 1000);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: seconds } };
    },
    isValid: (request) => (expiry.get(tokenOf(request)) ?? 0) > now().getTime(),
    revoke: (request) => void expiry.delete(tokenOf(request)),
  };
}

function tokenOf(request: SandboxRequest): string {
  return /^Bearer +(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1] ?? '';
}

function same(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
