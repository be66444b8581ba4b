import { pepboysEnv } from '../../../adapters/providers/pepboys/index.ts';

const problem = (env: Record<string, string>): string => {
  const parsed = pepboysEnv.safeParse(env);
  return parsed.success ? 'fine' : `${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`;
};
const KEY = { PEPBOYS_API_KEY: 'key' };
const NEEDS_TLS = 'PEPBOYS_URL must be https outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS';

test.each<[string, Record<string, string>, string]>([
  ['TLS', { PEPBOYS_URL: 'https://api.pepboys.example/partner' }, 'fine'],
  ['loopback', { PEPBOYS_URL: 'http://127.0.0.1:4010' }, 'fine'],
  ['a listed host', { PEPBOYS_URL: 'http://shops:4010', PITCREW_PLAINTEXT_HOSTS: 'mongo, Shops' }, 'fine'],
  ['another host', { PEPBOYS_URL: 'http://shops:4010' }, NEEDS_TLS],
  ['no URL', { PEPBOYS_URL: 'pepboys' }, 'PEPBOYS_URL must be a URL, such as https://api.example.com'],
  [
    'a key that no header can hold',
    { PEPBOYS_URL: 'https://a.example', PEPBOYS_API_KEY: 'a\nb' },
    'PEPBOYS_API_KEY must be printable text without spaces',
  ],
])('%s', (_what, env, expected) => {
  expect(problem({ ...KEY, ...env })).toBe(expected);
});

test('both are needed', () => {
  expect(problem({ PEPBOYS_URL: 'https://api.pepboys.example' })).toMatch(/^PEPBOYS_API_KEY /);
});
