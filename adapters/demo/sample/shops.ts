import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the page needs to know of a shop; the file has all columns of a providers CSV. */
export interface SampleShop {
  readonly networkRef: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
}

/** The sample shops as a providers CSV (sample data: invented shops, phone numbers in 555-01xx). */
export function sampleShopsCsv(): string {
  return readFileSync(fileURLToPath(new URL('./shops.csv', import.meta.url)), 'utf8');
}

/** The sample shops in short. */
export function sampleShops(): SampleShop[] {
  const rows = parse(sampleShopsCsv(), { columns: true, trim: true, skip_empty_lines: true }) as Record<
    string,
    string
  >[];
  return rows.map(({ networkRef = '', name = '', lat, lon }) => ({
    networkRef,
    name,
    lat: Number(lat),
    lon: Number(lon),
  }));
}
