import type { Wire } from '../../support/slack-api.ts';

/**
 * Block Kit's limits for everything that Pitcrew sends, written down by hand from
 * https://docs.slack.dev/reference/block-kit: a judge that shares nothing with what it judges.
 * Lengths are counted in UTF-16 units, the strictest way to read "characters".
 */
export function violations(surface: 'message' | 'modal', blocks: readonly Wire[]): string[] {
  const found: string[] = [];
  const actionIds = new Set<string>();
  const say = (at: string, what: string) => void found.push(`${at}: ${what}`);

  const string = (at: string, value: Wire, min: number, max: number): void => {
    if (typeof value !== 'string') return say(at, 'is no text');
    if (value.length < min) say(at, 'is empty');
    if (value.length > max) say(at, `has ${value.length} characters, ${max} are allowed`);
    if (/\p{Surrogate}/u.test(value)) say(at, 'holds half a character');
  };
  const keys = (at: string, value: object, allowed: string): void => {
    for (const key of Object.keys(value))
      if (!allowed.split(' ').includes(key)) say(at, `has ${key}, unknown to Slack`);
  };
  const text = (at: string, value: Wire, type: 'plain_text' | 'mrkdwn', max: number): void => {
    if (typeof value !== 'object' || value === null) return say(at, 'is missing');
    keys(at, value, type === 'mrkdwn' ? 'type text verbatim' : 'type text emoji');
    if (value.type !== type) say(at, `is ${value.type} instead of ${type}`);
    string(at, value.text, 1, Math.min(max, 3000));
    if (String(value.text).trim() === '') say(at, 'is blank');
  };
  const items = (at: string, value: Wire, max: number): readonly Wire[] => {
    if (!Array.isArray(value)) return say(at, 'is no list') ?? [];
    if (value.length < 1) say(at, 'is empty');
    if (value.length > max) say(at, `has ${value.length} entries, ${max} are allowed`);
    return value;
  };
  const actionId = (at: string, id: Wire): void => {
    string(`${at}.action_id`, id, 1, 255);
    if (actionIds.has(id)) say(at, `has the action_id ${id} for the second time`);
    actionIds.add(id);
  };
  const option = (at: string, value: Wire): void => {
    keys(at, value, 'text value description');
    text(`${at}.text`, value.text, 'plain_text', 75);
    string(`${at}.value`, value.value, 1, 150);
    if ('description' in value) text(`${at}.description`, value.description, 'plain_text', 75);
  };
  const confirm = (at: string, value: Wire): void => {
    keys(at, value, 'title text confirm deny style');
    text(`${at}.title`, value.title, 'plain_text', 100);
    text(`${at}.text`, value.text, 'plain_text', 300);
    text(`${at}.confirm`, value.confirm, 'plain_text', 30);
    text(`${at}.deny`, value.deny, 'plain_text', 30);
  };

  const elements: Readonly<Record<string, (at: string, value: Wire) => void>> = {
    button(at, value) {
      keys(at, value, 'type text action_id value style confirm url accessibility_label');
      actionId(at, value.action_id);
      text(`${at}.text`, value.text, 'plain_text', 75);
      if ('value' in value) string(`${at}.value`, value.value, 1, 2000);
      if ('accessibility_label' in value) string(`${at}.accessibility_label`, value.accessibility_label, 1, 75);
      if ('style' in value && !['primary', 'danger'].includes(value.style)) say(at, 'has an unknown style');
      if ('confirm' in value) confirm(`${at}.confirm`, value.confirm);
      if ('url' in value) string(`${at}.url`, value.url, 1, 3000);
      if ('url' in value && !/^https?:\/\//.test(value.url)) say(at, 'links to something that is no web page');
    },
    static_select(at, value) {
      keys(at, value, 'type action_id placeholder options option_groups initial_option confirm');
      actionId(at, value.action_id);
      if ('placeholder' in value) text(`${at}.placeholder`, value.placeholder, 'plain_text', 150);
      if ('options' in value === 'option_groups' in value) say(at, 'needs options or option_groups, one of them');
      const groups = 'option_groups' in value ? items(`${at}.option_groups`, value.option_groups, 100) : [];
      groups.forEach((group, g) => {
        keys(`${at}.${g}`, group, 'label options');
        text(`${at}.${g}.label`, group.label, 'plain_text', 75);
      });
      const lists = 'options' in value ? [value.options] : groups.map(({ options }) => options);
      lists.forEach((list, l) =>
        items(`${at}.${l}`, list, 100).forEach((entry, e) => option(`${at}.${l}.${e}`, entry)),
      );
      const values = lists.flat().map((entry) => entry?.value);
      if (new Set(values).size < values.length) say(at, 'offers one value twice');
      if (values.length > 100) say(at, `offers ${values.length} options, 100 are safe`);
      if ('initial_option' in value && !values.includes(value.initial_option.value)) say(at, 'starts with no option');
    },
    plain_text_input(at, value) {
      keys(at, value, 'type action_id multiline max_length initial_value placeholder');
      actionId(at, value.action_id);
      if (!(value.max_length >= 1 && value.max_length <= 3000)) say(at, 'allows more than 3000 characters');
      if ('initial_value' in value) string(`${at}.initial_value`, value.initial_value, 1, value.max_length);
    },
  };
  const element = (at: string, value: Wire, types: readonly string[]): void => {
    const check = types.includes(value?.type) ? elements[value.type] : undefined;
    if (check) check(at, value);
    else say(at, `is a ${value?.type}, which may not stand there`);
  };

  const kinds: Readonly<Record<string, (at: string, block: Wire) => void>> = {
    header(at, block) {
      keys(at, block, 'type text block_id');
      text(`${at}.text`, block.text, 'plain_text', 150);
    },
    divider: (at, block) => keys(at, block, 'type block_id'),
    section(at, block) {
      keys(at, block, 'type text fields accessory block_id');
      if (!('text' in block) && !('fields' in block)) say(at, 'has neither text nor fields');
      if ('text' in block) text(`${at}.text`, block.text, 'mrkdwn', 3000);
      if ('fields' in block)
        items(at, block.fields, 10).forEach((f, i) => text(`${at}.fields.${i}`, f, 'mrkdwn', 2000));
      if ('accessory' in block) element(`${at}.accessory`, block.accessory, ['button', 'static_select']);
    },
    actions(at, block) {
      keys(at, block, 'type elements block_id');
      items(at, block.elements, 25).forEach((e, i) => element(`${at}.${i}`, e, ['button', 'static_select']));
    },
    context(at, block) {
      keys(at, block, 'type elements block_id');
      items(at, block.elements, 10).forEach((e, i) => text(`${at}.${i}`, e, 'mrkdwn', 3000));
    },
    input(at, block) {
      keys(at, block, 'type block_id label element optional hint');
      string(`${at}.block_id`, block.block_id, 1, 255);
      text(`${at}.label`, block.label, 'plain_text', 2000);
      element(`${at}.element`, block.element, ['static_select', 'plain_text_input']);
      if (surface === 'message') say(at, 'is an input, which may not stand in a message');
    },
  };

  items('blocks', blocks, surface === 'message' ? 50 : 100).forEach((block, index) => {
    const at = `blocks.${index}`;
    const check = kinds[block?.type];
    if (check) check(at, block);
    else say(at, `is a ${block?.type}, unknown to Slack`);
  });
  return found;
}

/** A modal's own limits, and those of its blocks. */
export function modalViolations(view: Wire): string[] {
  const found = violations('modal', view.blocks);
  for (const part of ['title', 'submit', 'close']) {
    if (!(view[part].text.length >= 1 && view[part].text.length <= 24)) found.push(`${part}: not 1 to 24 characters`);
  }
  if (view.private_metadata.length > 3000) found.push('private_metadata: over 3000 characters');
  if (view.callback_id.length > 255) found.push('callback_id: over 255 characters');
  return found;
}

/** All text of a message's blocks in which Slack looks for links and mentions. */
export function mrkdwnOf(blocks: readonly Wire[]): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (_key, value: Wire) => {
    if (value?.type === 'mrkdwn') texts.push(value.text);
    return value;
  });
  return texts.join('\n');
}
