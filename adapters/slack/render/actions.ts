import type { ActionsBlock, Button, ConfirmationDialog, StaticSelect } from '@slack/types';
import type { CardAction } from '../../../src/app/cards/card.ts';
import { LIMITS } from './limits.ts';
import { clip, oneLine, plain } from './text.ts';

/** Gives out `action_id`s, each once a message: the intent, `:` and a suffix where one is wanted or needed. */
export type ActionIds = (intent: string, suffix?: string | number) => string;

export function createActionIds(): ActionIds {
  const used = new Set<string>();
  return (intent, suffix) => {
    const wanted = clip(suffix === undefined ? intent : `${intent}:${suffix}`, LIMITS.actionId - 8);
    let id = wanted;
    for (let n = 2; used.has(id); n += 1) id = `${wanted}:${n}`;
    used.add(id);
    return id;
  };
}

/** Asked before these even if the card has no question of its own: a slip of the finger would undo a booking. */
const QUESTIONS: Readonly<Record<string, string>> = {
  cancel: 'The shop will be told that you are not coming.',
  dismiss: 'Nothing will be booked for this alert.',
};

/** A button, or undefined where its value cannot be said within Slack's limits. */
export function button(
  action: CardAction,
  actionId: string,
  extra: { readonly label?: string; readonly style?: CardAction['style']; readonly spoken?: string } = {},
): Button | undefined {
  const value = JSON.stringify(action.value);
  if (value.length > LIMITS.buttonValue) return undefined;
  const style = action.style ?? extra.style;
  const question = action.confirm ?? QUESTIONS[action.intent];
  const spoken = extra.spoken === undefined ? '' : clip(oneLine(extra.spoken), LIMITS.accessibilityLabel);
  return {
    type: 'button',
    text: plain(extra.label ?? action.label, LIMITS.buttonText, action.intent),
    action_id: actionId,
    value,
    ...(style && { style }),
    ...(question !== undefined && { confirm: confirmation(action, question) }),
    ...(spoken !== '' && { accessibility_label: spoken }),
  };
}

/** A menu of choices, or undefined where none of their values can be said within Slack's limits. */
function menu({ intent, label, choices = [], value }: CardAction, actionId: string): StaticSelect | undefined {
  const options = choices
    .map(({ label: text, minutes }) => ({
      text: plain(text, LIMITS.optionText, String(minutes)),
      value: JSON.stringify({ ...value, minutes }),
    }))
    .filter(({ value }, i, all) => all.findIndex((other) => other.value === value) === i)
    .filter((option) => option.value.length <= LIMITS.optionValue)
    .slice(0, LIMITS.options);
  const placeholder = plain(label, LIMITS.placeholder, intent);
  return options.length === 0 ? undefined : { type: 'static_select', action_id: actionId, placeholder, options };
}

/** The card's buttons: the stars in a row of their own, with a way to add words. */
export function renderActions(actions: readonly CardAction[], ids: ActionIds): ActionsBlock[] {
  const stars = actions.filter(({ intent, value }) => intent === 'rate' && value.stars !== undefined);
  const words = actions.filter(({ intent, value }) => intent === 'rate' && value.stars === undefined);
  const others = actions.filter(({ intent }) => intent !== 'rate');
  return [row([...stars, ...(words.length > 0 ? words : commentFor(stars[0]))]), row(others)].filter(
    (block) => block !== undefined,
  );

  function row(wanted: readonly CardAction[]): ActionsBlock | undefined {
    const elements = wanted
      .map((action) => (action.choices ? menu : button)(action, ids(action.intent, suffixOf(action))))
      .filter((element) => element !== undefined)
      .slice(0, LIMITS.actions);
    return elements.length === 0 ? undefined : { type: 'actions', elements };
  }
}

function suffixOf({ intent, value }: CardAction): string | undefined {
  return intent === 'rate' ? String(value.stars ?? 'comment') : undefined;
}

function commentFor(star: CardAction | undefined): CardAction[] {
  if (star === undefined) return [];
  const { bookingId, version } = star.value;
  return [{ intent: 'rate', label: 'Comment', value: { bookingId, version } }];
}

function confirmation({ intent, label, style }: CardAction, question: string): ConfirmationDialog {
  return {
    title: plain(label, LIMITS.confirmTitle, 'Are you sure?'),
    text: plain(question, LIMITS.confirmText, 'Are you sure?'),
    confirm: plain(label, LIMITS.confirmButton, 'Yes'),
    deny: plain(intent === 'cancel' ? 'Keep it' : 'Not now', LIMITS.confirmButton, 'No'),
    ...(style && { style }),
  };
}
