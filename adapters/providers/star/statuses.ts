import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { RawRequest, RawResponse } from '../../../src/app/ports/http.ts';
import type { PostedStatus } from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { confirmBod, statusRefOf } from './documents.ts';
import * as wire from './wire.ts';
import { pluck, readXml } from './xml/index.ts';

const STATUSES = {
  Scheduled: 'scheduled',
  InProgress: 'in-progress',
  Completed: 'completed',
  NoShow: 'no-show',
  Cancelled: 'cancelled',
} as const;

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Checks the dealers' Basic authentication and reads a `ShowServiceAppointment`. What is not understood is answered by
 * `ConfirmBOD` with the reason, HTTP 200; a status by `ConfirmBOD` that it is stored, given once it is.
 */
export function parseStatus(
  request: RawRequest,
  credentials: Credentials,
  clock: Pick<Clock, 'now'>,
): Result<PostedStatus, RawResponse> {
  if (!isAllowed(request.headers['authorization'], credentials)) return fail(UNAUTHORIZED);
  const createdAt = clock.now().toISOString();
  const answer = (about: string | undefined, failure?: string): RawResponse => ({
    status: 200,
    headers: { 'Content-Type': 'application/xml; charset=utf-8', 'Cache-Control': 'no-store' },
    body: confirmBod({ bodId: randomUUID(), createdAt, about }, failure),
  });
  const root = readXml(request.body);
  if (!root.ok) return fail(answer(undefined, root.error));
  const parsed = wire.status.safeParse(root.value, { reportInput: false });
  if (!parsed.success) {
    const wrong = parsed.error.issues[0];
    const path = wrong?.path.join('/') ?? '';
    const what = path === 'document' ? 'The root element' : path || 'The document';
    return fail(answer(bodIdOf(root.value), `${what}: ${wrong?.message ?? 'is wrong'}`));
  }
  const { ApplicationArea: area, ShowServiceAppointmentDataArea: data } = parsed.data;
  const { DocumentID, DealerDocumentID, AppointmentDateTime, AppointmentStatus } = data.ServiceAppointmentHeader;
  return ok({
    eventId: area.BODID,
    confirmation: DealerDocumentID,
    statusRef: statusRefOf(DocumentID, DealerDocumentID),
    status: STATUSES[AppointmentStatus],
    at: area.CreationDateTime ?? createdAt,
    start: AppointmentDateTime,
    reply: answer(area.BODID),
  });
}

/** So that even whoever sent something broken learns which document it was. */
function bodIdOf(root: Parameters<typeof pluck>[0]): string | undefined {
  const { ApplicationArea } = pluck(root, { ApplicationArea: { BODID: 'text' } });
  const bodId = (ApplicationArea as { readonly BODID?: unknown } | undefined)?.BODID;
  return typeof bodId === 'string' && bodId !== '' ? bodId.slice(0, 200) : undefined;
}

const LONGEST_HEADER = 8192;

function isAllowed(header: string | undefined, { user, password }: Credentials): boolean {
  if (header === undefined || header.length > LONGEST_HEADER) return false;
  const given = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header)?.[1];
  if (given === undefined) return false;
  // Hashes are of one length, so that nothing is told by the time that comparing takes.
  const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  return timingSafeEqual(hash(Buffer.from(given, 'base64')), hash(Buffer.from(`${user}:${password}`)));
}

const TITLE = 'The request needs Basic authentication with the user and password of STAR.';

const UNAUTHORIZED: RawResponse = {
  status: 401,
  headers: {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'WWW-Authenticate': 'Basic realm="star"',
  },
  body: JSON.stringify({
    type: 'urn:pitcrew:problem:not-authenticated',
    title: TITLE,
    status: 401,
    detail: TITLE,
    code: 'NOT_AUTHENTICATED',
    errors: [],
  }),
};
