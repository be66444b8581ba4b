import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { bearer, cookie, furnish, openInbox, type InboxHouse } from '../../support/inbox.ts';
import { movableClock } from '../../support/office.ts';
import { tempDir } from '../../support/temp.ts';

const HOUR = 3_600_000;
let house: InboxHouse;
afterEach(() => house.close());

async function start(env: Record<string, string> = {}) {
  const clock = movableClock();
  house = await openInbox(tempDir(), { env, clock });
  await furnish(house);
  return clock;
}
const me = (headers: Record<string, string>, url = house.url) => fetch(`${url}/v1/inbox/me`, { headers });

describe('a host opens a session for one of its people', () => {
  test('with the key of the fleet: a link, a token and when they end, 12 hours from now', async () => {
    const clock = await start({ PUBLIC_URL: 'http://localhost:3000/pitcrew' });
    const before = clock.now().getTime();
    const answer = await house.openSession('dana');
    const { url, token, expiresAt } = (await answer.json()) as Record<string, string>;
    expect(answer.status).toBe(201);
    expect(url).toBe(`http://localhost:3000/pitcrew/inbox?session=${token}`);
    expect((Date.parse(expiresAt ?? '') - before) / HOUR).toBeCloseTo(12, 2);
    expect(await (await me(bearer(token ?? ''))).json()).toEqual({
      ...{ fleetId: 'acme', fleetName: 'Fleet acme', memberId: 'dana', name: 'Dana', roles: ['manager'] },
      ...{ acts: true, locale: 'en-US', timeZone: 'America/Chicago' },
    });
  });

  test.each([
    ['without a key', 'dana', 'acme', '', 401, 'NOT_AUTHENTICATED'],
    ['with the key of another fleet', 'dana', 'acme', 'the-api-key-of-beta-for-tests', 403, 'OTHER_FLEET'],
    ['as the operator', 'dana', 'acme', 'an-admin-token-for-tests-only', 403, 'FLEET_ONLY'],
    ['for nobody of the fleet', 'ben', 'acme', undefined, 404, 'NOT_FOUND'],
  ])('%s there is none', async (_, memberId, fleetId, key, status, code) => {
    await start({ PITCREW_ADMIN_TOKEN: 'an-admin-token-for-tests-only' });
    const answer = await house.openSession(memberId, fleetId, key);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });
});

describe('a session', () => {
  test('is over after 12 hours of business time, everywhere', async () => {
    const clock = await start();
    const { url, token } = await house.session('dana');
    const path = new URL(url).pathname + new URL(url).search;
    clock.advance(12 * HOUR - 60_000);
    expect((await me(bearer(token))).status).toBe(200);
    clock.advance(60_000);
    const answers = [
      await me(bearer(token)),
      await me(cookie(token)),
      await fetch(`${house.url}/v1/inbox/events`, { headers: cookie(token) }),
      await fetch(`${house.url}/v1/inbox/bookings`, { headers: cookie(token) }),
      await fetch(house.url + path),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await house.act(token, { intent: 'dismiss', bookingId: 'x' })).status).toBe(401);
    expect(await (answers[4] as Response).text()).toContain('This link is over');
  });

  test('ends with its member, and its roles are those of now', async () => {
    await start();
    const { directory } = house.pitcrew.parts.store;
    const [fleetId, memberId] = [asFleetId('acme'), asMemberId('dana')];
    const { token } = await house.session('dana');
    await directory.putMember({ fleetId, memberId, name: 'Dana', roles: ['viewer'] });
    expect(await (await me(bearer(token))).json()).toMatchObject({ roles: ['viewer'], acts: false });
    await directory.deleteMember(fleetId, memberId);
    expect((await me(bearer(token))).status).toBe(401);
    expect((await fetch(`${house.url}/inbox`, { headers: cookie(token) })).status).toBe(401);
  });

  test('is good after a restart, and in every process on the same keys', async () => {
    const dataDir = tempDir();
    house = await openInbox(dataDir);
    await furnish(house);
    const { token } = await house.session('dana');
    const other = await openInbox(dataDir, { role: 'web' });
    expect((await me(bearer(token), other.url)).status).toBe(200);
    await other.close();
    await house.close();
    house = await openInbox(dataDir);
    expect((await me(bearer(token))).status).toBe(200);
  });

  test('opens nothing else: neither the operator’s routes nor the host’s', async () => {
    await start();
    const { token } = await house.session('dana');
    for (const path of ['/v1/bookings', '/v1/fleets', '/v1/fleets/acme/members/dana'])
      expect((await fetch(house.url + path, { headers: bearer(token) })).status).toBe(401);
    expect((await me(bearer('an-api-key-for-tests-only'))).status).toBe(401);
  });
});

describe('the link', () => {
  const open = async () => {
    const { url, token } = await house.session('dana');
    return { token, answer: await fetch(house.url + new URL(url).pathname + new URL(url).search) };
  };

  test('shows the page and sets a cookie that scripts cannot read, for our own paths alone', async () => {
    await start({ PUBLIC_URL: 'http://localhost:3000/pitcrew' });
    const { token, answer } = await open();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBe(
      `pitcrew_inbox=${token}; Max-Age=43199; Path=/pitcrew; HttpOnly; SameSite=Lax`,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const again = await fetch(`${house.url}/pitcrew/inbox`, { headers: cookie(token) });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([200, null]);
  });

  test.each([
    ['', 'Path=/; HttpOnly; Secure; SameSite=Lax', "frame-ancestors 'self'"],
    [
      'https://app.sparkfleet.test, https://*.partner.test:8443',
      'Path=/; HttpOnly; Secure; SameSite=None; Partitioned',
      "frame-ancestors 'self' https://app.sparkfleet.test https://*.partner.test:8443",
    ],
  ])('over https with INBOX_FRAME_ANCESTORS=%p', async (ancestors, flags, frames) => {
    await start({ PUBLIC_URL: 'https://pitcrew.test', INBOX_FRAME_ANCESTORS: ancestors });
    const { answer } = await open();
    expect(answer.headers.get('set-cookie')).toContain(`; ${flags}`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(frames);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    // Nothing inline, nothing from elsewhere.
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]* src="inbox\/)|<style|style=|\son[a-z]+=|https?:/);
  });

  test('serves its files and no other, with a name for what was seen', async () => {
    await start();
    const script = await fetch(`${house.url}/inbox/embed.js`);
    expect([script.status, script.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin']);
    const headers = { 'if-none-match': script.headers.get('etag') ?? '' };
    expect((await fetch(`${house.url}/inbox/embed.js`, { headers })).status).toBe(304);
    expect((await fetch(`${house.url}/inbox/assets/main.js`)).status).toBe(200);
    for (const file of ['index.html', 'over.html', '..%2Fenv.ts', 'nothing.js'])
      expect((await fetch(`${house.url}/inbox/assets/${file}`)).status).toBe(404);
  });
});

test('an INBOX_FRAME_ANCESTORS that could open the frame to everyone is refused by name', async () => {
  house = await openInbox(tempDir());
  for (const value of ['*', 'https:', "https://a.test 'unsafe-inline'", 'https://a.test; script-src *'])
    await expect(openInbox(tempDir(), { env: { INBOX_FRAME_ANCESTORS: value } })).rejects.toThrow(
      'INBOX_FRAME_ANCESTORS must be origins such as https://app.example.com',
    );
});
