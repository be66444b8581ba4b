export { createKeys, keyRingProblems, loadOrMakeKeys, newRingKey } from './keys.ts';
export { mongoHosts, mongoUriProblem } from './mongodb-uri.ts';
export { redisUrlProblem } from './redis-url.ts';
export { loadOrMakeAdminToken } from './secret-file.ts';
export type { SecretFile } from './secret-file.ts';
export type { ChannelModule, ChannelParts } from './channel-module.ts';
export type { NetworkModule, NetworkParts, ShopDesk } from './network-module.ts';
export type { ServiceModule, ServiceParts } from './service-module.ts';
export { hostList } from './service-url.ts';
