import type { Notice } from '../../../src/app/ports/notices.ts';
import { clean, clip } from '../../shared/text.ts';
import { SCHEMA, renderFacts } from './card.ts';
import type { AdaptiveCard } from './card.ts';
import { line, paragraph, paragraphs } from './elements.ts';
import { LIMITS } from './limits.ts';

/** Renders a notice: a title, paragraphs, figures. */
export function renderNotice({ title, words, facts, footer = '' }: Notice): AdaptiveCard {
  return {
    $schema: SCHEMA,
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: clip(clean([title, ...words].join('\n')), LIMITS.fallbackText) || 'A notice',
    body: [
      ...paragraph([{ text: line(title, LIMITS.title) || 'A notice', size: 'Large', weight: 'Bolder' }]),
      ...words.slice(0, 5).flatMap((text) => paragraphs(text, LIMITS.paragraphText, {}, 20)),
      ...renderFacts(facts, true),
      ...paragraph([{ text: line(footer, LIMITS.footerLine), subtle: true, size: 'Small' }]),
    ],
  };
}
