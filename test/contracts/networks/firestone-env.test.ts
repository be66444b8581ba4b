import { firestoneEnv } from '../../../adapters/providers/firestone/index.ts';

const REST = { FIRESTONE_CLIENT_ID: 'id', FIRESTONE_CLIENT_SECRET: 'secret', FIRESTONE_WEBHOOK_SECRET: 'webhook' };

const problem = (url: string, hosts?: string): string => {
  const parsed = firestoneEnv.safeParse({ ...REST, FIRESTONE_URL: url, PITCREW_PLAINTEXT_HOSTS: hosts });
  return parsed.success ? 'fine' : `${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`;
};
const NEEDS_TLS = 'FIRESTONE_URL must be https outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS';

test.each([
  ['https://api.firestone.example/partner', undefined, 'fine'],
  ['http://localhost:4010', undefined, 'fine'],
  ['http://127.0.0.1:4010', undefined, 'fine'],
  ['http://[::1]:4010', undefined, 'fine'],
  ['http://shops:4010', 'mongo, Shops', 'fine'],
  ['http://shops:4010', 'mongo', NEEDS_TLS],
  ['http://api.firestone.example', undefined, NEEDS_TLS],
  ['http://127.0.0.1.evil.example', undefined, NEEDS_TLS],
  ['http://localhost.evil.example', undefined, NEEDS_TLS],
  ['ftp://localhost', undefined, 'FIRESTONE_URL must be an https URL'],
  ['firestone', undefined, 'FIRESTONE_URL must be a URL, such as https://api.example.com'],
  ['https://a:b@firestone.example', undefined, 'FIRESTONE_URL must not hold a user name or password'],
  ['https://firestone.example/?x=1', undefined, 'FIRESTONE_URL must be a base URL without query and fragment'],
])('%s with plaintext hosts %s: %s', (url, hosts, expected) => {
  expect(problem(url, hosts)).toBe(expected);
});

test('all four are needed', () => {
  const parsed = firestoneEnv.safeParse({ FIRESTONE_URL: 'https://firestone.example' });
  expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual(Object.keys(REST));
});
