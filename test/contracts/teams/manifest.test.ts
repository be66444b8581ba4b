import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { default as AjvDraft4 } from 'ajv-draft-04';
import { unzipSync } from 'fflate';
import { teamsManifest } from '../../../adapters/teams/index.ts';
import { run } from '../../../src/cli/program.ts';
import { APP_ID } from '../../support/bot-framework.ts';
import { repository } from '../../support/repository.ts';
import { judge } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import { startTeams } from './harness.ts';

const package_ = createRequire(import.meta.url).resolve('@microsoft/app-manifest/package.json');
const schemas = [
  join(dirname(package_), 'build/json-schemas/teams/v1.17/MicrosoftTeams.schema.json'),
  judge('the official Teams manifest schema', 'schemas', 'teams-manifest', 'MicrosoftTeams.schema.v1.17.json'),
].filter((file) => file !== undefined);

function violations(manifest: unknown): readonly unknown[] {
  return schemas.flatMap((file) => {
    const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
    const isValid = new AjvDraft4.default({ strict: false, validateFormats: false }).compile(schema);
    return isValid(manifest) ? [] : [file, ...(isValid.errors ?? [])];
  });
}

/** `pitcrew manifest …`: its exit code, and what it said. */
async function command(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const code = await run(['manifest', ...args], { env, out: say, err: say, onSignal: () => {} });
  return { code, said: said.join('\n') };
}

/** Width and height of a PNG, and whether it has an alpha channel. */
function pngOf(bytes: Uint8Array): readonly [number, number, boolean] {
  const png = Buffer.from(bytes);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20), [4, 6].includes(png[25] ?? 0)];
}

describe('pitcrew manifest teams', () => {
  test('writes the package with both icons, filled in for the operator’s URL and app', async () => {
    const out = tempDir();
    const { code } = await command(
      { TEAMS_APP_ID: APP_ID },
      'teams',
      '--url',
      'https://pit.example.com/crew',
      '--out',
      out,
    );
    expect([code, readdirSync(out)]).toEqual([0, ['teams.zip']]);
    const files = unzipSync(readFileSync(join(out, 'teams.zip')));
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    const manifest = JSON.parse(Buffer.from(files['manifest.json']!).toString()) as ReturnType<typeof teamsManifest>;
    expect(violations(manifest)).toEqual([]);
    expect([manifest.id, manifest.bots[0]?.botId]).toEqual([APP_ID, APP_ID]);
    expect(manifest.validDomains).toEqual(['pit.example.com']);
    expect(manifest.developer.websiteUrl).toBe('https://pit.example.com/crew');
    expect(pngOf(files['color.png']!)).toEqual([192, 192, false]);
    expect(pngOf(files['outline.png']!)).toEqual([32, 32, true]);
  });

  test('says what is wrong with an app id that is none', async () => {
    const out = join(tempDir(), 'none');
    expect(
      await command({ TEAMS_APP_ID: 'my-bot' }, 'teams', '--url', 'https://pit.example.com', '--out', out),
    ).toEqual({
      code: 1,
      said: 'TEAMS_APP_ID must be the app (client) id of the bot, a GUID.',
    });
  });

  test('wrote the sample that lies in the repository', () => {
    const sample: unknown = JSON.parse(readFileSync(join(repository, 'manifest/teams/manifest.json'), 'utf8'));
    expect(sample).toEqual(teamsManifest('https://YOUR-HOST', '00000000-0000-0000-0000-000000000000'));
    expect(violations(sample)).toEqual([]);
    expect(violations({ ...teamsManifest('https://x.test', 'no-guid') })).not.toEqual([]);
  });
});

test('the adapter has the one way in that the bot’s registration is given', async () => {
  const teams = await startTeams();
  expect(teams.channel.routes.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /teams/messages']);
  await teams.close();
});
