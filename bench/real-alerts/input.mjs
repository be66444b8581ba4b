/**
 * The input of the run with real alerts: a folder of real data, or the shops that ship with the demo and made-up series.
 * Everything chosen by chance is chosen by a seed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** What Pitcrew does for each system at Firestone. */
export const SERVICE_OF = {
  battery_12v: 'BATTERY_12V',
  brakes: 'BRAKES',
  oil: 'OIL',
  tires: 'TIRES',
  engine: 'ENGINE_DIAG',
};
export const RADIUS_KM = 80;

const rowsOf = (text) =>
  parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });

/** @param {string} folder the folder of the real data */
export function realSource(folder) {
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const shopsCsv = read('shops_us_normalized.csv');
  const points = rowsOf(shopsCsv)
    .filter((row) => row.brand.startsWith('Firestone') && row.geo_precision === 'point')
    .map((row) => ({ ref: row.store_number, lat: Number(row.lat), lon: Number(row.lon) }));
  const health = rowsOf(read('battery_soh_nasa_cells.csv'))
    .map((row) => Number(row.soh_pct))
    .filter((soh) => soh < 75);
  const vins = [...new Set(rowsOf(read('usa_cars_vins.csv')).map((row) => row.vin.toUpperCase()))].filter((vin) =>
    /^[A-HJ-NPR-Z0-9]{17}$/.test(vin),
  );
  const faults = rowsOf(read('obd2_dtc_codes.csv')).map((row) => ({
    code: row['Error Code'],
    message: row.Description,
  }));
  // The cars on the road write several codes as one word, such as P0079C1004P3000.
  const onTheRoad = rowsOf(read('obd_14cars_daily_routes_dtc.csv'))
    .flatMap((row) => row.TROUBLE_CODES.match(/[PCBU][0-9A-F]{4}/g) ?? [])
    .map((code) => ({ code, message: undefined }));
  return {
    name: 'real',
    shopsCsv,
    points,
    health,
    vins,
    faults: [...faults, ...new Map(onTheRoad.map((fault) => [fault.code, fault])).values()],
  };
}

/** @param {readonly { networkRef: string, lat: number, lon: number }[]} shops the demo's */
export function sampleSource(shops) {
  return {
    name: 'sample',
    points: shops.map(({ networkRef: ref, lat, lon }) => ({ ref, lat, lon })),
    health: Array.from({ length: 40 }, (_, i) => 74.5 - i / 4),
    vins: Array.from({ length: 400 }, (_, i) => `1FTFW1E5XNFA${String(i).padStart(5, '0')}`),
    faults: [
      { code: 'P0133', message: 'Oxygen sensor responds slowly' },
      { code: 'P0524', message: 'Engine oil pressure too low' },
      { code: 'C0300', message: 'Rear speed sensor malfunction' },
      { code: 'P0571', message: 'Brake switch malfunction' },
      { code: 'C0750', message: 'Tire pressure sensor low' },
    ],
  };
}

/** What a shop can do: the data does not say, so a rule by its number does; the input and the judge both know it. */
export function abilitiesOf(ref) {
  const number = [...ref].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 9973, 7);
  const lacking = [number % 7 === 0 ? 'BRAKES' : '', number % 5 === 0 ? 'TIRES' : ''];
  const services = Object.values(SERVICE_OF).filter((service) => !lacking.includes(service));
  return { services, maxGvwrLb: number % 4 === 0 ? 10_000 : 14_000 };
}

/** Some vehicles are heavier than most shops can lift, and one in a hundred than any. */
const WEIGHTS = [
  ...Array(80).fill({ class: 'light', gvwrLb: 9500 }),
  ...Array(19).fill({ class: 'medium', gvwrLb: 13_000 }),
  { class: 'medium', gvwrLb: 19_500 },
];

/**
 * Vehicles near the shops, each with one alert.
 * @param {ReturnType<typeof realSource> | ReturnType<typeof sampleSource>} source
 * @param {number} count @param {number} seed
 */
export function makeCases(source, count, seed) {
  const random = mulberry32(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const vins = shuffled(source.vins, random);
  const byFault = source.faults.flatMap((fault) => {
    const system = systemOf(fault);
    return system ? [{ ...fault, system }] : [];
  });
  return Array.from({ length: count }, (_, i) => {
    const location = near(pick(source.points), 0.75 * RADIUS_KM * Math.sqrt(random()), random() * 2 * Math.PI);
    const vehicle = {
      vehicleId: `vehicle-${String(i).padStart(4, '0')}`,
      vin: vins[i],
      location,
      ...WEIGHTS[(i * 37) % 100],
    };
    return {
      vehicle,
      alert: { alertId: `real-${seed}-${i}`, vehicleId: vehicle.vehicleId, severity: 'warning', ...signOf(i, pick) },
    };
  });

  function signOf(i, choose) {
    if (i % 2 === 0) return { system: 'battery_12v', value: choose(source.health), unit: '%', threshold: 75 };
    const { system, code, message } = choose(byFault);
    return { system, faultCodes: [code], ...(message ? { message } : {}) };
  }
}

/** Only what Firestone does: by the code's own words, else the engine for powertrain and the brakes for chassis codes. */
function systemOf({ code, message = '' }) {
  if (/\btires?\b|wheel/i.test(message)) return 'tires';
  if (/\bbrakes?\b/i.test(message)) return 'brakes';
  if (/\boil\b/i.test(message)) return 'oil';
  if (/transmission|gear|battery|hybrid|cool/i.test(message)) return undefined;
  return code.startsWith('P') ? 'engine' : code.startsWith('C') ? 'brakes' : undefined;
}

function near({ lat, lon }, km, bearing) {
  const north = (km * Math.cos(bearing)) / 111.195;
  return { lat: lat + north, lon: lon + (km * Math.sin(bearing)) / (111.195 * Math.cos((lat * Math.PI) / 180)) };
}

function shuffled(list, random) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
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
