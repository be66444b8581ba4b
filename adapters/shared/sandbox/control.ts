import type { FaultPlan } from './fault-plan.ts';
import type { SandboxNetwork, SandboxReply, SandboxRequest } from './network.ts';
import { SandboxRefusal, decodePart } from './network.ts';

const CALENDAR = /^\/_sandbox\/stores\/([^/]+)\/calendar$/;

/**
 * The sandbox's own controls: `GET /_sandbox/ledger[?network=]`, `POST /_sandbox/status {reference, status, [start]}`,
 * `GET /_sandbox/stores/{networkRef}/calendar?date=`, `POST /_sandbox/faults {spec}`.
 * A refusal is `{"code","message"}` with a 4xx.
 */
export function controlReply(
  request: SandboxRequest,
  networks: readonly SandboxNetwork[],
  plan: FaultPlan,
): SandboxReply {
  try {
    return route(request, networks, plan);
  } catch (error) {
    if (!(error instanceof SandboxRefusal)) throw error;
    return { status: error.status, body: { code: 'REFUSED', message: error.message } };
  }
}

function route(request: SandboxRequest, networks: readonly SandboxNetwork[], plan: FaultPlan): SandboxReply {
  const { method, path, query } = request;
  const calendar = CALENDAR.exec(path);
  if (calendar) {
    need(method, 'GET');
    const store = decodePart(calendar[1] ?? '');
    for (const network of networks) {
      const day = network.calendar(store, query.get('date') ?? undefined);
      if (day) return { status: 200, body: day };
    }
    throw new SandboxRefusal(404, `There is no shop '${store}'.`);
  }
  if (path === '/_sandbox/ledger') {
    need(method, 'GET');
    const only = query.get('network');
    const chosen = networks.filter(({ network }) => only === null || network === only);
    return { status: 200, body: { appointments: chosen.flatMap((network) => network.ledger()) } };
  }
  if (path === '/_sandbox/status') {
    need(method, 'POST');
    const { reference, status, start } = fields(request.body, ['reference', 'status'], ['start']);
    for (const network of networks) {
      const event =
        start === undefined
          ? network.postStatus(reference ?? '', status ?? '')
          : network.postMove?.(reference ?? '', status ?? '', start);
      if (event) return { status: 202, body: event };
    }
    throw new SandboxRefusal(404, `There is no appointment with the reference or confirmation '${reference}'.`);
  }
  if (path === '/_sandbox/faults') {
    need(method, 'POST');
    const { spec = '' } = fields(request.body, ['spec']);
    try {
      plan.set(spec);
    } catch (error) {
      throw new SandboxRefusal(400, (error as Error).message);
    }
    return { status: 200, body: { spec } };
  }
  throw new SandboxRefusal(404, `There is nothing at ${path}.`);
}

function need(method: string, wanted: string): void {
  if (method !== wanted) throw new SandboxRefusal(405, `This address takes ${wanted}, not ${method}.`);
}

function fields(body: string, names: readonly string[], optional: readonly string[] = []): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new SandboxRefusal(400, 'The body is not JSON.');
  }
  const values: Record<string, string> = {};
  for (const name of [...names, ...optional]) {
    const value = parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, unknown>)[name] : undefined;
    if (value === undefined && optional.includes(name)) continue;
    if (typeof value !== 'string') throw new SandboxRefusal(400, `The body needs '${name}' as a text.`);
    values[name] = value;
  }
  return values;
}
