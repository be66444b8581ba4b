import { readConfig } from '../../../src/config.ts';
import type { Env } from '../../../src/config.ts';
import { NAMED, VALUES, WRONG } from '../../support/wrong-variables.ts';

const SLACK: Env = { SLACK_SIGNING_SECRET: 'a-signing-secret', SLACK_BOT_TOKEN: 'xoxb-1-2-3' };
const FIRESTONE: Env = {
  FIRESTONE_URL: 'https://partner.firestone.example',
  FIRESTONE_CLIENT_ID: 'client',
  FIRESTONE_CLIENT_SECRET: 'client-secret',
  FIRESTONE_WEBHOOK_SECRET: 'webhook-secret',
};
const RIGHT: Env = { ...SLACK, ...FIRESTONE };

/** The problems of an environment, as lines; none when it can be used. */
function problems(env: Env): string[] {
  const config = readConfig(env);
  return config.ok ? [] : config.error.map(({ name, message }) => `${name} ${message}`);
}
const NEEDS_TLS = 'must be https outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS';

test('the right variables have no problem, in production neither', () => {
  expect(problems(RIGHT)).toEqual([]);
  expect(problems({ ...RIGHT, NODE_ENV: 'production' })).toEqual([]);
});

describe('without TLS nothing outside this machine is spoken to', () => {
  test.each([
    ['SLACK_API_URL', 'http://slack.test/api/', undefined, false],
    ['SLACK_API_URL', 'http://slack.test/api/', 'mongo,slack.test', true],
    ['SLACK_API_URL', 'http://SLACK.test/api/', ' Slack.Test ', true],
    ['SLACK_API_URL', 'http://slack.test:8080/api/', 'slack.test', true],
    ['SLACK_API_URL', 'http://api.slack.test/api/', 'slack.test', false],
    ['SLACK_API_URL', 'http://127.0.0.1.evil.test/api/', undefined, false],
    ['SLACK_API_URL', 'http://localhost:9000/api/', undefined, true],
    ['SLACK_API_URL', 'http://127.0.0.1:9000/api/', undefined, true],
    ['SLACK_API_URL', 'http://[::1]:9000/api/', undefined, true],
    ['SLACK_API_URL', 'https://slack.test/api/', undefined, true],
    ['FIRESTONE_URL', 'http://firestone.test', undefined, false],
    ['FIRESTONE_URL', 'http://firestone.test', 'firestone.test', true],
    ['FIRESTONE_URL', 'http://10.0.0.1', 'firestone.test', false],
  ])('%s=%s with plaintext hosts %s', (name, url, hosts, isTaken) => {
    const env = { ...RIGHT, [name]: url, PITCREW_PLAINTEXT_HOSTS: hosts };
    expect(problems(env)).toEqual(isTaken ? [] : [`${name} ${NEEDS_TLS}`]);
  });

  const NO_TLS = 'must have tls=true outside this machine, unless its hosts are in PITCREW_PLAINTEXT_HOSTS';
  const UNCHECKED =
    "must not switch the check of the server's certificate off, unless its hosts are in PITCREW_PLAINTEXT_HOSTS";
  test.each([
    ['mongodb://127.0.0.1:27017/?directConnection=true', undefined, undefined],
    ['mongodb://user:pass@db.test:27017/pitcrew', undefined, NO_TLS],
    ['mongodb://user:pass@db.test:27017/pitcrew?tls=true', undefined, undefined],
    ['mongodb://db.test/pitcrew?ssl=true&replicaSet=rs', undefined, undefined],
    ['mongodb://db.test/pitcrew?tls=true&tlsInsecure=true', undefined, UNCHECKED],
    ['mongodb://mongo:27017/pitcrew', 'mongo,redis', undefined],
    ['mongodb://a.test,b.test/pitcrew?replicaSet=rs', 'a.test', NO_TLS],
    ['mongodb://localhost,b.test/pitcrew', 'B.test', undefined],
    ['mongodb://localhost@evil.test/pitcrew', undefined, NO_TLS],
    ['mongodb+srv://cluster.test/pitcrew', undefined, undefined],
    ['mongodb+srv://cluster.test/pitcrew?tls=false', undefined, NO_TLS],
    [
      'postgres://db.test/pitcrew',
      undefined,
      'must be a MongoDB URI, such as mongodb://db.example.com/pitcrew?tls=true',
    ],
  ])('MONGODB_URI=%s with plaintext hosts %s', (uri, hosts, problem) => {
    const env = { ...RIGHT, MONGODB_URI: uri, PITCREW_PLAINTEXT_HOSTS: hosts };
    expect(problems(env)).toEqual(problem === undefined ? [] : [`MONGODB_URI ${problem}`]);
  });

  test.each([
    ['redis://127.0.0.1:6379', undefined, undefined],
    [
      'redis://user:pass@cache.test:6379',
      undefined,
      'must be rediss outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS',
    ],
    ['rediss://user:pass@cache.test:6379/2', undefined, undefined],
    ['redis://redis:6379', 'mongo,redis', undefined],
    [
      'redis://localhost@evil.test',
      undefined,
      'must be rediss outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS',
    ],
    ['http://cache.test', undefined, 'must be a rediss URL, such as rediss://redis.example.com:6379'],
    ['cache', undefined, 'must be a URL, such as rediss://redis.example.com:6379'],
  ])('REDIS_URL=%s with plaintext hosts %s', (url, hosts, problem) => {
    const env = { ...RIGHT, REDIS_URL: url, PITCREW_PLAINTEXT_HOSTS: hosts };
    expect(problems(env)).toEqual(problem === undefined ? [] : [`REDIS_URL ${problem}`]);
  });

  test('credentials in an address are refused, and not repeated', () => {
    const found = problems({ ...RIGHT, SLACK_API_URL: 'https://user:hunter2@slack.test/api/' });
    expect(found).toEqual(['SLACK_API_URL must not hold a user name or password']);
  });
});

describe('in production', () => {
  const production = { ...RIGHT, NODE_ENV: 'production' };

  test.each([
    ['SLACK_SIGNING_SECRET', 'sample-slack-signing-secret'],
    ['SLACK_BOT_TOKEN', 'sample-slack-bot-token'],
    ['FIRESTONE_CLIENT_ID', 'sample-firestone-client'],
    ['FIRESTONE_CLIENT_SECRET', 'sample-firestone-secret'],
    ['FIRESTONE_WEBHOOK_SECRET', 'sample-firestone-webhook-secret'],
    ['PITCREW_ADMIN_TOKEN', 'sample-admin-token-of-24-characters'],
  ])('the sample of %s is refused, and taken elsewhere', (name, value) => {
    expect(problems({ ...production, [name]: value })).toEqual([
      `${name} is a sample credential, which production refuses; set the real one`,
    ]);
    expect(problems({ ...RIGHT, [name]: value })).toEqual([]);
  });

  test.each(['60', '-60'])('a clock that is shifted by %s s is refused, and taken elsewhere', (shift) => {
    const shifted = { PITCREW_CLOCK_OFFSET_SECONDS: shift };
    expect(problems({ ...production, ...shifted })).toEqual([
      'PITCREW_CLOCK_OFFSET_SECONDS shifts the clock, which production refuses; unset it',
    ]);
    expect(problems({ ...RIGHT, ...shifted })).toEqual([]);
    expect(problems({ ...production, PITCREW_CLOCK_OFFSET_SECONDS: '0' })).toEqual([]);
  });
});

test('wrong variables are all told at once, each by its name, and none with its value', () => {
  const found = problems(WRONG);
  expect([...new Set(found.map((line) => line.split(' ', 1)[0]))].sort()).toEqual(NAMED);
  expect(found.join('\n')).not.toMatch(VALUES);
});
