import type { KnownBlock } from '@slack/types';
import type { Notice } from '../../../src/app/ports/notices.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwn, mrkdwnLine, mrkdwnObject, plain } from './text.ts';

export const NOTICE_TYPE = 'pitcrew_notice';

/** A notice as Slack's `chat.postMessage` takes it. */
export interface NoticeMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
  readonly metadata: { readonly event_type: typeof NOTICE_TYPE; readonly event_payload: { readonly noticeId: string } };
}

/** Renders a notice as Block Kit. However long it is, the message stays within Slack's limits. */
export function renderNotice({ id, title, words, facts, footer }: Notice): NoticeMessage {
  const paragraphs = words.map((text) => mrkdwn(text, LIMITS.paragraph)).filter((text) => text !== '');
  const fields = facts
    .map(({ label, value }) => [bold(label, LIMITS.factLabel), mrkdwn(value, LIMITS.factValue)])
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((text) => text !== '')
    .slice(0, LIMITS.fields)
    .map(mrkdwnObject);
  const foot = mrkdwnLine(footer ?? '', LIMITS.footerLine);
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(title, LIMITS.header, 'Pitcrew') },
    ...paragraphs
      .slice(0, LIMITS.paragraphs)
      .map((text): KnownBlock => ({ type: 'section', text: mrkdwnObject(text) })),
  ];
  if (fields.length > 0) blocks.push({ type: 'section', fields });
  if (foot !== '') blocks.push({ type: 'context', elements: [mrkdwnObject(foot)] });
  return {
    text: mrkdwn([title, ...words.slice(0, 1)].join('\n'), LIMITS.sentence) || 'A word from Pitcrew.',
    blocks,
    metadata: { event_type: NOTICE_TYPE, event_payload: { noticeId: id } },
  };
}
