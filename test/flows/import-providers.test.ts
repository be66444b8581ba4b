import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/program.ts';
import { tempDir } from '../support/temp.ts';

/** Imports a file with these rows below the usual header. */
async function importRows(...rows: readonly string[]) {
  const folder = tempDir();
  const file = join(folder, 'shops.csv');
  writeFileSync(file, ['name,network,networkRef,lat,lon,services', ...rows].join('\n'));
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const env = { PITCREW_DATA: join(folder, 'data'), LOG_LEVEL: 'silent' };
  const code = await run(['import', 'providers', file, '--json'], {
    env,
    out: say,
    err: say,
    onSignal: () => undefined,
  });
  return { code, said: said.join('\n') };
}

test('a network that there is not is an error of its row that names those that there are, and nothing is imported', async () => {
  const wrong = await importRows(
    'Lakeside Auto,local,lakeside,41.9,-87.6,BATTERY_12V',
    'Main Street Garage,pepboyz,0412,41.9,-87.6,BATTERY_12V;OIL',
    'No Network,,0413,41.9,-87.6,OIL',
  );
  expect(wrong.code).toBe(1);
  expect(wrong.said.split('\n')).toEqual([
    expect.stringMatching(
      /^Row 3, column network: must be one of the networks that there are: .*\bfirestone\b.*\bpepboys\b/,
    ),
    expect.stringMatching(/^Row 4, column network: /),
  ]);
  // A network whose URL is not set yet is one all the same.
  expect(await importRows('Main Street Garage,pepboys,0412,41.9,-87.6,BATTERY_12V;OIL')).toEqual({
    code: 0,
    said: '{"imported":1}',
  });
});
