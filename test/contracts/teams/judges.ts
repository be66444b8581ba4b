import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { default as addFormats } from 'ajv-formats';
import { judge } from '../../support/shared.ts';

interface Found {
  readonly message: string;
}
interface Parser {
  AdaptiveCard: new () => {
    parse(json: object, context: object): void;
    validateProperties(): { readonly validationEvents: readonly Found[] };
  };
  SerializationContext: new () => { readonly eventCount: number; getEventAt(i: number): Found };
}
// Its ES module cannot be imported by Node; the bundle can.
const { AdaptiveCard, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as Parser;

const schemaFile = judge(
  'the official Adaptive Card 1.5 schema',
  'schemas',
  'adaptive-cards',
  'adaptive-card-1.5.0.json',
);
const official = schemaFile === undefined ? undefined : compile(schemaFile);

function compile(file: string) {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  if ($schema === undefined || id === undefined) throw new Error(`${file} is not the draft-06 file that was expected.`);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** What is wrong with a card by the parser of `adaptivecards` and, where it is at hand, by the official schema. */
export function cardViolations(card: object): readonly string[] {
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(JSON.parse(JSON.stringify(card)) as object, context);
  const said = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  said.push(...parsed.validateProperties().validationEvents.map(({ message }) => message));
  if (official !== undefined && !official(JSON.parse(JSON.stringify(card))))
    said.push(...(official.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
  return said;
}

type Json = { readonly [name: string]: unknown };

/** Every object in a card of this type, in order. */
export function partsOf(card: unknown, type: string): readonly Json[] {
  if (Array.isArray(card)) return card.flatMap((part) => partsOf(part, type));
  if (typeof card !== 'object' || card === null) return [];
  const own = 'type' in card && card.type === type ? [card as Json] : [];
  return [...own, ...Object.values(card).flatMap((part) => partsOf(part, type))];
}

/** The verbs of the buttons that people see, without the one that a client presses by itself. */
export const verbsOf = ({ refresh: _, ...card }: Json): readonly string[] =>
  partsOf(card, 'Action.Execute').map(({ verb }) => String(verb));

/** All words of a card. */
export const wordsOf = (card: Json): string =>
  partsOf(card, 'TextRun')
    .map(({ text }) => text)
    .join('\n');
