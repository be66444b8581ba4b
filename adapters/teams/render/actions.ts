import type { CardAction } from '../../../src/app/cards/card.ts';
import { actionSet, bytesOf, line } from './elements.ts';
import type { Element } from './elements.ts';
import { LIMITS } from './limits.ts';

/** The verb with which a client asks for the newest card. */
export const REFRESH = 'refresh';

type Value = CardAction['value'];
const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/**
 * A button that is sent as an invoke, or nothing where its data is too long to be ours. `asks`: what stands in the card's
 * inputs comes along; else it does not, so that a choice in some menu never overwrites the slot of a button.
 */
export function execute(
  { intent, label, style, value, confirm }: CardAction,
  more: { readonly title?: string; readonly tooltip?: string; readonly style?: 'primary'; readonly asks?: true } = {},
): Element[] {
  if (bytesOf(value) > LIMITS.data) return [];
  const look = style ?? more.style;
  const tooltip = line(more.tooltip ?? confirm ?? '', LIMITS.tooltip);
  return [
    {
      type: 'Action.Execute',
      title: line(more.title ?? label, LIMITS.buttonText) || intent,
      verb: intent,
      data: value,
      associatedInputs: more.asks ? 'auto' : 'none',
      ...(look && { style: STYLES[look] }),
      ...(tooltip !== '' && { tooltip }),
    },
  ];
}

/** A button that opens a dialog; the dialog's intent is its `verb`. */
export function openDialog({ intent, label, value }: Pick<CardAction, 'intent' | 'label' | 'value'>): Element[] {
  if (bytesOf(value) > LIMITS.data) return [];
  const data = { msteams: { type: 'task/fetch' }, verb: intent, ...value };
  const title = line(label, LIMITS.buttonText) || intent;
  return [{ type: 'Action.Submit', title, data, associatedInputs: 'none' }];
}

/** A button that unfolds a small form of its own, whose inputs are named after the intent's fields. */
function unfold(title: string, body: readonly Element[], actions: readonly Element[]): Element[] {
  if (actions.length === 0) return [];
  const card = { type: 'AdaptiveCard', version: '1.5', body, actions };
  return [{ type: 'Action.ShowCard', title: line(title, LIMITS.buttonText) || 'More', card }];
}

const HAS_INPUTS: ReadonlySet<string> = new Set(['snooze', 'reschedule', 'reject']);

/** The card's buttons: what belongs into the body (the stars, the words of a no), and the row below it. */
export function renderActions(actions: readonly CardAction[]): { readonly body: Element[]; readonly row: Element[] } {
  const stars = actions.filter(({ intent, value }) => intent === 'rate' && value.stars !== undefined);
  const others = actions
    .filter((action) => !stars.includes(action))
    // Inputs have ids, and an id is there once in a card.
    .filter(({ intent }, i, all) => !HAS_INPUTS.has(intent) || all.findIndex((one) => one.intent === intent) === i);
  const rejects = others.some(({ intent }) => intent === 'reject');
  return {
    body: [
      ...actionSet(stars.flatMap((action) => execute(action)).slice(0, LIMITS.actions)),
      ...(rejects ? [COMMENT_ON_NO] : []),
    ],
    row: others.flatMap(renderAction).slice(0, LIMITS.actions),
  };
}

function renderAction(action: CardAction): Element[] {
  const { intent, label, value } = action;
  switch (intent) {
    case 'snooze':
      return snooze(action);
    case 'reschedule':
      return value.slotId === undefined ? reschedule(label, value) : execute(action);
    case 'book-manually':
    case 'rate':
      return openDialog(action);
    case 'reject':
      return execute(action, { asks: true });
    default:
      return execute(action);
  }
}

function snooze(action: CardAction): Element[] {
  const choices = (action.choices ?? [])
    .map(({ label, minutes }) => ({ title: line(label, LIMITS.choiceTitle) || `${minutes}`, value: String(minutes) }))
    .filter(({ value }, i, all) => all.findIndex((other) => other.value === value) === i)
    .slice(0, LIMITS.snoozes);
  const [first] = choices;
  if (first === undefined) return [];
  const menu = { type: 'Input.ChoiceSet', id: 'minutes', label: 'When', style: 'compact', value: first.value, choices };
  return unfold(action.label, [menu], execute(action, { asks: true }));
}

function reschedule(label: string, value: Value): Element[] {
  const words = {
    type: 'Input.Text',
    id: 'text',
    label: 'When, by the shop’s clock',
    placeholder: 'Friday after 3',
    maxLength: 200,
  };
  const day = { type: 'Input.Date', id: 'date', label: 'Or a day' };
  return unfold(
    label,
    [words, day],
    [
      ...execute({ intent: 'reschedule', label: 'Move it', value }, { asks: true, style: 'primary' }),
      ...openDialog({ intent: 'reschedule', label: 'See free times', value }),
    ],
  );
}

const COMMENT_ON_NO: Element = {
  type: 'Input.Text',
  id: 'comment',
  label: 'If not: why',
  placeholder: 'Whoever chose the time reads it',
  isMultiline: true,
  maxLength: 2000,
};
