export { createHttpHandler, type HttpHandler, type HttpHandlerOptions } from './handler.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';
export { createRoutes } from './routes.ts';
export { createHealthRoutes } from './health.ts';
export type { HttpConfig, HttpDeps } from './deps.ts';
export { basePathOf } from './request.ts';
export { parseProvidersCsv } from './wire/provider-csv.ts';
