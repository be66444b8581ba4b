import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';
import type { Auth, Caller } from './auth.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { check, invalid, problem } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SessionAuth } from './session-auth.ts';
import { idSchema } from './wire/fields.ts';

/** Whose proof a route takes. `signed-fleet` also takes a signature over the body; `session` is a member's own. */
export type Access = 'operator' | 'fleet' | 'signed-fleet' | 'fleet-or-operator' | 'session';

export interface Call<Body, Query> {
  readonly caller: Caller;
  /** The id of this name in the path, already checked. */
  id(name: string): string;
  readonly body: Body;
  readonly query: Query;
  /** By its lower-case name. */
  header(name: string): string | undefined;
  /** Whether the caller's proof still holds, for answers that go on for long. */
  stillAllowed(): Promise<boolean>;
}

/** One `/v1` operation: what the router serves and what openapi.json says of it. */
export interface Operation<Body = unknown, Query = unknown> {
  readonly method: Route['method'];
  /** With `:name` for ids. */
  readonly path: string;
  /** Its name in openapi.json. */
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  readonly body?: z.ZodType<Body> | undefined;
  readonly query?: z.ZodType<Query> | undefined;
  readonly answers: Readonly<
    Record<
      number,
      { readonly what: string; readonly schema?: z.ZodType | undefined; readonly type?: string | undefined }
    >
  >;
  /** Refusals of its own, beside those that every operation has. */
  readonly refusals?: readonly ProblemCode[] | undefined;
  handle(call: Call<Body, Query>): Promise<RawResponse>;
}

/** Lets the compiler find the types of body and query. */
export const operation = <Body, Query>(described: Operation<Body, Query>): Operation => described as Operation;

/** An operation as a route: proof, fair use, ids, body and query are checked in this order, then it runs. */
export function toRoute(described: Operation, auth: Auth, sessions: SessionAuth, limit: RateLimit): Route {
  const { method, path, access } = described;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

  const handle = async (request: RawRequest): Promise<RawResponse> => {
    const identify = () =>
      access === 'session' ? sessions(request) : auth.identify(request, access === 'signed-fleet');
    const identified = await identify();
    const wait = identified.ok ? limit.ofKey(keyOf(identified.caller)) : limit.ofAddress(request.remoteAddress);
    if (wait > 0) return problem('RATE_LIMITED', { headers: { 'Retry-After': String(wait) } });
    if (!identified.ok) return unauthenticated(identified.refusal);
    const { caller } = identified;
    if (access === 'operator' && caller.kind !== 'operator') return problem('OPERATOR_ONLY');
    if ((access === 'fleet' || access === 'signed-fleet') && caller.kind !== 'fleet') return problem('FLEET_ONLY');

    const wrongIds = names.filter((name) => !idSchema.safeParse(request.params[name]).success);
    if (wrongIds.length > 0 && method !== 'PUT') return problem('NOT_FOUND');
    if (wrongIds.length > 0) return invalid('INVALID_ID', wrongIds.map(wrongId));

    const body = described.body === undefined ? undefined : readJson(request, described.body);
    if (body?.ok === false) return body.answer;
    const query = described.query === undefined ? undefined : check(described.query, flat(request.query));
    if (query?.ok === false) return invalid('INVALID_QUERY', query.errors);
    const id = (name: string): string => request.params[name] ?? '';
    const header = (name: string): string | undefined => request.headers[name];
    const stillAllowed = async (): Promise<boolean> => (await identify()).ok;
    return described.handle({ caller, id, body: body?.value, query: query?.value, header, stillAllowed });
  };
  return { method, path, handle };
}

function keyOf(caller: Caller): string {
  if (caller.kind === 'operator') return 'operator';
  return caller.kind === 'fleet' ? `fleet:${caller.fleetId}` : `member:${caller.fleetId}/${caller.member.memberId}`;
}

const wrongId = (path: string) => ({ path, message: 'must be 1 to 64 of A-Z a-z 0-9 . _ ~ -' });

/** A refusal for want of a valid proof. */
function unauthenticated(refusal: ProblemCode): RawResponse {
  const headers = PROBLEMS[refusal][0] === 401 ? { 'WWW-Authenticate': 'Bearer realm="pitcrew"' } : {};
  return problem(refusal, { headers });
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: RawResponse };

function readJson<T>(request: RawRequest, schema: z.ZodType<T>): Read<T> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { ok: false, answer: problem('UNSUPPORTED_ENCODING') };
  }
  const parsed = parse(request.body);
  if (!parsed.ok) return { ok: false, answer: problem('INVALID_JSON') };
  const checked = check(schema, parsed.value);
  return checked.ok ? checked : { ok: false, answer: invalid('INVALID_BODY', checked.errors) };
}

function parse(bytes: Uint8Array): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (!isUtf8(bytes)) return { ok: false };
  try {
    return { ok: true, value: JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) };
  } catch {
    return { ok: false };
  }
}

// A parameter given more than once is the same as its values with commas between.
function flat(query: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}
