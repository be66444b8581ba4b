import { createHash } from 'node:crypto';
import { DATABASES } from './redis.mjs';
import type { SqlHandle } from '../../adapters/stores/sqlite/index.ts';

/** `production` puts what the tests start on the production profile's services, `embedded` (default) on SQLite alone. */
export const profile = process.env['PITCREW_TEST_PROFILE'] === 'production' ? 'production' : 'embedded';

/** The variables that put a Pitcrew on the profile's services; the same data folder is the same database. */
export function profileEnv(dataDir: string): Readonly<Record<string, string>> {
  if (profile === 'embedded') return {};
  const { MONGODB_URI_TEST: store, REDIS_URL_TEST: jobs } = process.env;
  if (!store || !jobs)
    throw new Error(
      'The production profile needs MONGODB_URI_TEST and REDIS_URL_TEST, which `npm run test:production` sets.',
    );
  const hash = createHash('sha256').update(dataDir).digest();
  const url = new URL(store);
  url.pathname = `/pitcrew-test-${hash.toString('hex').slice(0, 12)}`;
  return { MONGODB_URI: url.href, REDIS_URL: `${jobs}/${hash.readUInt32BE(0) % DATABASES}` };
}

/** For tests that look into the embedded store itself: they have nothing to look at in another profile. */
export const embeddedTest: jest.It = profile === 'embedded' ? test : test.skip;

/** The file of an embedded store. */
export function fileOf(store: { readonly handle?: SqlHandle | undefined }): SqlHandle {
  if (!store.handle) throw new Error('This store is no file.');
  return store.handle;
}
