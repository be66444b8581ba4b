import tzLookup from '@photostructure/tz-lookup';
import { parse } from 'csv-parse/sync';
import { parseOpeningHours } from './opening-hours.ts';

/** A shop as a sandbox keeps it; lists and codes as in a providers CSV. */
export interface SandboxShop {
  readonly networkRef: string;
  /** The network it belongs to; absent: any that it is given to. */
  readonly network?: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly phone: string;
  readonly email?: string;
  readonly address: {
    readonly line1: string;
    readonly city: string;
    readonly state: string;
    readonly postalCode: string;
  };
  /** Our service codes or the network's; absent: all that the network does. */
  readonly services?: readonly string[];
  readonly certifications?: readonly string[];
  readonly maxGvwrLb?: number;
  readonly bookingUrl?: string;
  readonly bays?: number;
  readonly cancelFee?: { readonly amount: number; readonly currency: string; readonly beforeHours: number };
  /** OSM syntax. */
  readonly openingHours?: string;
  /** When its data last changed; absent: the sandbox's start. */
  readonly updatedAt?: string;
}

type Row = Record<string, string>;

const read = (text: string): Row[] =>
  parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count_less: true }) as Row[];

const list = (text: string): string[] =>
  text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/**
 * Shops from the text of a providers CSV. `options.network` keeps only rows of that network or of none. The zone is
 * taken from the point when the column is empty.
 * @throws Error that lists every wrong row by its number (the header is row 1) and column.
 */
export function loadShopsCsv(text: string, options: { readonly network?: string } = {}): SandboxShop[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const shops: SandboxShop[] = [];
  read(text).forEach((row, index) => {
    if (options.network && row['network'] && row['network'] !== options.network) return;
    const wrong: string[] = [];
    const shop = shopOfRow(row, wrong);
    const id = `${shop.network ?? ''}/${shop.networkRef}`;
    if (seen.has(id)) wrong.push(`networkRef ${shop.networkRef} is there twice`);
    seen.add(id);
    problems.push(...wrong.map((what) => `row ${index + 2}: ${what}`));
    shops.push(shop);
  });
  if (problems.length > 0) throw new Error(`The shops file has mistakes: ${problems.join('; ')}.`);
  return shops;
}

function shopOfRow(row: Row, wrong: string[]): SandboxShop {
  const cell = (name: string): string => row[name] ?? '';
  const figure = (name: string, min: number, max: number): number => {
    const value = Number(cell(name));
    const fine = cell(name) !== '' && value >= min && value <= max;
    if (!fine) wrong.push(`${name} must be a number from ${min} to ${max}, not '${cell(name)}'`);
    return fine ? value : 0;
  };
  for (const name of ['networkRef', 'name']) if (cell(name) === '') wrong.push(`${name} is missing`);
  const lat = figure('lat', -90, 90);
  const lon = figure('lon', -180, 180);
  const hours = cell('openingHours');
  try {
    parseOpeningHours(hours);
  } catch (error) {
    wrong.push((error as Error).message.replace(/\.$/, ''));
  }
  return {
    networkRef: cell('networkRef'),
    name: cell('name'),
    lat,
    lon,
    timeZone: cell('timeZone') || tzLookup(lat, lon),
    phone: cell('phone'),
    address: { line1: cell('line1'), city: cell('city'), state: cell('state'), postalCode: cell('postalCode') },
    ...(cell('network') ? { network: cell('network') } : {}),
    ...(cell('email') ? { email: cell('email') } : {}),
    ...(cell('services') ? { services: list(cell('services')) } : {}),
    ...(cell('certifications') ? { certifications: list(cell('certifications')) } : {}),
    ...(cell('maxGvwrLb') ? { maxGvwrLb: figure('maxGvwrLb', 1, 200_000) } : {}),
    ...(cell('bookingUrl') ? { bookingUrl: cell('bookingUrl') } : {}),
    ...(cell('bays') ? { bays: Math.trunc(figure('bays', 0, 100)) } : {}),
    ...(hours ? { openingHours: hours } : {}),
  };
}

/**
 * Shops of one brand from a file of real shops (columns shop_id, brand, store_number, lat, lon, geo_precision …);
 * only those with `geo_precision` = point. `brand` is the beginning of the brand's name.
 */
export function shopsFromNormalizedCsv(text: string, options: { readonly brand: string }): SandboxShop[] {
  const brand = options.brand.toLowerCase();
  const rows = read(text).filter(
    (row) => row['geo_precision'] === 'point' && (row['brand'] ?? '').toLowerCase().startsWith(brand),
  );
  return rows.map((row) => {
    const cell = (name: string): string => row[name] ?? '';
    const lat = Number(cell('lat'));
    const lon = Number(cell('lon'));
    const ref = cell('store_number') || cell('shop_id');
    const digits = cell('phone').replace(/\D/g, '');
    return {
      networkRef: ref,
      name: `${cell('name')} #${ref}`,
      lat,
      lon,
      timeZone: tzLookup(lat, lon),
      phone: digits.length === 10 ? `+1${digits}` : cell('phone'),
      address: {
        line1: cell('address'),
        city: cell('city'),
        state: cell('state'),
        postalCode: cell('postcode'),
      },
      ...(cell('opening_hours') ? { openingHours: cell('opening_hours') } : {}),
    };
  });
}
