import type { Route } from '../../src/app/ports/http.ts';
import { createSessions } from '../shared/session-tokens.ts';
import { createAuth } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { createHealthRoutes } from './health.ts';
import { openApiOf } from './openapi.ts';
import { toRoute, type Operation } from './operation.ts';
import { json, problem } from './problem.ts';
import { providerWebhookRoutes } from './provider-webhooks.ts';
import type { RateLimit } from './rate-limit.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSessionAuth } from './session-auth.ts';
import { agreementOperations } from './v1/agreements.ts';
import { alertOperations } from './v1/alerts.ts';
import { bookingOperations } from './v1/bookings.ts';
import { fleetOperations } from './v1/fleets.ts';
import { inboxOperations } from './v1/inbox.ts';
import { intentOperations } from './v1/intents.ts';
import { memberOperations } from './v1/members.ts';
import { providerOperations } from './v1/providers.ts';
import { sessionOperations } from './v1/sessions.ts';
import { vehicleOperations } from './v1/vehicles.ts';

/** Every `/v1` operation; one more is one more line here. */
export function operationsOf(deps: HttpDeps): readonly Operation[] {
  return [
    ...alertOperations(deps),
    ...fleetOperations(deps),
    ...memberOperations(deps),
    ...vehicleOperations(deps),
    ...providerOperations(deps),
    ...agreementOperations(deps),
    ...bookingOperations(deps),
    ...intentOperations(deps),
    ...sessionOperations(deps),
    ...inboxOperations(deps),
  ];
}

/**
 * The routes of this adapter: `/v1`, `/openapi.json`, the networks' webhooks, health and metrics; and those that others
 * bring along, with fair use where they ask for it.
 */
export function createRoutes(deps: HttpDeps, others: readonly Route[] = []): readonly Route[] {
  const { clock, config, directory, keys } = deps;
  const auth = createAuth({ directory, clock, adminToken: config.adminToken });
  const sessions = createSessionAuth({
    sessions: createSessions(keys, clock),
    directory,
    publicUrl: config.publicUrl,
  });
  const limit = createRateLimit(config.rateLimitPerMinute, clock);
  const operations = operationsOf(deps);
  let openApi: object | undefined;
  return [
    ...operations.map((described) => toRoute(described, auth, sessions, limit)),
    {
      method: 'GET',
      path: '/openapi.json',
      handle: async () => json(200, (openApi ??= openApiOf(operations, config.publicUrl))),
    },
    ...providerWebhookRoutes(deps),
    ...createHealthRoutes(deps),
    ...others.map((route) => (route.limited ? withFairUse(route, limit) : route)),
  ];
}

/** A route that anyone may call: so many requests a minute from one address. */
const withFairUse = (route: Route, limit: RateLimit): Route => ({
  ...route,
  async handle(request) {
    const wait = limit.ofAddress(request.remoteAddress);
    return wait > 0 ? problem('RATE_LIMITED', { headers: { 'Retry-After': String(wait) } }) : route.handle(request);
  },
});
