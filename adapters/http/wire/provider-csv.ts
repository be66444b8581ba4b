import tzLookup from '@photostructure/tz-lookup';
import { parse } from 'csv-parse/sync';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { check } from '../problem.ts';
import { idSchema } from './fields.ts';
import { providerBody, toProvider, unknownNetwork } from './provider.ts';

const NUMBERS = ['lat', 'lon', 'maxGvwrLb', 'bays', 'noticeMinutes', 'answerMinutes'];
const LISTS = ['services', 'certifications'];
const ADDRESS = ['line1', 'city', 'state', 'postalCode'];

type Row = Readonly<Record<string, string>>;

/** The fields of one row as the provider API's body; empty cells are absent, a missing zone is that of the point. */
function bodyOf(row: Row): Record<string, unknown> {
  const filled = Object.entries(row).filter(([, cell]) => cell !== '');
  const address = Object.fromEntries(filled.filter(([name]) => ADDRESS.includes(name)));
  const fields = filled
    .filter(([name]) => !ADDRESS.includes(name))
    .map(([name, cell]): [string, unknown] => {
      if (NUMBERS.includes(name)) return [name, Number(cell)];
      return [name, LISTS.includes(name) ? cell.split(';').map((item) => item.trim()) : cell];
    });
  const body: Record<string, unknown> = {
    ...Object.fromEntries(fields),
    ...(Object.keys(address).length > 0 ? { address } : {}),
  };
  const { lat, lon } = body;
  const isPlace = typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return body['timeZone'] === undefined && isPlace ? { ...body, timeZone: tzLookup(lat, lon) } : body;
}

/** The column `id`, else network and networkRef together. */
const idOf = (row: Row): string => row['id'] || `${row['network']}-${row['networkRef']}`;

/**
 * Reads a providers CSV: the names of `PUT /v1/providers/{id}` as columns, the address flattened, lists split by `;`.
 * All or nothing: the error has one sentence for each wrong cell, with its row (the header is row 1) and column. Any
 * network is taken unless their names are given.
 */
export function parseProvidersCsv(
  text: string,
  networkNames?: readonly string[],
): Result<readonly Provider[], readonly string[]> {
  let rows: readonly Row[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }) as readonly Row[];
  } catch (error) {
    return fail([`This is no CSV file with a header row: ${error instanceof Error ? error.message : String(error)}.`]);
  }
  if (rows.length === 0) return fail(['The file has no rows below its header.']);
  const problems: string[] = [];
  const providers = rows.flatMap((row, index) => {
    const where = `Row ${index + 2}`;
    const id = check(idSchema, idOf(row));
    const body = check(providerBody, bodyOf(row));
    if (!id.ok) problems.push(`${where}, column id: ${id.errors[0]?.message ?? 'is wrong'}.`);
    if (!body.ok)
      problems.push(
        ...body.errors.map(({ path, message }) => `${where}, column ${path.replace(/\.\d+$/, '')}: ${message}.`),
      );
    const isKnown = !row['network'] || !networkNames || networkNames.includes(row['network']);
    if (!isKnown) problems.push(`${where}, column network: ${unknownNetwork(networkNames)}.`);
    return id.ok && body.ok ? [toProvider(asProviderId(id.value), body.value)] : [];
  });
  return problems.length > 0 ? fail(problems) : ok(providers);
}
