/**
 * Block Kit's limits in characters and items (https://docs.slack.dev/reference/block-kit), and below them our own,
 * smaller ones, which keep a card readable and all of its text together under 12,000 characters.
 * Characters are counted as UTF-16 units: never fewer than Slack counts.
 */
export const LIMITS = {
  blocks: 50,
  /** In the app's home and in a modal. */
  homeBlocks: 100,
  header: 150,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  actions: 25,
  contextElements: 10,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  url: 3000,
  actionId: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  options: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  groupLabel: 75,
  placeholder: 150,
  modalTitle: 24,
  privateMetadata: 3000,
  inputLabel: 2000,

  /** A message's own text, which notifications show. */
  fallbackText: 3000,
  /** A line in a thread or to one person. */
  sentence: 3000,
  status: 600,
  factLabel: 40,
  factValue: 200,
  slotLine: 120,
  reasons: 200,
  /** Slots with a button of their own; more go into the menu. */
  slots: 3,
  fallbacks: 3,
  fallbackLine: 250,
  fallbackUrl: 400,
  footerLine: 200,
  footerLines: 5,
  comment: 600,
  /** Fleets whose settings the home shows. */
  settings: 5,
  /** Of a notice, so that all of it stays under 12,000 characters too. */
  paragraph: 1500,
  paragraphs: 5,
} as const;
