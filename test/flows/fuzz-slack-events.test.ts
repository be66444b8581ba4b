import type { Booking } from '../../src/domain/booking.ts';
import { CASES, FUZZ_TIMEOUT_MS, SEED, createTally, sendAll } from '../support/fuzz.ts';
import { chance, FORGED, planOf, signSlack } from '../support/hostile.ts';
import { hostilePosts } from '../support/hostile-slack.ts';
import type { HostilePost } from '../support/hostile-slack.ts';
import { ACME, BETA, GAMMA, addTenants, atRest, keptLog, membersIn, raiseFor, snapshot } from '../support/tenants.ts';
import { DANA, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

const VEHICLES = ['van-1', 'van-2', 'van-3', 'van-4'];
/** The one member of each fleet who may do something. */
const MANAGER: Readonly<Record<string, string>> = { acme: 'u01dana', beta: 'beta-manager', gamma: 'gamma-manager' };

let world: World;
afterEach(() => world.close());

test(
  `${CASES} hostile posts to /slack/events: no 5xx, no crash, no accepted forgery`,
  async () => {
    const { log, errors } = keptLog();
    world = await startWorld({ dataDir: tempDir(), vehicles: [...VEHICLES, 'spare'], pitcrew: { logger: log } });
    await addTenants(world, VEHICLES);
    const ids: string[] = [];
    for (const fleet of [ACME, BETA, GAMMA])
      for (const vehicle of VEHICLES) ids.push(await raiseFor(world, fleet, vehicle));
    const before = await atRest(world, ids);
    expect(before.map((booking) => booking.offer.slots.length)).toEqual(ids.map(() => 3));

    const random = chance(SEED);
    const tally = createTally(`POST /slack/events, ${CASES} cases, seed ${SEED}`);
    const faults: string[] = [];
    const send = async ({ what, contentType, body, proof }: HostilePost): Promise<void> => {
      const secret = world.env['SLACK_SIGNING_SECRET'] ?? '';
      const headers = signSlack(planOf(proof, { nowSeconds: Date.now() / 1000, secret, body, random }));
      const answer = await fetch(`${world.url}/slack/events`, {
        method: 'POST',
        headers: { 'content-type': contentType, ...headers },
        body: new Uint8Array(body),
      });
      const text = await answer.text();
      const forged = proof !== 'valid';
      tally.count(`${forged ? 'forged' : 'proved'} ${answer.status}`);
      const right = forged ? [401, 413] : [200, 400, 413];
      if (!right.includes(answer.status)) faults.push(`${what}: ${answer.status} ${text}`);
    };

    // Forgeries first, many of clicks that would book at once: nothing at all may change by them.
    const forge = () => random.pick(FORGED);
    await sendAll(hostilePosts(before, { count: Math.floor(CASES / 2), random, proof: forge }), send);
    expect(faults).toEqual([]);
    expect(await atRest(world, ids)).toEqual(before);
    expect(world.shops.ledger()).toEqual([]);

    await sendAll(hostilePosts(before, { count: Math.ceil(CASES / 2), random, proof: () => 'valid' }), send);
    expect(faults).toEqual([]);
    for (const met of ['forged 401', 'forged 413', 'proved 200', 'proved 400', 'proved 413'])
      expect([met, tally.of(met)]).not.toEqual([met, 0]);

    // What changed was changed by the manager of that very fleet, and no booking came or went.
    const after = await snapshot(world, ids);
    for (const { bookingId, fleetId, ...booking } of after) {
      const strangers = membersIn(booking).filter((id) => id !== MANAGER[fleetId]);
      expect([bookingId, fleetId, strangers]).toEqual([bookingId, fleetId, []]);
    }
    expect(after.some((booking: Booking) => membersIn(booking).length > 0)).toBe(true);
    expect((await world.pitcrew.parts.store.bookings.find({ limit: 200 })).items).toHaveLength(ids.length);
    expect({}).not.toHaveProperty('polluted');
    expect(errors()).toEqual([]);

    // And it works as before.
    const next = await raiseFor(world, ACME, 'spare');
    await world.card(next, undefined, 20_000);
    expect(await world.click(DANA, next, 'choose-slot:1')).toBe(200);
    await world.inState(next, 'scheduled', 20_000);
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    tally.print();
  },
  FUZZ_TIMEOUT_MS,
);
