import { chance, hostileCases, planOf, signT, type HostileCase } from '../../support/hostile.ts';
import { CASES, FUZZ_TIMEOUT_MS, SEED, createTally, sendAll } from '../../support/fuzz.ts';
import { alertOf, bearer, startHttp, withFleet, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.close());

const valid = (n: number) => ({
  ...alertOf(`sf-${n}`),
  value: 71.4,
  unit: '%',
  threshold: 75,
  faultCodes: ['P0A80'],
  location: { lat: 41.85, lon: -87.65 },
  odometerKm: 88_123,
  message: 'State of health is falling',
});

test(
  `${CASES} hostile alerts: no 5xx, no crash, no accepted forgery`,
  async () => {
    const apiKey = await withFleet(http);
    const random = chance(SEED);
    const cases = hostileCases(valid, { count: CASES, seed: SEED });
    const tally = createTally(`POST /v1/alerts, ${CASES} cases, seed ${SEED}`);
    const faults: string[] = [];
    let accepted = 0;

    const send = async ({ what, body, proof }: HostileCase) => {
      const given = { nowSeconds: Date.now() / 1000, secret: apiKey, body, random };
      const signature = signT(planOf(proof, given));
      const headers = {
        'x-pitcrew-fleet': 'acme',
        ...(signature !== undefined && { 'x-pitcrew-signature': signature }),
      };
      const answer = await http.call('POST', '/v1/alerts', body, headers);
      const forged = proof !== 'valid';
      tally.count(`${forged ? 'forged' : 'proved'} ${answer.status}`);
      if (answer.status === 202) accepted += answer.json.status === 'duplicate' ? 0 : 1;
      else if (answer.json?.status !== answer.status) faults.push(`${what}: no problem, but ${answer.text}`);
      const right = forged ? [401, 413] : [202, 400, 413];
      if (!right.includes(answer.status)) faults.push(`${what}: ${answer.status} ${answer.text}`);
    };
    await sendAll(cases, send);

    expect(faults).toEqual([]);
    // Both the refusals and the good ones among the strange ones were met.
    for (const met of ['forged 401', 'forged 413', 'proved 202', 'proved 400', 'proved 413']) {
      expect([met, tally.of(met)]).not.toEqual([met, 0]);
    }
    expect({}).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('isAdmin');
    // What was accepted is there, nothing else, and a good alert is still taken.
    const { items } = await http.stores.bookings.find({ limit: 200 });
    expect(items.flatMap(({ alerts }) => alerts)).toHaveLength(accepted);
    const next = await http.call('POST', '/v1/alerts', alertOf('after-all'), bearer(apiKey));
    expect(next.json.status).toBe('merged');
    expect((await http.call('GET', '/healthz')).status).toBe(200);
    tally.print();
  },
  FUZZ_TIMEOUT_MS,
);
