export {
  SAMPLE_CHANNEL,
  SAMPLE_FLEET,
  SAMPLE_MEMBERS,
  SAMPLE_TEAM,
  SAMPLE_VEHICLES,
  createDemo,
  sampleShopsCsv,
  startWorkspace,
} from '../../adapters/demo/index.ts';
export type { Demo, Workspace } from '../../adapters/demo/index.ts';
