import type { Route } from '../../src/app/ports/http.ts';
import type { HttpDeps } from './deps.ts';
import { json } from './problem.ts';

const RETRY_AFTER = '5';

/**
 * `/healthz` (200 while the process answers), `/readyz` (200 while work can be taken, else 503 with the part that is not
 * ready) and `/metrics`. All that a process without other routes serves.
 */
export function createHealthRoutes(deps: Pick<HttpDeps, 'api' | 'renderMetrics' | 'log'>): readonly Route[] {
  const readiness = async () => {
    try {
      return await deps.api.ready();
    } catch (error) {
      deps.log.warn({ error }, 'Readiness could not be told.');
      return { ready: false, parts: { store: 'The store does not answer.' } };
    }
  };
  return [
    { method: 'GET', path: '/healthz', handle: async () => json(200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle() {
        const { ready, parts } = await readiness();
        const answer = json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts });
        return ready ? answer : { ...answer, headers: { ...answer.headers, 'Retry-After': RETRY_AFTER } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      async handle() {
        const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
        return { status: 200, headers, body: await deps.renderMetrics() };
      },
    },
  ];
}
