export { createClock } from './clock.ts';
export { createIds } from './ids.ts';
export { createLog, LOG_LEVELS, type LogLevel, type LogOptions } from './log.ts';
export { createMetrics, type MetricsOptions, type PrometheusMetrics } from './metrics.ts';
