import { h } from './dom.js';

/** The package's own renderer, from its own script. */
const { AdaptiveCard, HostConfig } = globalThis.AdaptiveCards;

const tone = (color) => ({ default: `var(${color})`, subtle: 'var(--muted)' });
const colors = {
  ...{ default: tone('--text'), dark: tone('--text'), light: tone('--muted') },
  ...{ accent: tone('--link'), good: tone('--good'), warning: tone('--warn'), attention: tone('--bad') },
};

/** How Teams' desktop client sets cards; colours are the page's variables, so that both themes have theirs. */
const host = new HostConfig({
  fontFamily: 'inherit',
  fontSizes: { small: 12, default: 14, medium: 14, large: 17, extraLarge: 21 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  lineHeights: { small: 17, default: 20, medium: 20, large: 23, extraLarge: 27 },
  spacing: { small: 6, default: 9, medium: 14, large: 20, extraLarge: 26, padding: 14 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  supportsInteractivity: true,
  containerStyles: {
    default: { backgroundColor: 'var(--pane)', foregroundColors: colors },
    emphasis: { backgroundColor: 'var(--raised)', foregroundColors: colors },
  },
  actions: {
    ...{ maxActions: 6, spacing: 'default', buttonSpacing: 8, actionsOrientation: 'horizontal' },
    ...{ actionAlignment: 'left', preExpandSingleShowCardAction: false },
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
  },
  inputs: { label: { requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } } },
});

/**
 * Draws a card. `on.execute(verb, data)` and `on.submit(data)` are told what is pressed, with what was typed in it;
 * addresses open in a new window.
 */
export function drawCard(json, on) {
  const card = new AdaptiveCard();
  card.hostConfig = host;
  card.onExecuteAction = (action) => {
    const type = action.getJsonTypeName();
    if (type === 'Action.OpenUrl') window.open(action.url, '_blank', 'noopener,noreferrer');
    if (type === 'Action.Execute') on.execute(action.verb, action.data);
    if (type === 'Action.Submit') on.submit(action.data);
  };
  card.parse(json);
  return card.render() ?? h('p', {}, json.fallbackText);
}
