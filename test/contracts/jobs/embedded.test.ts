import { join } from 'node:path';
import { tempDir } from '../../support/temp.ts';
import { connect } from './embedded-rig.ts';
import { describeJobQueue } from './job-queue.ts';

describeJobQueue('embedded on SQLite', () => ({
  place: join(tempDir(), 'jobs.sqlite'),
  connect,
  module: new URL('embedded-rig.ts', import.meta.url).href,
}));
