import type { Letter } from './letter.ts';

/** A letter as plain text: each link stands under its words. */
export function textOf({ heading, about, words, choices, buttons, facts, fallbacks, footer }: Letter): string {
  const blocks = [
    about,
    heading,
    ...words,
    ...choices.map(({ when, place, why, button }, i) =>
      [`${i + 1}) ${when}`, `   ${place}`, `   ${why}`, `   ${button.label}: ${button.url}`].join('\n'),
    ),
    ...fallbacks.map(({ text, phone, url }) => [text, phone, url].filter((part) => part).join('\n')),
    ...facts.map((part) => [part.title, ...part.facts.map(({ label, value }) => `  ${label}: ${value}`)].join('\n')),
    ...buttons.map(({ label, url }) => `${label}:\n${url}`),
    ['-- ', ...footer].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}
