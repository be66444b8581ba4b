import fc from 'fast-check';
import { renderCard } from '../../../adapters/slack/render/card.ts';
import { renderDigest } from '../../../adapters/slack/render/digest.ts';
import { renderRejectModal } from '../../../adapters/slack/render/reject-modal.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import type { Addressee } from '../../../src/domain/attention.ts';
import { judge } from '../../support/shared.ts';
import { SITUATIONS, START, type Situation } from '../../support/cases.ts';
import type { Wire } from '../../support/slack-api.ts';
import { anyDigest } from './any-card.ts';
import { modalViolations, violations } from './block-kit.ts';
import { officialJudge } from './official-limits.ts';

const limitsFile = judge("Block Kit's limits", 'schemas', 'slack', 'slackblocks-spec', 'spec', 'limits.json');
const official = limitsFile === undefined ? undefined : officialJudge(limitsFile);

function found(blocks: readonly object[]): readonly unknown[] {
  const ours = violations('message', blocks);
  return official === undefined || official({ blocks }) ? ours : [...ours, ...(official.errors ?? [])];
}
const lee: Addressee = { memberId: 'lee', n: 1, as: 'approver', at: START };
const situations = Object.keys(SITUATIONS) as Situation[];
const actionsIn = (blocks: readonly Wire[]): readonly string[] =>
  blocks.flatMap(({ type, elements = [] }) =>
    type === 'actions' ? elements.map(({ action_id }: { action_id: string }) => action_id) : [],
  );

describe('in every situation', () => {
  test.each(situations)('%s: the shared card and an approver’s own keep Slack’s limits', (situation) => {
    const booking = SITUATIONS[situation]();
    expect([renderCard(cardOf(booking)), renderCard(cardOf(booking, lee))].map(({ blocks }) => found(blocks))).toEqual([
      [],
      [],
    ]);
    expect(actionsIn(renderCard(cardOf(booking)).blocks)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(approve|reject)/)]),
    );
  });
});

test('an approver’s own card has both buttons, while it waits for him and not longer', () => {
  const own = (situation: Situation) => actionsIn(renderCard(cardOf(SITUATIONS[situation](), lee)).blocks);
  expect(own('awaiting-approval')).toEqual(['approve', 'reject']);
  expect(own('requested')).not.toContain('approve');
  expect(own('offered')).not.toContain('approve');
});

test('“Remind me later” is a menu whose choices carry their minutes', () => {
  const { blocks } = renderCard(cardOf(SITUATIONS.offered()));
  const menu = (blocks as Wire[])
    .flatMap(({ elements = [] }) => elements)
    .find((element: Wire) => element.type === 'static_select');
  expect(menu.action_id).toBe('snooze');
  expect(menu.options.map(({ value }: Wire) => JSON.parse(value))).toEqual(
    [30, 60, 240, 1440].map((minutes) => ({ bookingId: 'B1', version: 1, minutes })),
  );
});

test('any digest keeps the limits, and names the cases that it has room for', () => {
  fc.assert(
    fc.property(anyDigest, (digest) => {
      const { blocks, text, metadata } = renderDigest(digest);
      expect(found(blocks)).toEqual([]);
      expect(text.length > 0 && text.length <= 4_000).toBe(true);
      expect(metadata.event_payload.digestId).toBe(digest.digestId);
    }),
    { numRuns: 200 },
  );
});

test('the form for a no keeps a modal’s limits, also without its booking', () => {
  const form = { bookingId: 'B1', version: 2, channelId: 'D01LEE', messageTs: '1.2' };
  for (const booking of [SITUATIONS['awaiting-approval'](), SITUATIONS.offered(), undefined]) {
    const view = renderRejectModal(form, booking);
    expect(modalViolations(view)).toEqual([]);
    expect([view.callback_id, JSON.parse(view.private_metadata ?? '')]).toEqual(['reject', form]);
  }
});
