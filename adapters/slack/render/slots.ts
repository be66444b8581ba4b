import type { KnownBlock, PlainTextOption, SectionBlock, StaticSelect } from '@slack/types';
import type { CardSlot } from '../../../src/app/cards/card.ts';
import { button, type ActionIds } from './actions.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwnLine, mrkdwnObject, plain } from './text.ts';

/** The recommended slots, each with its button, and a menu of all others. */
export function renderSlots(
  recommended: readonly CardSlot[],
  others: readonly CardSlot[],
  ids: ActionIds,
): KnownBlock[] {
  const shown = recommended.slice(0, LIMITS.slots);
  const menu = renderMenu([...recommended.slice(LIMITS.slots), ...others], ids);
  const sections = [...shown.map((slot, index) => renderSlot(slot, index, ids)), ...(menu ? [menu] : [])];
  return sections.length === 0 ? [] : [{ type: 'divider' }, ...sections];
}

function renderSlot(slot: CardSlot, index: number, ids: ActionIds): SectionBlock {
  const line = (text: string) => mrkdwnLine(text, LIMITS.slotLine);
  const place = joined([
    bold(slot.providerName, LIMITS.slotLine),
    // The reasons mostly begin with it.
    slot.reasons.includes(slot.distance) ? '' : line(slot.distance),
    line(slot.price ?? ''),
  ]);
  const why = joined([mrkdwnLine(slot.reasons.join(' · '), LIMITS.reasons), line(slot.age)]);
  const accessory = button(slot.action, ids(slot.action.intent, index + 1), {
    spoken: `${slot.action.label} ${slot.when}, ${slot.providerName}`,
    ...(index === 0 && { style: 'primary' as const }),
  });
  const text = [`${index + 1}.  ${bold(slot.when, LIMITS.slotLine)}`, place, why].filter((part) => part !== '');
  return { type: 'section', text: mrkdwnObject(text.join('\n')), ...(accessory && { accessory }) };
}

/** One menu holds at most 100 times, grouped by shop. All choose in the same way: a menu has one `action_id`. */
function renderMenu(slots: readonly CardSlot[], ids: ActionIds): SectionBlock | undefined {
  const intent = slots[0]?.action.intent;
  const groups = new Map<string, PlainTextOption[]>();
  const values = new Set<string>();
  for (const slot of slots) {
    const value = JSON.stringify(slot.action.value);
    const fits = value.length <= LIMITS.optionValue && !values.has(value) && values.size < LIMITS.options;
    if (!fits || slot.action.intent !== intent) continue;
    values.add(value);
    const label = joined([slot.providerName, slot.distance]);
    groups.set(label, [...(groups.get(label) ?? []), option(slot, value)]);
  }
  if (intent === undefined || values.size === 0) return undefined;

  const optionGroups = [...groups].map(([label, options]) => ({
    label: plain(label, LIMITS.groupLabel, 'Another shop'),
    options,
  }));
  const accessory: StaticSelect = {
    type: 'static_select',
    action_id: ids(intent, 'more'),
    placeholder: plain('Choose another time', LIMITS.placeholder, 'More'),
    option_groups: optionGroups,
  };
  const count = values.size === 1 ? '1 other time' : `${values.size} other times`;
  const shops = groups.size === 1 ? 'one shop' : `${groups.size} shops`;
  return { type: 'section', text: mrkdwnObject(`*${count}* at ${shops}`), accessory };
}

function option(slot: CardSlot, value: string): PlainTextOption {
  // The group's label says the distance already.
  const reason = slot.reasons.find((words) => words !== slot.distance);
  const details = joined([slot.price ?? '', reason ?? '', slot.age]);
  return {
    text: plain(slot.when, LIMITS.optionText, 'This time'),
    value,
    ...(details !== '' && { description: plain(details, LIMITS.optionDescription, '–') }),
  };
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join(' · ');
