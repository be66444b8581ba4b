import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { slackManifest } from '../../../adapters/slack/index.ts';
import { run } from '../../../src/cli/program.ts';
import { repository } from '../../support/repository.ts';
import { judge } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import { startSlack } from './harness.ts';

interface Manifest {
  readonly display_information: { readonly name: string; readonly description: string };
  readonly features: { readonly bot_user: { readonly display_name: string } } & Readonly<Record<string, unknown>>;
  readonly oauth_config: {
    readonly redirect_urls: readonly string[];
    readonly scopes: { readonly bot: readonly string[]; readonly user?: readonly string[] };
  };
  readonly settings: {
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string };
    readonly event_subscriptions: { readonly request_url: string; readonly bot_events: readonly string[] };
    readonly socket_mode_enabled: boolean;
  };
}

const text = readFileSync(join(repository, 'manifest/slack.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;

/** The bot scopes of each Web API method, as Slack's reference names them. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'oauth.v2.access': [],
  'views.open': [],
  'views.publish': [],
};

describe('pitcrew manifest slack', () => {
  async function command(...args: string[]) {
    const lines: string[] = [];
    const put = (text: string) => void lines.push(text);
    const code = await run(['manifest', ...args], { env: {}, out: put, err: put, onSignal: () => undefined });
    return { code, said: lines.join('\n') };
  }

  test('writes the manifest for the operator’s URL into the folder', async () => {
    const folder = join(tempDir(), 'new', 'folder');
    const done = await command('slack', '--url', 'https://pit.example.com/bot/', '--out', folder);
    expect(done).toEqual({ code: 0, said: `${join(folder, 'slack.json')} is written.` });
    const written = JSON.parse(readFileSync(join(folder, 'slack.json'), 'utf8')) as Manifest;
    expect(written.settings.interactivity.request_url).toBe('https://pit.example.com/bot/slack/events');
    expect({ ...written, settings: undefined }).toEqual({
      ...(JSON.parse(text.replaceAll('https://YOUR-HOST', 'https://pit.example.com/bot')) as Manifest),
      settings: undefined,
    });
  });

  test('says what is wrong with a call and writes nothing', async () => {
    const folder = join(tempDir(), 'none');
    for (const url of ['pit.example.com', 'http://pit.example.com', 'https://pit.example.com/?a=1', 'ftp://x'])
      expect(await command('slack', '--url', url, '--out', folder)).toEqual({
        code: 2,
        said: '--url must be an https URL without query, such as https://pitcrew.example.com.',
      });
    expect(await command('pager', '--url', 'https://pit.example.com', '--out', folder)).toMatchObject({ code: 2 });
    expect(await command('slack', '--url', 'https://pit.example.com')).toMatchObject({ code: 2 });
    expect(existsSync(folder)).toBe(false);
  });

  test('wrote the sample that lies in the repository', () => {
    expect(manifest).toEqual(slackManifest('https://YOUR-HOST'));
  });
});

describe('the app’s manifest', () => {
  test('asks for the scopes of the methods that the adapter calls, and for no others', () => {
    const called = methodsCalled();
    expect(called).toEqual(expect.arrayContaining(['chat.postMessage', 'chat.update', 'views.open']));
    const needed = new Set(called.flatMap((method) => SCOPES[method] ?? [`unknown scopes of ${method}`]));
    // Commands and shortcuts come in by this one.
    needed.add('commands');
    expect(manifest.oauth_config.scopes).toEqual({ bot: [...needed].sort() });
  });

  test('sends clicks and events to the route that takes them, at the host that the operator fills in', async () => {
    const slack = await startSlack();
    const [route] = slack.channel.routes;
    await slack.close();
    const { interactivity, event_subscriptions: events, socket_mode_enabled: socketMode } = manifest.settings;
    expect(route?.method).toBe('POST');
    expect(interactivity).toEqual({ is_enabled: true, request_url: `https://YOUR-HOST${route?.path}` });
    expect(events.request_url).toBe(interactivity.request_url);
    expect(socketMode).toBe(false);
    expect(manifest.oauth_config.redirect_urls).toEqual(['https://YOUR-HOST/slack/oauth_redirect']);
  });

  test('offers nothing that is not answered, and asks for events that need no scope', () => {
    expect(Object.keys(manifest.features).sort()).toEqual(['app_home', 'bot_user', 'shortcuts', 'slash_commands']);
    expect(manifest.features['slash_commands']).toMatchObject([
      { command: '/pitcrew', url: 'https://YOUR-HOST/slack/events', usage_hint: 'status | open | bulk | help' },
    ]);
    const shortcuts = manifest.features['shortcuts'] as readonly { name: string; callback_id: string }[];
    expect(shortcuts.map(({ callback_id: id }) => id)).toEqual(['open-case', 'open-cases']);
    expect(shortcuts.filter(({ name }) => name.length > 24)).toEqual([]);
    expect(manifest.features['app_home']).toMatchObject({ home_tab_enabled: true });
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'app_uninstalled',
      'tokens_revoked',
    ]);
  });

  test('keeps to Slack’s limits of names', () => {
    expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
    expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
    expect(manifest.features.bot_user.display_name.length).toBeLessThanOrEqual(80);
  });

  const files = ['manifest.schema.json', 'manifest.schema.1.0.0.json', 'manifest.schema.2.0.0.json'].map((file) =>
    judge("Slack's manifest schema", 'schemas', 'slack', file),
  );
  const official = files.every((file) => file !== undefined) ? test : test.skip;

  official('fits Slack’s own schema, which refuses a mistake', () => {
    const errorsOf = validator(files as string[]);
    expect(errorsOf(manifest)).toEqual([]);
    expect(errorsOf({ ...manifest, display_information: {} })).not.toEqual([]);
    expect(errorsOf({ ...manifest, features: { slash_commands: [{ command: 'no slash' }] } })).not.toEqual([]);
  });
});

/** The Web API methods that the adapter's sources name, each once. */
function methodsCalled(): string[] {
  const folder = join(repository, 'adapters/slack');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = sources.flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/\bclient\s*\.(\w+(?:\.\w+)+)\(/g),
  ]);
  return [...new Set(calls.map(([, method = '']) => method))].sort();
}

/** Judges with the top schema; it names its parts by the address of the release they belong to. */
function validator([top, ...parts]: string[]): (value: unknown) => readonly ErrorObject[] {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  const read = (file: string): object => JSON.parse(readFileSync(file, 'utf8'));
  for (const file of parts) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    ajv.addSchema(read(file), `https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/${name}`);
  }
  const validate = ajv.compile(read(top ?? ''));
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}
