// Every chat channel: one line each.
export { email } from '../../adapters/email/index.ts';
export { inapp } from '../../adapters/inapp/index.ts';
export { slack } from '../../adapters/slack/index.ts';
export { teams } from '../../adapters/teams/index.ts';
export { sms } from '../../adapters/sms/index.ts';
