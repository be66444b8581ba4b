import { examine } from '../../../src/doctor.ts';
import { startRedis, type RedisServer } from '../../support/redis.ts';
import { describeWith } from '../../support/services.ts';
import { tempDir } from '../../support/temp.ts';

describeWith('redis', 'What doctor says of Redis', () => {
  let redis: RedisServer | undefined;
  afterEach(async () => {
    await redis?.stop();
    redis = undefined;
  });

  const found = async (url: string, ...settings: readonly string[]) => {
    redis = await startRedis(tempDir(), settings);
    const { host } = new URL(redis.url);
    const { problems, notes } = await examine({ PITCREW_DATA: tempDir(), REDIS_URL: url.replace('HOST', host) });
    const tell = (some: typeof problems) => some.map(({ check, what }) => `${check}: ${what.replace(host, 'HOST')}`);
    return { problems: tell(problems), notes: tell(notes) };
  };

  test('a server as the jobs need it: nothing is wrong', async () => {
    expect(await found('redis://HOST')).toEqual({ problems: [], notes: [] });
  });

  test('one that throws jobs away, and one that keeps them in memory alone', async () => {
    expect(await found('redis://HOST', '--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no')).toEqual({
      problems: [
        'redis: Redis at HOST throws jobs away when its memory is full (maxmemory-policy is allkeys-lru); set it to noeviction.',
      ],
      notes: [
        'redis: Redis at HOST may lose the newest jobs when it ends; set appendonly to yes, or they are queued anew from the store.',
      ],
    });
  });

  test('a wrong password is said, and never repeated', async () => {
    expect(await found('redis://someone:hush-hush@HOST', '--requirepass', 'other')).toEqual({
      problems: ['redis: Redis at HOST cannot be used: it does not accept the user and password of REDIS_URL.'],
      notes: [],
    });
  });

  test('nobody listens there', async () => {
    const gone = await startRedis(tempDir());
    await gone.stop();
    const { problems } = await examine({ PITCREW_DATA: tempDir(), REDIS_URL: gone.url });
    expect(problems).toEqual([
      { check: 'redis', what: `Redis at ${new URL(gone.url).host} cannot be used: nothing listens there.` },
    ]);
  });
});
