import type { z } from 'zod';
import type { RawResponse } from '../../src/app/ports/http.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';

/** What is wrong with one field, and what would be right. */
export interface FieldError {
  /** Dotted, e.g. `location.lat`; empty for the whole body. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemExtras {
  /** A sentence about this very case. Never repeats what the caller sent. */
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const MAX_ERRORS = 20;
// Below these the keys are the caller's own words, which a problem does not repeat.
const OPEN_RECORDS: ReadonlySet<PropertyKey> = new Set(['externalIds']);

/** A refusal as `application/problem+json` (RFC 9457) with our `code` and `errors`. */
export function problem(code: ProblemCode, extras: ProblemExtras = {}): RawResponse {
  const [status, title] = PROBLEMS[code];
  const body = {
    type: `urn:pitcrew:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: extras.detail ?? title,
    code,
    errors: extras.errors ?? [],
  };
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...extras.headers };
  return { status, headers, body: JSON.stringify(body) };
}

/** An answer in JSON. */
export function json(status: number, body: unknown): RawResponse {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status, headers, body: JSON.stringify(body) };
}

/** A refusal that names each wrong field and what would be right there; at most 20 of them. */
export function invalid(code: 'INVALID_BODY' | 'INVALID_QUERY' | 'INVALID_ID', errors: readonly FieldError[]) {
  const first = errors.slice(0, MAX_ERRORS);
  const told = first.slice(0, 3).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = errors.length > told.length ? `; and ${errors.length - told.length} more` : '';
  return problem(code, { detail: `${PROBLEMS[code][1]} ${told.join('; ')}${more}.`, errors: first });
}

/** Parses with a schema; the errors say what would be right, never what was sent. A schema's own messages win. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] } {
  const parsed = schema.safeParse(value, { error: describe, reportInput: false });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: parsed.error.issues.map(({ path, message }) => ({ path: dotted(path), message })) };
}

function dotted(path: readonly PropertyKey[]): string {
  const open = path.findIndex((segment) => OPEN_RECORDS.has(segment));
  return (open === -1 ? path : path.slice(0, open + 1)).map(String).join('.');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'an instant with its offset, such as 2026-11-22T15:04:05Z',
  date: 'a date, such as 2026-11-22',
  email: 'an e-mail address',
  url: 'a URL',
};

function describe(issue: z.core.$ZodRawIssue): string {
  return `${issue.input === undefined ? 'is required and ' : ''}must be ${wanted(issue)}`;
}

function wanted(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? 'something else';
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return sized(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return sized(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'of another form';
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    default:
      return 'something else';
  }
}

function sized(origin: string, bound: string, limit: number | bigint): string {
  const some = (word: string) => `${bound} ${limit} ${word}${Number(limit) === 1 ? '' : 's'}`;
  if (origin === 'string') return `${some('character')} long`;
  if (origin === 'array' || origin === 'set') return `a list of ${some('item')}`;
  return `${bound} ${limit}`;
}
