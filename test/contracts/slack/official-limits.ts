import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import type { Wire } from '../../support/slack-api.ts';

/**
 * A JSON schema of Block Kit whose every number comes from a published table of its limits (`limits.json`).
 * ajv counts Unicode code points, as that table does.
 */
export function officialJudge(limitsFile: string): ValidateFunction {
  const limits: Wire = JSON.parse(readFileSync(limitsFile, 'utf8'));
  const string = (limit: Wire = {}) => ({
    type: 'string',
    minLength: limit.min_length ?? 1,
    ...(limit.max_length && { maxLength: limit.max_length }),
  });
  const list = (items: object, limit: Wire) => ({
    type: 'array',
    items,
    minItems: limit.min_items ?? 1,
    maxItems: limit.max_items,
  });
  const object = (properties: Record<string, object>, required: string) => ({
    type: 'object',
    properties,
    required: required.split(' '),
    additionalProperties: false,
  });
  const plain = (limit: Wire) =>
    object({ type: { const: 'plain_text' }, text: string(limit), emoji: { type: 'boolean' } }, 'type text');
  const mrkdwn = (limit: Wire) =>
    object({ type: { const: 'mrkdwn' }, text: string(limit), verbatim: { type: 'boolean' } }, 'type text');
  const either = (limit: Wire) => ({ anyOf: [plain(limit), mrkdwn(limit)] });
  const style = { enum: ['primary', 'danger'] };
  const blockId = string(limits.block_id);
  const actionId = string(limits.action_id);

  const confirm = object(
    {
      title: plain(limits.confirmation.title),
      text: either(limits.confirmation.text),
      confirm: plain(limits.confirmation.confirm),
      deny: plain(limits.confirmation.deny),
      style,
    },
    'title text confirm deny',
  );
  const option = object(
    {
      text: either(limits.option.text),
      value: string(limits.option.value),
      description: plain(limits.option.description),
    },
    'text value',
  );
  const group = object(
    { label: plain(limits.option_group.label), options: list(option, limits.option_group.options) },
    'label options',
  );
  const button = object(
    {
      type: { const: 'button' },
      action_id: actionId,
      text: plain(limits.button.text),
      value: string(limits.button.value),
      url: string(limits.button.url),
      accessibility_label: string(limits.button.accessibility_label),
      style,
      confirm,
    },
    'type text',
  );
  const select = object(
    {
      type: { const: 'static_select' },
      action_id: actionId,
      placeholder: plain(limits.select.placeholder),
      options: list(option, limits.select.options),
      option_groups: list(group, limits.select.option_groups),
      initial_option: option,
    },
    'type',
  );
  const input = object(
    {
      type: { const: 'plain_text_input' },
      action_id: actionId,
      multiline: { type: 'boolean' },
      max_length: { type: 'integer', minimum: 1, maximum: limits.plain_text_input.max_length.max },
      initial_value: { type: 'string' },
    },
    'type',
  );
  const block = {
    anyOf: [
      object({ type: { const: 'header' }, block_id: blockId, text: plain(limits.header.text) }, 'type text'),
      object({ type: { const: 'divider' }, block_id: blockId }, 'type'),
      {
        ...object(
          {
            type: { const: 'section' },
            block_id: blockId,
            text: either(limits.section.text),
            fields: list(either({ max_length: limits.section.fields.item_max_length }), limits.section.fields),
            accessory: { anyOf: [button, select] },
          },
          'type',
        ),
        anyOf: [{ required: ['text'] }, { required: ['fields'] }],
      },
      object(
        {
          type: { const: 'actions' },
          block_id: blockId,
          elements: list({ anyOf: [button, select] }, limits.actions.elements),
        },
        'type elements',
      ),
      object(
        {
          type: { const: 'context' },
          block_id: blockId,
          elements: list(either(limits.text), limits.context.elements),
        },
        'type elements',
      ),
      object(
        {
          type: { const: 'input' },
          block_id: blockId,
          label: plain(limits.input.label),
          element: { anyOf: [select, input] },
          optional: { type: 'boolean' },
        },
        'type label element',
      ),
    ],
  };
  const view = object(
    {
      type: { const: 'modal' },
      title: plain(limits.view.title),
      submit: plain(limits.view.submit),
      close: plain(limits.view.close),
      callback_id: string(limits.view.callback_id),
      private_metadata: string(limits.view.private_metadata),
      blocks: list(block, limits.view.blocks),
    },
    'type title blocks',
  );
  // That table has no entry for a message; 50 blocks is what Slack's own documentation says.
  const message = object({ blocks: list(block, { max_items: 50 }) }, 'blocks');
  return new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile({
    if: { required: ['type'] },
    then: view,
    else: message,
  });
}
