export {
  SAMPLE_BOT_NUMBER,
  SAMPLE_CHANNEL,
  SAMPLE_FLEET,
  SAMPLE_MEMBERS,
  SAMPLE_TEAM,
  SAMPLE_TEAMS,
  SAMPLE_TEXTER,
  SAMPLE_VEHICLES,
  createDemo,
  sampleShopsCsv,
  startTeams,
  startTwilio,
  startWorkspace,
} from '../../adapters/demo/index.ts';
export type { Demo, Teams, Twilio, Workspace } from '../../adapters/demo/index.ts';
