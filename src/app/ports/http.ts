/** A request whose body was read whole, before anyone parsed it: proofs are checked on these bytes. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent, without the prefix of PUBLIC_URL. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress: string;
}

/** An answer that is written over time, e.g. Server-Sent Events. */
export interface ResponseStream {
  /** Sent at once; dropped after the end. */
  write(chunk: string): void;
  end(): void;
  /** Called once when the stream is over, whoever ended it; at once when it is over already. */
  onClose(listener: () => void): void;
}

export interface RawResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Instead of `body`: called once when status and headers are sent. A server that closes ends its streams. */
  readonly stream?: ((stream: ResponseStream) => void) | undefined;
}

/** A route that an adapter brings along. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  /** Largest body in bytes (default 1 MiB); over it is answered 413. */
  readonly maxBody?: number | undefined;
  /** Called by anyone without a key: so many a minute from one address, whoever serves it. */
  readonly limited?: boolean | undefined;
  handle(request: RawRequest): Promise<RawResponse>;
}
