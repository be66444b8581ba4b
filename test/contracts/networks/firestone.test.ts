import { openFirestone } from './firestone-harness.ts';
import { describeNetwork } from './suite.ts';

describeNetwork('firestone', openFirestone);
