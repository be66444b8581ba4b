import { elementRules } from './block-elements.ts';
import type { Report } from './block-elements.ts';
import { checkText } from './block-elements.ts';
import { isJson } from './types.ts';

type Surface = 'message' | 'view';

/** The most blocks that Slack takes at once. */
const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, view: 100 };
const ACTION_TYPES = ['button', 'static_select', 'datepicker', 'timepicker', 'overflow', 'users_select', 'checkboxes'];
const INPUT_TYPES = [
  'plain_text_input',
  'static_select',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'radio_buttons',
  'checkboxes',
];

/**
 * What Slack would refuse in these blocks, each as `sentence [json-pointer:/blocks/0/text]`; empty when they are fine.
 * Judges types, limits and unique ids of what an app like ours sends. Limits: Slack's Block Kit reference.
 */
export function blockProblems(blocks: unknown, surface: Surface): string[] {
  const problems: string[] = [];
  const report: Report = (pointer, what) => void problems.push(`${what} [json-pointer:${pointer}]`);
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
  if (blocks.length > MAX_BLOCKS[surface]) report('/blocks', `no more than ${MAX_BLOCKS[surface]} items allowed`);
  const ids = { block: new Set<string>(), action: new Set<string>() };
  blocks.forEach((block: unknown, index) => checkBlock(block, `/blocks/${index}`, surface, ids, report));
  return problems;
}

interface Ids {
  readonly block: Set<string>;
  readonly action: Set<string>;
}

function checkBlock(block: unknown, at: string, surface: Surface, ids: Ids, report: Report): void {
  if (!isJson(block)) return report(at, 'must be an object');
  unique(block['block_id'], ids.block, `${at}/block_id`, 'block_id', report);
  const element = (value: unknown, pointer: string, allowed: readonly string[]): void => {
    if (!isJson(value)) return report(pointer, 'must be an object');
    const type = String(value['type']);
    if (!allowed.includes(type)) return report(pointer, `unsupported type: ${type}`);
    if (type !== 'image') unique(value['action_id'], ids.action, `${pointer}/action_id`, 'action_id', report);
    elementRules[type]?.(value, pointer, report);
  };
  switch (block['type']) {
    case 'divider':
      return;
    case 'header':
      return checkText(block['text'], `${at}/text`, report, { max: 150, types: ['plain_text'] });
    case 'section': {
      const { text, fields, accessory } = block;
      if (text === undefined && fields === undefined) report(at, 'missing required field: text');
      if (text !== undefined) checkText(text, `${at}/text`, report, { max: 3000 });
      list(fields, `${at}/fields`, 10, report).forEach((field, i) =>
        checkText(field, `${at}/fields/${i}`, report, { max: 2000 }),
      );
      if (accessory !== undefined) element(accessory, `${at}/accessory`, [...ACTION_TYPES, 'image']);
      return;
    }
    case 'actions': {
      const elements = list(block['elements'], `${at}/elements`, 25, report);
      if (elements.length === 0) report(`${at}/elements`, 'no fewer than 1 item required');
      return elements.forEach((item, i) => element(item, `${at}/elements/${i}`, ACTION_TYPES));
    }
    case 'context': {
      const elements = list(block['elements'], `${at}/elements`, 10, report);
      if (elements.length === 0) report(`${at}/elements`, 'no fewer than 1 item required');
      return elements.forEach((item, i) => {
        const pointer = `${at}/elements/${i}`;
        if (isJson(item) && item['type'] === 'image') return element(item, pointer, ['image']);
        checkText(item, pointer, report, { max: 3000 });
      });
    }
    case 'image':
      return elementRules['image']?.(block, at, report);
    case 'input':
      if (surface === 'message') report(at, 'unsupported type: input');
      checkText(block['label'], `${at}/label`, report, { max: 2000, types: ['plain_text'] });
      if (block['hint'] !== undefined) checkText(block['hint'], `${at}/hint`, report, { max: 2000 });
      return element(block['element'], `${at}/element`, INPUT_TYPES);
    default:
      return report(at, `unsupported type: ${String(block['type'])}`);
  }
}

function list(value: unknown, at: string, max: number, report: Report): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report(at, 'must be an array');
    return [];
  }
  if (value.length > max) report(at, `no more than ${max} items allowed`);
  return value;
}

function unique(id: unknown, seen: Set<string>, at: string, name: string, report: Report): void {
  if (id === undefined) return;
  if (typeof id !== 'string' || id.length > 255) return report(at, 'must be a string of at most 255 characters');
  if (seen.has(id)) report(at, `\`${name}\` "${id}" already exists`);
  seen.add(id);
}

/** What Slack would refuse in a modal, in the form of `blockProblems`. */
export function viewProblems(view: unknown): string[] {
  if (!isJson(view)) return ['must be an object [json-pointer:/view]'];
  const problems: string[] = [];
  const report: Report = (pointer, what) => void problems.push(`${what} [json-pointer:${pointer}]`);
  if (view['type'] !== 'modal') report('/view/type', `unsupported type: ${String(view['type'])}`);
  for (const name of ['title', 'submit', 'close']) {
    if (name !== 'title' && view[name] === undefined) continue;
    checkText(view[name], `/view/${name}`, report, { max: 24, types: ['plain_text'] });
  }
  for (const [name, max] of [
    ['private_metadata', 3000],
    ['callback_id', 255],
  ] as const) {
    if (String(view[name] ?? '').length > max) report(`/view/${name}`, `must be at most ${max} characters`);
  }
  problems.push(...blockProblems(view['blocks'], 'view'));
  const inputs = Array.isArray(view['blocks']) && view['blocks'].some((b) => isJson(b) && b['type'] === 'input');
  if (inputs && view['submit'] === undefined) report('/view/submit', 'must be there when a block is an input');
  return problems;
}
