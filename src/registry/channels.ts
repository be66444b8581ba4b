// Every chat channel: one line each.
export { slack } from '../../adapters/slack/index.ts';
export { inapp } from '../../adapters/inapp/index.ts';
