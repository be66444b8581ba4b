import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';
import type { HttpDeps } from './deps.ts';
import { json, problem } from './problem.ts';
import { receive } from './receive.ts';

type Deps = Pick<HttpDeps, 'networks' | 'dispatch' | 'metrics'>;

/**
 * `POST /providers/:network/webhook`, and the address of its own that a network names: a shop's word about a job. The
 * network's adapter checks the proof, understands the body and may have its own answer; a success means stored, and the
 * same event again is a success without effect.
 */
export function providerWebhookRoutes(deps: Deps): readonly Route[] {
  const own = [...deps.networks.values()].flatMap(({ name, traits }): readonly Route[] => {
    // A network of a host's own may have been made without types.
    const path = (traits as typeof traits | undefined)?.statusPath;
    if (path === undefined) return [];
    return [{ method: 'POST', path: `/providers/${name}/${path}`, handle: (request) => take(deps, name, request) }];
  });
  return [
    ...own,
    {
      method: 'POST',
      path: '/providers/:network/webhook',
      handle: (request) => take(deps, request.params['network'] ?? '', request),
    },
  ];
}

async function take(deps: Deps, name: string, request: RawRequest): Promise<RawResponse> {
  const network = deps.networks.get(name);
  const parsed = network?.parseStatus?.(request);
  if (network === undefined || parsed === undefined) return problem('UNKNOWN_NETWORK');
  if (!parsed.ok) return parsed.error;
  const { reply, ...update } = parsed.value;
  await receive(deps, {
    id: `${network.name}:${update.eventId}`,
    channel: network.name,
    body: { kind: 'status', network: network.name, update },
  });
  return reply ?? json(200, { received: true });
}
