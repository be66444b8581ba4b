import { CASES, FUZZ_TIMEOUT_MS, SEED, createTally, sendAll } from '../support/fuzz.ts';
import { chance, FORGED, hostileBody, planOf, signT } from '../support/hostile.ts';
import type { Chance, HostileCase, Proof } from '../support/hostile.ts';
import { atRest, keptLog, snapshot } from '../support/tenants.ts';
import { DANA, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

const VEHICLES = ['van-1', 'van-2', 'van-3', 'van-4', 'spare'];
const STATUSES = ['CHECKED_IN', 'IN_SERVICE', 'READY', 'NO_SHOW', 'CANCELLED'];
const MINUTE_MS = 60_000;

let world: World;
afterEach(() => world.close());

/** Words of the shop about these appointments: a part of them whole and believable, the others spoiled. */
function* statuses(confirmations: readonly string[], count: number, random: Chance, proof: () => Proof) {
  for (let n = 0; n < count; n += 1) {
    const at = new Date(Date.now() + random.pick([0, -60, 525_600, -525_600]) * MINUTE_MS).toISOString();
    const valid = {
      eventId: random.next() < 0.9 ? `evt-${n}` : 'evt-again',
      confirmation: random.pick([...confirmations, ...confirmations, 'FS-UNKNOWN', '..', 'appointment:x']),
      status: random.pick(STATUSES),
      at,
      invoice: random.pick([null, { amount: 193.37, currency: 'USD' }]),
    };
    const whole = { what: 'a whole status', body: Buffer.from(JSON.stringify(valid)) };
    const { what, body } = random.next() < 0.3 ? whole : hostileBody(valid, random);
    const given = proof();
    yield { what: `#${n} ${what}, proof ${given}`, body, proof: given };
  }
}

test(
  `${CASES} hostile posts to Firestone's webhook: no 5xx, no crash, no accepted forgery`,
  async () => {
    const { log, errors } = keptLog();
    world = await startWorld({ dataDir: tempDir(), vehicles: VEHICLES, pitcrew: { logger: log } });
    const ids: string[] = [];
    for (const vehicle of VEHICLES) {
      const id = await world.raise(vehicle);
      await world.card(id);
      await world.click(DANA, id, 'choose-slot:1');
      // One after the other, so that no two want the same place.
      await world.inState(id, 'scheduled');
      ids.push(id);
    }
    const before = await atRest(world, ids);
    const ledger = new Map(world.shops.ledger().map(({ reference, confirmation }) => [reference, confirmation]));
    const confirmations = ids.map((id) => ledger.get(`${id}-1`) ?? '');
    expect(new Set(confirmations).size).toBe(VEHICLES.length);
    // The last appointment is left alone, to see at the end that a shop's true word is still taken.
    const attacked = confirmations.slice(0, -1);

    const random = chance(SEED);
    const tally = createTally(`POST /providers/firestone/webhook, ${CASES} cases, seed ${SEED}`);
    const faults: string[] = [];
    const secret = world.env['FIRESTONE_WEBHOOK_SECRET'] ?? '';
    const send = async ({ what, body, proof }: HostileCase): Promise<void> => {
      const signature = signT(planOf(proof, { nowSeconds: Date.now() / 1000, secret, body, random }));
      const answer = await fetch(`${world.url}/providers/firestone/webhook`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === undefined ? {} : { 'x-firestone-signature': signature }),
        },
        body: new Uint8Array(body),
      });
      const text = await answer.text();
      const forged = proof !== 'valid';
      tally.count(`${forged ? 'forged' : 'proved'} ${answer.status}`);
      const right = forged ? [401, 413] : [200, 400, 413];
      if (!right.includes(answer.status)) faults.push(`${what}: ${answer.status} ${text}`);
      else if (answer.status !== 200 && JSON.parse(text).status !== answer.status) faults.push(`${what}: ${text}`);
    };

    // Forgeries first, many of statuses that would be believed: nothing at all may change by them.
    const forge = (): Proof => random.pick(FORGED);
    await sendAll(statuses(attacked, Math.floor(CASES / 2), random, forge), send);
    expect(faults).toEqual([]);
    expect(await atRest(world, ids)).toEqual(before);

    const prove = (): Proof => 'valid';
    await sendAll(statuses(attacked, Math.ceil(CASES / 2), random, prove), send);
    expect(faults).toEqual([]);
    for (const met of ['forged 401', 'forged 413', 'proved 200', 'proved 400', 'proved 413'])
      expect([met, tally.of(met)]).not.toEqual([met, 0]);

    // The shop's own words moved its own appointments, and nothing else happened.
    const after = await atRest(world, ids);
    const [untouched] = await snapshot(world, ids.slice(-1));
    expect(untouched).toEqual(before.at(-1));
    expect(after.map(({ phase }) => phase.state)).not.toEqual(before.map(({ phase }) => phase.state));
    expect((await world.pitcrew.parts.store.bookings.find({ limit: 200 })).items).toHaveLength(VEHICLES.length);
    expect({}).not.toHaveProperty('polluted');
    expect(errors()).toEqual([]);

    // And it works as before.
    world.shops.postStatus(confirmations.at(-1) ?? '', 'IN_SERVICE');
    await world.inState(ids.at(-1) ?? '', 'in-progress');
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    tally.print();
  },
  FUZZ_TIMEOUT_MS,
);

test('a network that is off has no webhook', async () => {
  world = await startWorld({ dataDir: tempDir() });
  for (const name of ['pepboys', '__proto__', 'constructor', 'Firestone', '..%2Ffirestone', 'x'.repeat(3_000)]) {
    const answer = await fetch(`${world.url}/providers/${name}/webhook`, { method: 'POST', body: '{}' });
    expect([name, answer.status]).toEqual([name, 404]);
  }
});
