import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { RawRequest } from '../../src/app/ports/http.ts';
import type { Member } from '../../src/domain/directory.ts';
import { asFleetId, type FleetId } from '../../src/domain/ids.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Who calls `/v1`, proved. */
export type Caller =
  | { readonly kind: 'operator' }
  | { readonly kind: 'fleet'; readonly fleetId: FleetId }
  /** By a session of his own. */
  | { readonly kind: 'member'; readonly fleetId: FleetId; readonly member: Member };

export type Identified =
  { readonly ok: true; readonly caller: Caller } | { readonly ok: false; readonly refusal: ProblemCode };

export interface Auth {
  /** `signed`: whether this route also takes a signature over the body instead of a bearer token. */
  identify(request: RawRequest, signed: boolean): Promise<Identified>;
}

/** How far a signature's time may lie from now, in seconds, before or after. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

const BEARER = /^Bearer +(\S{1,512})$/i;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const FLEET_ID = /^[A-Za-z0-9._~-]{1,64}$/;

/**
 * Checks the proofs of `/v1`: a fleet's api key or the admin token as bearer; or `X-Pitcrew-Fleet` with
 * `X-Pitcrew-Signature: t=<unix>,v1=<hex HMAC-SHA256 of "t.body" under the fleet's api key>`, within 5 minutes of true time.
 */
export function createAuth(deps: {
  readonly directory: Pick<Directory, 'fleetByApiKey' | 'fleetApiKey'>;
  readonly clock: Clock;
  readonly adminToken: string;
}): Auth {
  const { directory, clock } = deps;
  const adminDigest = digest(deps.adminToken);

  const byToken = async (authorization: string): Promise<Identified> => {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return refuse('NOT_AUTHENTICATED');
    // Digests are of one length, and comparing them tells nothing about how much of the token was right.
    if (timingSafeEqual(digest(token), adminDigest)) return { ok: true, caller: { kind: 'operator' } };
    const fleetId = await directory.fleetByApiKey(token);
    return fleetId === undefined ? refuse('NOT_AUTHENTICATED') : { ok: true, caller: { kind: 'fleet', fleetId } };
  };

  const bySignature = async (fleet: string, signature: string, body: Uint8Array): Promise<Identified> => {
    const [, time, mac] = SIGNATURE.exec(signature) ?? [];
    if (time === undefined || mac === undefined || !FLEET_ID.test(fleet)) return refuse('INVALID_SIGNATURE');
    const age = Math.abs(clock.trueNow().getTime() / 1000 - Number(time));
    if (age > SIGNATURE_TOLERANCE_SECONDS) return refuse('SIGNATURE_EXPIRED');
    const fleetId = asFleetId(fleet);
    const apiKey = await directory.fleetApiKey(fleetId);
    if (apiKey === undefined) return refuse('INVALID_SIGNATURE');
    const right = createHmac('sha256', apiKey).update(`${time}.`).update(body).digest();
    if (!timingSafeEqual(right, Buffer.from(mac, 'hex'))) return refuse('INVALID_SIGNATURE');
    return { ok: true, caller: { kind: 'fleet', fleetId } };
  };

  return {
    async identify(request, signed) {
      const { authorization, 'x-pitcrew-fleet': fleet, 'x-pitcrew-signature': signature } = request.headers;
      if (authorization !== undefined) return byToken(authorization);
      if (!signed || fleet === undefined || signature === undefined) return refuse('NOT_AUTHENTICATED');
      return bySignature(fleet, signature, request.body);
    },
  };
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const refuse = (refusal: ProblemCode): Identified => ({ ok: false, refusal });
