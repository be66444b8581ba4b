/**
 * The three nearest capable of 100,000 shops: how long one question takes, for abilities that are common and rare.
 * Options: `--shops N` (100000), `--questions N` (20000 each), `--seed N`.
 */
import { parseArgs } from 'node:util';
import { createNearestIndex } from '../dist/adapters/geo/index.js';
import { isCapable } from '../dist/src/domain/capability.js';
import { greatCircleKm } from '../dist/src/domain/geo.js';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    shops: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const shopCount = Number(values.shops);
const questions = Number(values.questions);
const random = mulberry32(Number(values.seed));

// Half of all shops crowd into a few hundred towns, the rest lie anywhere in the contiguous United States.
const towns = Array.from({ length: 300 }, anywhere);
const shops = Array.from({ length: shopCount }, (_, i) =>
  shopAt(i, random() < 0.5 ? near(pick(towns), 0.3) : anywhere()),
);

/** Name, what is asked, and the radius in kilometres. */
const cases = [
  ['all', { service: 'OIL', gvwrLb: 10_000 }, 80],
  ['half', { service: 'BRAKES', gvwrLb: 10_000 }, 80],
  ['heavy_2pct', { service: 'TIRES', gvwrLb: 80_000 }, 80],
  ['hv_0.1pct', { service: 'BATTERY_HV', gvwrLb: 10_000 }, 80],
  ['hv_0.1pct_any_distance', { service: 'BATTERY_HV', gvwrLb: 10_000 }, 25_000],
];

const index = createNearestIndex();
index.load(shops);
const figures = {};
for (const [name, needs, radiusKm] of cases) {
  const started = performance.now();
  const first = index.nearest(anywhere(), needs, 3, radiusKm);
  figures[`${name}_first_ms`] = rounded(performance.now() - started);
  if (first.length > 3) throw new Error(`${name}: more than three shops came back.`);
  checkAgainstBruteForce(name, needs, radiusKm);
  const from = Array.from({ length: questions }, () => (random() < 0.5 ? near(pick(towns), 0.2) : anywhere()));
  for (const point of from.slice(0, 2000)) index.nearest(point, needs, 3, radiusKm);
  const times = new Float64Array(questions);
  for (let i = 0; i < questions; i++) {
    const at = performance.now();
    index.nearest(from[i], needs, 3, radiusKm);
    times[i] = performance.now() - at;
  }
  figures[`${name}_p50_ms`] = rounded(percentile(times, 0.5), 4);
  figures[`${name}_p99_ms`] = rounded(percentile(times, 0.99), 4);
}

const worst = Math.max(
  ...Object.entries(figures).flatMap(([name, value]) => (name.endsWith('_p99_ms') ? [value] : [])),
);
report({
  bench: 'nearest',
  figures: { shops: shopCount, questions: questions * cases.length, ...figures },
  bars: [
    {
      what: `p99 of the three nearest capable of ${shopCount.toLocaleString('en-US')} shops, worst case, ms`,
      wanted: '< 0.2',
      got: worst,
      holds: worst < 0.2,
    },
  ],
});

function checkAgainstBruteForce(name, needs, radiusKm) {
  for (let round = 0; round < 5; round++) {
    const point = anywhere();
    const wanted = shops
      .filter((shop) => isCapable(shop, needs))
      .map((shop) => greatCircleKm(point, shop))
      .filter((km) => km <= radiusKm)
      .sort((a, b) => a - b)
      .slice(0, 3);
    const got = index.nearest(point, needs, 3, radiusKm).map(({ distanceKm }) => distanceKm);
    if (JSON.stringify(got) !== JSON.stringify(wanted))
      throw new Error(`${name}: got ${got}, brute force finds ${wanted}.`);
  }
}

function shopAt(i, { lat, lon }) {
  const services = ['OIL', 'TIRES'];
  if (i % 2 === 0) services.push('BRAKES');
  if (i % 50 === 0) services.push('BATTERY_HV');
  return {
    providerId: `shop-${i}`,
    name: `Shop ${i}`,
    network: 'bench',
    networkRef: String(i),
    lat,
    lon,
    timeZone: 'America/Chicago',
    services,
    certifications: i % 1000 === 0 ? ['ASE', 'HV'] : ['ASE'],
    ...(i % 50 === 7 ? {} : { maxGvwrLb: [10_000, 14_000, 26_000][i % 3] }),
  };
}

function anywhere() {
  return { lat: 25 + random() * 24, lon: -124 + random() * 57 };
}

function near(point, degrees) {
  return { lat: point.lat + (random() - 0.5) * degrees, lon: point.lon + (random() - 0.5) * degrees };
}

function pick(list) {
  return list[Math.floor(random() * list.length)];
}

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
