// Every chat channel: one line each.
export { inapp } from '../../adapters/inapp/index.ts';
export { slack } from '../../adapters/slack/index.ts';
export { teams } from '../../adapters/teams/index.ts';
