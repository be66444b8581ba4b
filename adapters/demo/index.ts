export { createDemo } from './demo.ts';
export type { Demo, DemoOptions } from './demo.ts';
export { startWorkspace, signSlack } from './workspace/index.ts';
export type * from './workspace/index.ts';
export { startTwilio } from './twilio/index.ts';
export type { TextMessage, Twilio } from './twilio/index.ts';
export * from './sample/index.ts';
export { startTeams } from './teams/index.ts';
export type { Teams, TeamsActivity } from './teams/index.ts';
