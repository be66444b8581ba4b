import type { CardSlot } from '../../../src/app/cards/card.ts';
import { execute } from './actions.ts';
import { actionSet, container, joined, line, paragraph } from './elements.ts';
import type { Element } from './elements.ts';
import { LIMITS } from './limits.ts';

/** The recommended slots, each with its button. */
export const renderSlots = (slots: readonly CardSlot[]): Element[] => slots.slice(0, LIMITS.slots).flatMap(renderSlot);

function renderSlot(slot: CardSlot, index: number): Element[] {
  const short = (text: string) => line(text, LIMITS.slotLine);
  // The reasons mostly begin with it.
  const distance = slot.reasons.includes(slot.distance) ? '' : short(slot.distance);
  const why = joined([line(slot.reasons.join(' · '), LIMITS.reasons), short(slot.age)]);
  return container(
    [
      ...paragraph([{ text: `${index + 1}.  ${short(slot.when)}`, weight: 'Bolder' }]),
      ...paragraph([{ text: joined([short(slot.providerName), distance, short(slot.price ?? '')]) }], {
        spacing: 'None',
      }),
      ...paragraph([{ text: why, subtle: true, size: 'Small' }], { spacing: 'None' }),
      ...actionSet(
        execute(slot.action, {
          tooltip: `${slot.action.label} ${slot.when}, ${slot.providerName}`,
          ...(index === 0 && { style: 'primary' as const }),
        }),
      ),
    ],
    'emphasis',
  );
}

/** One menu of at most `most` other times. All choose in the same way: the button beside it has one verb. */
export function renderMenu(slots: readonly CardSlot[], most: number): Element[] {
  const [first] = slots;
  if (first === undefined) return [];
  const { intent, label, value } = first.action;
  const choices = slots
    .filter(({ slotId }) => slotId.trim() !== '')
    .filter(
      (slot, i, all) => slot.action.intent === intent && all.findIndex(({ slotId }) => slotId === slot.slotId) === i,
    )
    .slice(0, most)
    .map((slot) => ({ title: choiceTitle(slot), value: slot.slotId }));
  const { bookingId, version } = value;
  const button = execute(
    { intent, label, value: { bookingId, version } },
    { asks: true, title: `${label} the chosen time` },
  );
  if (choices.length === 0 || button.length === 0) return [];
  const count = choices.length === 1 ? '1 other time' : `${choices.length} other times`;
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'slotId',
      label: count,
      placeholder: 'Choose another time',
      style: 'compact',
      choices,
      separator: true,
    },
    ...actionSet(button),
  ];
}

const choiceTitle = ({ when, providerName, distance, price }: CardSlot): string =>
  line(joined([when, providerName, distance, price ?? '']), LIMITS.choiceTitle) || 'This time';
