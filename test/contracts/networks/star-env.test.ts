import { starEnv } from '../../../adapters/providers/star/index.ts';

const GOOD = { STAR_URL: 'https://star.example/gate', STAR_USER: 'acme', STAR_PASSWORD: 'a:b c' };
const problems = (change: Readonly<Record<string, string | undefined>>) =>
  starEnv.safeParse({ ...GOOD, ...change }).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ??
  [];

test.each<[object, RegExp | undefined]>([
  [{}, undefined],
  [{ STAR_URL: 'http://127.0.0.1:4010' }, undefined],
  [{ STAR_URL: 'http://dealers:4010', PITCREW_PLAINTEXT_HOSTS: 'dealers' }, undefined],
  [{ STAR_URL: 'http://dealers.example' }, /^STAR_URL must be https outside this machine/],
  [{ STAR_URL: 'https://a:b@star.example' }, /^STAR_URL must not hold a user name/],
  [{ STAR_USER: '' }, /^STAR_USER must be a name without colons/],
  [{ STAR_USER: 'a:b' }, /^STAR_USER must be a name without colons/],
  [{ STAR_PASSWORD: 'a\nb' }, /^STAR_PASSWORD must be one line/],
])('%j', (change, problem) => {
  expect(problems(change as Record<string, string>)).toEqual(problem ? [expect.stringMatching(problem)] : []);
});

test('all three are needed', () => {
  const parsed = starEnv.safeParse({ STAR_URL: GOOD.STAR_URL });
  expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual(['STAR_USER', 'STAR_PASSWORD']);
});
