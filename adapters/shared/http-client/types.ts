import type { Result } from '../../../src/domain/result.ts';

/** One request to a network. */
export interface HttpCall {
  /** Its name in the metrics, e.g. `book`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, appended to the base URL. Whatever comes from outside goes through `pathPart` first. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** What made a whole reply's body unusable. The words stand as the wrong field in what people read. */
export type BodyFault = 'too-large' | 'content-encoding' | 'content-type' | 'body';

/** A reply that arrived whole. The status may be anything; redirects are replies like all others. */
export interface HttpReply<T> {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: Result<T, BodyFault>;
}

/** Names in lower case; of a header that came several times the first. */
export type ReplyHeaders = Readonly<Record<string, string | undefined>>;

/** No whole reply: no connection, no time left, a line that was cut, or something that is not HTTP. */
export interface NoReply {
  readonly kind: 'refused' | 'timeout' | 'cut' | 'bad-http';
  /** False when it is certain that no byte of the request was sent. */
  readonly mayHaveArrived: boolean;
}

/** Turns a body into what the caller wants; for statuses of every kind. */
export type BodyReader<T> = (bytes: Uint8Array, contentType: string | undefined) => Result<T, BodyFault>;
