import { createSign, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export interface TokenService {
  /** The set of keys with which it signs, for the `jwks_uri`. */
  readonly keys: object;
  /** A token with which the service speaks to the bot. */
  sign(appId: string, serviceUrl: string): string;
}

export const ISSUER = 'https://api.botframework.com';
const KEY_ID = 'sample-key';
const LIVES_SECONDS = 3600;

/** Signs as the Bot Framework does, with a key that lives as long as the process. */
export async function createTokenService(): Promise<TokenService> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    keys: { keys: [{ ...jwk, kid: KEY_ID, use: 'sig', endorsements: ['msteams'] }] },
    sign(appId, serviceurl) {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: ISSUER, aud: appId, nbf: now - 60, exp: now + LIVES_SECONDS, serviceurl };
      const signed = [{ alg: 'RS256', typ: 'JWT', kid: KEY_ID }, claims].map(encoded).join('.');
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
  };
}

const encoded = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
