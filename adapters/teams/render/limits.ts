/** Lengths in UTF-16 units and numbers of items that keep a card readable, and all of it below `card` bytes. */
export const LIMITS = {
  /** Teams takes about 28 KB a message (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages). */
  card: 25_000,
  title: 150,
  fallbackText: 2000,
  status: 600,
  factLabel: 40,
  factValue: 200,
  facts: 16,
  slotLine: 120,
  reasons: 200,
  /** Slots with a button of their own; more go into the menu. */
  slots: 3,
  /** Times in the menu, before the card's size is looked at. */
  choices: 100,
  choiceTitle: 160,
  snoozes: 10,
  buttonText: 60,
  tooltip: 200,
  /** What goes into a button's `data`, as JSON. */
  data: 1000,
  url: 1000,
  fallbacks: 3,
  fallbackLine: 250,
  comment: 600,
  footerLine: 200,
  footerLines: 5,
  /** Buttons in a row: clients show no more. */
  actions: 5,
  /** A line in a thread or to one person. */
  sentence: 3000,
  digestLines: 30,
  paragraphText: 1200,
} as const;
