import { openLocal } from './local-harness.ts';
import { describeNetwork } from './suite.ts';

describeNetwork('local', openLocal);
