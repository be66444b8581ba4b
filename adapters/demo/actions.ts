import { z } from 'zod';
import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';

/** An answer to the page: 200 with what a handler returns, or a sentence that the page shows. */
export function json(status: number, body: unknown): RawResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/**
 * A route that the page posts to. Only JSON is taken, and only from the page's own origin, so that no other site open
 * in the same browser can press these buttons. What a handler throws is shown as a sentence.
 */
export function action<T>(path: string, schema: z.ZodType<T>, run: (input: T) => Promise<unknown>): Route {
  return {
    method: 'POST',
    path: `/demo/${path}`,
    maxBody: 64 * 1024,
    async handle(request) {
      if (!fromOwnPage(request)) return json(403, { message: 'Only the demo page itself can do this.' });
      const input = schema.safeParse(parse(request.body));
      if (!input.success) return json(400, { message: z.prettifyError(input.error) });
      return answer(() => run(input.data));
    },
  };
}

/** Runs a handler; what it throws becomes a sentence with status 502. */
export async function answer(run: () => Promise<unknown>): Promise<RawResponse> {
  try {
    return json(200, (await run()) ?? {});
  } catch (error) {
    return json(502, { message: error instanceof Error ? error.message : String(error) });
  }
}

function fromOwnPage({ headers }: RawRequest): boolean {
  const site = headers['sec-fetch-site'];
  const isJson = headers['content-type']?.split(';')[0]?.trim() === 'application/json';
  return isJson && (site === undefined || site === 'same-origin');
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
