import type { Digest } from '../../../src/app/cards/digest.ts';
import { clean, clip } from '../../shared/text.ts';
import { SCHEMA } from './card.ts';
import type { AdaptiveCard } from './card.ts';
import { line, paragraph } from './elements.ts';
import { LIMITS } from './limits.ts';

/** Renders a digest; its cards follow in its thread. */
export function renderDigest({ title, fallbackText, lines }: Digest): AdaptiveCard {
  const rest = lines.length - LIMITS.digestLines;
  const foot = `${rest > 0 ? `${rest} more. ` : ''}Each card follows below: one click there books a time.`;
  return {
    $schema: SCHEMA,
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: clip(clean(fallbackText), LIMITS.fallbackText) || 'Vehicle alerts came.',
    body: [
      ...paragraph([{ text: line(title, LIMITS.title) || 'Vehicle alerts', size: 'Large', weight: 'Bolder' }]),
      ...lines
        .slice(0, LIMITS.digestLines)
        .flatMap((one) =>
          paragraph([
            { text: `• ${line(one.title, LIMITS.slotLine)}`, weight: 'Bolder' },
            { text: ` – ${line(one.detail, LIMITS.slotLine)}` },
          ]),
        ),
      ...paragraph([{ text: foot, subtle: true, size: 'Small' }]),
    ],
  };
}
