import type { Route } from '../../src/app/ports/http.ts';
import type { HttpDeps } from './deps.ts';
import { json, problem } from './problem.ts';
import { receive } from './receive.ts';

/**
 * `POST /providers/:network/webhook`: a shop's word about a job. The network's adapter checks the proof and understands
 * the body; 200 means stored, and the same event again is 200 without effect.
 */
export function providerWebhookRoute(deps: Pick<HttpDeps, 'networks' | 'dispatch' | 'metrics'>): Route {
  return {
    method: 'POST',
    path: '/providers/:network/webhook',
    async handle(request) {
      const network = deps.networks.get(request.params['network'] ?? '');
      const parsed = network?.parseStatus?.(request);
      if (network === undefined || parsed === undefined) return problem('UNKNOWN_NETWORK');
      if (!parsed.ok) return parsed.error;
      const update = parsed.value;
      await receive(deps, {
        id: `${network.name}:${update.eventId}`,
        channel: network.name,
        body: { kind: 'status', network: network.name, update },
      });
      return json(200, { received: true });
    },
  };
}
