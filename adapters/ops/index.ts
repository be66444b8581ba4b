import type { Clock } from '../../src/app/ports/clock.ts';
import type { RawResponse, Route } from '../../src/app/ports/http.ts';
import { HEADERS, pageFiles, serve } from './files.ts';
import { createProof } from './proof.ts';

const DAYS = { least: 1, usual: 30, most: 366 };

export interface OpsOptions {
  /** The operator's token: the proof, as bearer or typed into the page's form. */
  readonly adminToken: string;
  readonly publicUrl: string;
  readonly clock: Pick<Clock, 'trueNow'>;
  /** What the page shows of so many days until today. */
  readonly data: (days: number) => Promise<object>;
}

/** `GET /ops`, the operators' page of service levels, its figures at `/ops/data?days=`, and the way to sign in. */
export function createOps({ adminToken, publicUrl, clock, data }: OpsOptions): readonly Route[] {
  const url = new URL(publicUrl);
  const base = url.pathname.replace(/\/+$/, '');
  const path = `${base}/ops`;
  const files = pageFiles(base);
  const proof = createProof({ adminToken, clock, path, secure: url.protocol === 'https:' });

  return [
    {
      method: 'GET',
      path: '/ops',
      async handle(request) {
        const allowed = proof.holds(request);
        const answer = serve(files.get(allowed ? 'index.html' : 'sign-in.html'), request, allowed ? 200 : 401);
        return allowed ? answer : { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': 'Bearer' } };
      },
    },
    {
      method: 'GET',
      path: '/ops/assets/:file',
      handle: async (request) => serve(files.get(request.params['file'] ?? ''), request),
    },
    {
      method: 'GET',
      path: '/ops/data',
      async handle(request) {
        if (!proof.holds(request)) return refusal(401, 'NOT_AUTHENTICATED', 'The operator’s token is needed.');
        const days = Number(request.query.get('days') ?? DAYS.usual);
        if (!Number.isInteger(days) || days < DAYS.least || days > DAYS.most)
          return refusal(400, 'INVALID_QUERY', `days must be a whole number from ${DAYS.least} to ${DAYS.most}.`);
        const headers = { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8' };
        return { status: 200, headers, body: JSON.stringify(await data(days)) };
      },
    },
    {
      method: 'POST',
      path: '/ops/session',
      maxBody: 4096,
      limited: true,
      async handle(request) {
        const token = new URLSearchParams(Buffer.from(request.body).toString('utf8')).get('token') ?? '';
        if (!proof.isToken(token.trim())) return serve(files.get('sign-in-again.html'), request, 401);
        return { status: 303, headers: { ...HEADERS, Location: path, 'Set-Cookie': proof.session() } };
      },
    },
  ];
}

const refusal = (status: number, code: string, detail: string): RawResponse => ({
  status,
  headers: { ...HEADERS, 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title: detail, status, detail, code }),
});
