import findMyWay from 'find-my-way';
import type { Route } from '../../src/app/ports/http.ts';

export type Match =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const UNKNOWN: Match = { kind: 'unknown' };
// Session and shop links carry signed tokens in the path; ids are checked where they are used.
const MAX_PARAM_LENGTH = 2048;

/**
 * Finds a route by method and path (without query). `HEAD` is answered by the path's `GET`.
 * Throws when two routes have the same method and path: that is a mistake of the composition.
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const router = findMyWay({ maxParamLength: MAX_PARAM_LENGTH });
  for (const route of routes) router.on(route.method, route.path, nothing, route);

  const find = (method: string, path: string): Match | undefined => {
    const found = router.find(method as findMyWay.HTTPMethod, path);
    return found?.store ? { kind: 'found', route: found.store as Route, params: found.params } : undefined;
  };
  return (method, path) => {
    const match = find(method === 'HEAD' ? 'GET' : method, path);
    if (match !== undefined) return match;
    const allow: string[] = METHODS.filter((other) => find(other, path) !== undefined);
    if (allow.length === 0) return UNKNOWN;
    return { kind: 'wrong-method', allow: allow.includes('GET') ? ['HEAD', ...allow] : allow };
  };
}

function nothing(): void {
  // The router only finds; the handler runs the route.
}
