import fc from 'fast-check';
import { APP_ID, OTHER_TENANT, TENANT, activityFrom, pressed } from '../../support/bot-framework.ts';
import type { TokenOptions } from '../../support/bot-framework.ts';
import { LEE, startTeams } from './harness.ts';
import type { Teams } from './harness.ts';

/** How many forged calls are tried: each needs a signature, so that the long form (`npm run fuzz`) has 5,000. */
const TRIES = Math.min(5_000, Number(process.env['FUZZ_CASES'] ?? 300));
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);

let teams: Teams;
beforeAll(async () => void (teams = await startTeams({ TEAMS_TENANT_ID: TENANT })));
afterAll(() => teams.close());

interface Forged {
  readonly what: string;
  readonly token?: TokenOptions;
  /** What is made of the token before it is sent. */
  readonly twist?: (token: string) => string;
  readonly activity?: Readonly<Record<string, unknown>>;
}

const now = () => Math.floor(Date.now() / 1000);
const some = <T>(arbitrary: fc.Arbitrary<T>, make: (value: T) => Forged): fc.Arbitrary<Forged> => arbitrary.map(make);
const part = (token: string, n: number) => token.split('.')[n] ?? '';
const json = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const word = fc.string({ minLength: 1, maxLength: 40 });

const FORGED: readonly fc.Arbitrary<Forged>[] = [
  some(fc.constantFrom('own', 'webchat', 'nobody', ''), (kid) => ({
    what: `signed by a foreign key that calls itself ${kid}`,
    token: { key: 'foreign', header: { kid } },
  })),
  some(fc.constantFrom('webchat' as const, 'bare' as const), (key) => ({
    what: `the key ${key} has no endorsement for Teams`,
    token: { key },
  })),
  some(
    fc.oneof(
      fc.constantFrom(
        'https://api.botframework.com/',
        'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0',
        ['https://api.botframework.com'],
        null,
      ),
      word,
    ),
    (iss) => ({ what: 'another issuer', token: { claims: { iss } } }),
  ),
  some(fc.oneof(fc.constantFrom(APP_ID.toUpperCase() + ' ', [APP_ID], '', null), word), (aud) => ({
    what: 'another audience',
    token: { claims: { aud } },
  })),
  some(fc.integer({ min: 301, max: 1e9 }), (ago) => ({ what: 'expired', token: { claims: { exp: now() - ago } } })),
  some(fc.integer({ min: 310, max: 1e9 }), (ahead) => ({
    what: 'not yet valid',
    token: { claims: { nbf: now() + ahead, exp: now() + ahead + 3600 } },
  })),
  some(fc.constantFrom(undefined, null, 'soon', '9999999999'), (exp) => ({
    what: 'no end',
    token: { claims: { exp } },
  })),
  some(fc.oneof(fc.webUrl(), fc.constantFrom(undefined, '')), (serviceurl) => ({
    what: 'a token for another service',
    token: { claims: { serviceurl } },
  })),
  some(fc.oneof(fc.webUrl(), fc.constantFrom(undefined, null, '', 7)), (serviceUrl) => ({
    what: 'an activity of another service',
    activity: { serviceUrl },
  })),
  some(fc.constantFrom('webchat', 'emulator', 'AseChannel', 'MSTEAMS', '', null, undefined), (channelId) => ({
    what: 'an activity of another channel',
    activity: { channelId },
  })),
  some(fc.oneof(fc.constant(OTHER_TENANT), fc.uuid()), (tenant) => ({
    what: 'another tenant',
    activity: { conversation: { id: '19:x@thread.tacv2', tenantId: tenant }, channelData: { tenant: { id: tenant } } },
  })),
  some(fc.constantFrom(OTHER_TENANT, 'x'), (tenant) => ({
    what: 'two tenants at once',
    activity: { channelData: { tenant: { id: tenant } } },
  })),
  some(fc.constant(null), () => ({ what: 'no tenant', activity: { conversation: { id: '19:x' }, channelData: {} } })),
  some(fc.constantFrom('none', 'HS256', 'ES256', 'RS1'), (alg) => ({
    what: `signed as ${alg}`,
    token: { header: { alg } },
    ...(alg === 'none' && { twist: (token: string) => `${part(token, 0)}.${part(token, 1)}.` }),
  })),
  some(fc.nat(), (at) => ({
    what: 'a signature with another byte',
    twist(token) {
      const signature = Buffer.from(part(token, 2), 'base64url');
      signature[at % signature.length]! ^= 1;
      return `${part(token, 0)}.${part(token, 1)}.${signature.toString('base64url')}`;
    },
  })),
  some(fc.constantFrom('exp', 'jti', 'sub'), (claim) => ({
    what: 'a body that was changed after it was signed',
    twist: (token) =>
      `${part(token, 0)}.${base64({ ...json(part(token, 1)), [claim]: now() + 9999 })}.${part(token, 2)}`,
  })),
  some(
    fc.oneof(fc.constantFrom('', 'x', '..', 'a.b.c', 'null'), fc.string({ unit: 'grapheme-ascii', maxLength: 200 })),
    (raw) => ({
      what: 'no token at all',
      twist: () => raw.trim(),
    }),
  ),
];

test(`${TRIES} forged calls: every one is a 401, and nothing comes of any`, async () => {
  const good = await teams.send(LEE, pressed('approve', { bookingId: 'B1', version: 1 }));
  expect([good.status, teams.received.length]).toEqual([200, 1]);
  await fc.assert(
    fc.asyncProperty(fc.oneof(...FORGED), fc.boolean(), async ({ what, token, twist, activity }, scheme) => {
      const body = {
        ...activityFrom(LEE, teams.service.serviceUrl, pressed('approve', { bookingId: 'B1', version: 1 })),
        ...activity,
      };
      const signed = teams.service.token(token);
      const sent = twist ? twist(signed) : signed;
      // A scheme of another name proves nothing either.
      const authorization = scheme ? `Bearer ${sent}` : twist ? sent : `Bearer ${sent}`;
      const { status } = await teams.service.send(teams.url, body, { authorization });
      expect([what, status, teams.received.length]).toEqual([what, 401, 1]);
    }),
    { numRuns: TRIES, seed: SEED, endOnFailure: true },
  );
}, 600_000);
