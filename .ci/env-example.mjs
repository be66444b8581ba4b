/**
 * Prints `.env.example`: every variable with its meaning and its default, made from the schemas that check them.
 * Needed values are samples: those of the sandbox networks work there, and production refuses all of them.
 *
 *     npm run -s env:example > .env.example
 */
import { baseEnv } from '../src/config.ts';
import { channelModules, networkModules, serviceModules } from '../src/registry/modules.ts';
import { sandboxes } from '../src/registry/sandboxes.ts';

const SANDBOX_URL = 'http://127.0.0.1:4010';
const samples = Object.assign(
  {},
  ...sandboxes.map(({ network, environment }) => ({ [`${network.toUpperCase()}_URL`]: SANDBOX_URL, ...environment })),
);
const told = new Set();

const head = `# Every variable that Pitcrew reads. Made from the schemas that check them: npm run -s env:example > .env.example
# A value that is empty counts as not set. Pitcrew reads this file only when told to:
#     cp .env.example .env && node --env-file=.env dist/cli.js start
# Sample credentials begin with "sample-". They are those of the sandbox (node dist/cli.js sandbox firestone), or
# stand for ones of your own; NODE_ENV=production refuses them. Delete the parts that you do not use.`;

const parts = [
  section('Pitcrew itself', baseEnv),
  ...channelModules.map(({ name, env, enabledBy }) => section(title('channel', name, enabledBy), env)),
  ...networkModules.map(({ name, env, enabledBy }) => section(title('network', name, enabledBy), env)),
  ...serviceModules.map(({ name, env, enabledBy }) => section(title('part', name, enabledBy), env)),
];
process.stdout.write(`${[head, ...parts].join('\n\n')}\n`);

function title(kind, name, enabledBy) {
  if (enabledBy.length === 0) return `The ${kind} ${name}: always on`;
  return `The ${kind} ${name}: on when ${enabledBy.join(' or ')} is set`;
}

function section(heading, schema) {
  const variables = Object.entries(shapeOf(schema)).filter(([name]) => !told.has(name));
  variables.forEach(([name]) => told.add(name));
  return [`# --- ${heading} ---`, ...variables.map(([name, field]) => variable(name, field))].join('\n');
}

function shapeOf(schema) {
  return schema.shape ?? { ...shapeOf(schema.def.left), ...shapeOf(schema.def.right) };
}

function variable(name, schema) {
  const description = schema.description ?? schema.unwrap?.().description;
  if (description === undefined) throw new Error(`${name} has no description.`);
  const absent = schema.safeParse(undefined);
  const { sample: own } = schema.meta?.() ?? {};
  const value = absent.success ? (absent.data ?? own ?? '') : (samples[name] ?? sample(name));
  return `# ${description[0].toUpperCase()}${description.slice(1)}${absent.success ? '' : ' (needed)'}\n${name}=${value}`;
}

function sample(name) {
  return `sample-${name.toLowerCase().replaceAll('_', '-')}`;
}
