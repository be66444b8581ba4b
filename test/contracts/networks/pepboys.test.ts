import { openPepBoys } from './pepboys-harness.ts';
import { describeNetwork } from './suite.ts';

describeNetwork('pepboys', openPepBoys);
