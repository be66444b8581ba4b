import type { KnownBlock } from '@slack/types';
import type { Digest } from '../../../src/app/cards/digest.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwn, mrkdwnLine, mrkdwnObject, plain } from './text.ts';

export const DIGEST_TYPE = 'pitcrew_digest';

/** Lines in one section: each is at most 250 characters, so that they stay below its 3,000. */
const LINES = 10;
/** Lines in all, so that the whole text stays below 12,000 characters. */
const MOST = 40;

/** Renders a digest as Block Kit; its cards follow in its thread. */
export function renderDigest({ digestId, title, fallbackText, lines }: Digest) {
  const shown = lines.slice(0, MOST).map(lineOf);
  const sections = Array.from({ length: Math.ceil(shown.length / LINES) }, (_, i) =>
    shown.slice(i * LINES, (i + 1) * LINES).join('\n'),
  );
  const rest = lines.length - shown.length;
  const foot = `${rest > 0 ? `${rest} more. ` : ''}Each card is in this thread: one click there books a time.`;
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(title, LIMITS.header, 'Vehicle alerts') },
    ...sections.map((text): KnownBlock => ({ type: 'section', text: mrkdwnObject(text) })),
    { type: 'context', elements: [mrkdwnObject(foot)] },
  ];
  const metadata = { event_type: DIGEST_TYPE, event_payload: { digestId } };
  return { text: mrkdwn(fallbackText, LIMITS.fallbackText) || 'Vehicle alerts came.', blocks, metadata };
}

const lineOf = ({ title, detail }: Digest['lines'][number]): string =>
  `• ${[bold(title, LIMITS.slotLine), mrkdwnLine(detail, LIMITS.slotLine)].filter((part) => part !== '').join(' – ')}`;
