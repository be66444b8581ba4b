/** An environment in which much is wrong, with secrets in it that nobody may be told. */
export const WRONG: Readonly<Record<string, string>> = {
  PORT: '70000',
  PUBLIC_URL: 'pitcrew',
  LOG_LEVEL: 'loud',
  PITCREW_ADMIN_TOKEN: 'too-short-Hunter2',
  SLACK_SIGNING_SECRET: 'Hunter3 with spaces',
  SLACK_API_URL: 'http://slack.test/api/',
  PITCREW_KEYS: 'k1:SHVudGVyNA==,Hunter5',
  FIRESTONE_URL: 'http://firestone.test',
  MONGODB_URI: 'mongodb://user:Hunter6@mongo/pitcrew',
  REDIS_URL: 'redis://user:Hunter7@redis',
  RATE_LIMIT_PER_MINUTE: 'many',
  PITCREW_CLOCK_OFFSET_SECONDS: '1.5',
};

/** What has to be named for it: what is wrong, and what is missing beside it. */
export const NAMED = [
  'FIRESTONE_CLIENT_ID',
  'FIRESTONE_CLIENT_SECRET',
  'FIRESTONE_URL',
  'FIRESTONE_WEBHOOK_SECRET',
  'LOG_LEVEL',
  'MONGODB_URI',
  'PITCREW_ADMIN_TOKEN',
  'PITCREW_CLOCK_OFFSET_SECONDS',
  'PITCREW_KEYS',
  'PORT',
  'PUBLIC_URL',
  'RATE_LIMIT_PER_MINUTE',
  'REDIS_URL',
  'SLACK_API_URL',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
];

/** Values of the above, secrets first, which are never repeated. */
export const VALUES = /Hunter|SHVu|mongodb:|redis:|firestone\.test|slack\.test/;
