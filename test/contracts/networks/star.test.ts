import { openStar } from './star-harness.ts';
import { describeNetwork } from './suite.ts';

describeNetwork('star', openStar);
