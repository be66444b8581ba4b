import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { RawRequest, RawResponse } from '../../../src/app/ports/http.ts';
import type { FoundAppointment, StatusUpdate } from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { WireAppointment } from './wire.ts';
import * as wire from './wire.ts';

/** Firestone's words in ours. */
export const STATUSES = {
  CONFIRMED: 'scheduled',
  CHECKED_IN: 'checked-in',
  IN_SERVICE: 'in-progress',
  READY: 'completed',
  NO_SHOW: 'no-show',
  CANCELLED: 'cancelled',
} as const satisfies Record<WireAppointment['status'], FoundAppointment['status']>;

const TOLERANCE_MS = 5 * 60_000;
const LONGEST_HEADER = 4096;

/**
 * Checks `X-Firestone-Signature` (`t=<unix>,v1=<hex>`, HMAC-SHA256 of "t.body") on the raw bytes, 5 minutes of the true
 * time either way, and reads the body. Several `v1` are allowed, as while a secret is being changed.
 */
export function parseStatus(
  request: RawRequest,
  secret: string,
  clock: Pick<Clock, 'trueNow'>,
): Result<StatusUpdate, RawResponse> {
  const proof = readProof(request.headers['x-firestone-signature']);
  if (!proof) return fail(refuse('NOT_AUTHENTICATED'));
  if (Math.abs(clock.trueNow().getTime() - Number(proof.at) * 1000) > TOLERANCE_MS)
    return fail(refuse('SIGNATURE_EXPIRED'));
  const expected = createHmac('sha256', secret).update(`${proof.at}.`).update(request.body).digest();
  const isRight = proof.signatures.some(
    (given) => given.length === expected.length && timingSafeEqual(given, expected),
  );
  if (!isRight) return fail(refuse('INVALID_SIGNATURE'));
  const parsed = wire.statusEvent.safeParse(readJson(request.body), { reportInput: false });
  if (!parsed.success) {
    const errors = parsed.error.issues.slice(0, 20);
    return fail(
      refuse(
        'INVALID_BODY',
        errors.map(({ path, message }) => ({ path: path.join('.'), message })),
      ),
    );
  }
  const { eventId, confirmation, status, at, invoice } = parsed.data;
  return ok({ eventId, confirmation, status: STATUSES[status], at, ...(invoice ? { invoice } : {}) });
}

function readProof(header: string | undefined) {
  if (header === undefined || header.length > LONGEST_HEADER) return undefined;
  const parts = header.split(',').map((part) => part.trim());
  const times = parts.filter((part) => part.startsWith('t=')).map((part) => part.slice(2));
  const at = times[0];
  if (times.length !== 1 || at === undefined || !/^\d{1,12}$/.test(at)) return undefined;
  const signatures = parts
    .filter((part) => /^v1=[0-9a-f]{64}$/i.test(part))
    .map((part) => Buffer.from(part.slice(3), 'hex'));
  return signatures.length === 0 ? undefined : { at, signatures };
}

/** Undefined when it is not JSON, which no body's form allows. */
function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

const PROBLEMS = {
  NOT_AUTHENTICATED: [401, 'The request needs the header X-Firestone-Signature in the form t=<unix>,v1=<hex>.'],
  SIGNATURE_EXPIRED: [401, 'The signature was made more than 5 minutes from now.'],
  INVALID_SIGNATURE: [401, 'The signature does not fit the body.'],
  INVALID_BODY: [400, 'The body is not a status event.'],
} as const;

function refuse(code: keyof typeof PROBLEMS, errors: readonly object[] = []): RawResponse {
  const [status, title] = PROBLEMS[code];
  const type = `urn:pitcrew:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ type, title, status, detail: title, code, errors }),
  };
}
