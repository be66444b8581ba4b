import type { Json } from './types.ts';
import { isJson } from './types.ts';

/** An interactive element of a message with the block it is in. */
export interface FoundElement {
  readonly element: Json;
  readonly blockId: string;
}

/** The element with this action id in these blocks, if it is there. */
export function findElement(blocks: readonly Json[], actionId: string): FoundElement | undefined {
  for (const block of blocks) {
    const candidates = [block['accessory'], block['element'], ...listOf(block['elements'])];
    const element = candidates.find((item) => isJson(item) && item['action_id'] === actionId);
    if (isJson(element)) return { element, blockId: String(block['block_id'] ?? '') };
  }
  return undefined;
}

/** An option of a select by its value, groups included. */
export function findOption(element: Json, value: string): Json | undefined {
  const groups = listOf(element['option_groups']).flatMap((group) => (isJson(group) ? listOf(group['options']) : []));
  return [...listOf(element['options']), ...groups].find(
    (option): option is Json => isJson(option) && option['value'] === value,
  );
}

/**
 * A modal's `state.values` from what a person typed, per block id: text for an input, an option's value for a
 * select or radio buttons, a date or time for a picker. Inputs left empty are null, as Slack sends them.
 */
export function stateValues(blocks: readonly Json[], typed: Readonly<Record<string, string>>): Json {
  const values: Record<string, Json> = {};
  for (const block of blocks) {
    const { element } = block;
    if (block['type'] !== 'input' || !isJson(element)) continue;
    const blockId = String(block['block_id']);
    const actionId = String(element['action_id'] ?? blockId);
    values[blockId] = { [actionId]: { type: element['type'], ...inputValue(element, typed[blockId]) } };
  }
  return values;
}

function inputValue(element: Json, typed: string | undefined): Json {
  const value = typed === undefined || typed === '' ? null : typed;
  switch (element['type']) {
    case 'static_select':
    case 'radio_buttons': {
      const option = value === null ? undefined : findOption(element, value);
      return { selected_option: option ?? null };
    }
    case 'checkboxes': {
      const chosen = (value ?? '').split(',').map((one) => findOption(element, one));
      return { selected_options: chosen.filter((option) => option !== undefined) };
    }
    case 'datepicker':
      return { selected_date: value };
    case 'datetimepicker':
      return { selected_date_time: value === null ? null : Number(value) };
    case 'timepicker':
      return { selected_time: value };
    default:
      return { value };
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
