export { createNearestIndex } from '../../adapters/geo/index.ts';
export { createGuard } from '../../adapters/guard/index.ts';
export {
  basePathOf,
  createHealthRoutes,
  createHttpHandler,
  createHttpServer,
  createRoutes,
  parseProvidersCsv,
} from '../../adapters/http/index.ts';
export type { HttpHandler, HttpServer } from '../../adapters/http/index.ts';
export { createClock, createIds, createLog, createMetrics } from '../../adapters/observability/index.ts';
export { createOps } from '../../adapters/ops/index.ts';
export type { NetworkParts, ServiceModule, ServiceParts } from '../../adapters/shared/index.ts';
export {
  createKeys,
  hostList,
  keyRingProblems,
  loadOrMakeAdminToken,
  loadOrMakeKeys,
  mongoHosts,
  mongoUriProblem,
  redisUrlProblem,
} from '../../adapters/shared/index.ts';
export { createTimeWords } from '../../adapters/words/index.ts';
