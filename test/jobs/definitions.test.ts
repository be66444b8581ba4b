import { createDefinitions } from '../../jobs/definitions.ts';
import type { JobServices } from '../../src/app/ports/job-services.ts';
import type { JobContext, JobRequest } from '../../src/app/ports/jobs.ts';
import type { Effect } from '../../src/domain/effects.ts';

const context: JobContext = { id: 'B1-1-0', attempt: 1, signal: new AbortController().signal };

/** Services that note their calls and answer `again in 7 ms`. */
function noting(calls: unknown[]): JobServices {
  return new Proxy({} as JobServices, {
    get:
      (_, method) =>
      async (...args: unknown[]) => {
        calls.push([method, ...args]);
        return { againInMs: 7 };
      },
  });
}

const WORD = {
  about: 'accepted',
  networkRef: 'lakeside',
  reference: 'B1-2',
  start: '2026-11-23T15:00:00.000Z',
  end: '2026-11-23T16:00:00.000Z',
} as const;

const effects: [Effect, unknown[]][] = [
  [{ kind: 'make-offer', why: 'alert' }, ['makeOffer', 'B1', 'alert', undefined]],
  [{ kind: 'make-offer', why: 'more', deliveryId: 'Ev1' }, ['makeOffer', 'B1', 'more', 'Ev1']],
  [{ kind: 'book-at-shop', attempt: 2 }, ['bookAtShop', 'B1', 2]],
  [{ kind: 'move-at-shop', attempt: 2 }, ['moveAtShop', 'B1', 2]],
  [{ kind: 'release-at-shop', reference: 'B1-1' }, ['releaseAtShop', 'B1', 'B1-1']],
  [{ kind: 'cancel-at-shop', reference: 'FS-1' }, ['cancelAtShop', 'B1', 'FS-1']],
  [{ kind: 'sync-cards' }, ['syncCards', 'B1']],
  [{ kind: 'post-note', noteId: 'n-1' }, ['postNote', 'B1', 'n-1']],
  [{ kind: 'tell', deliveryId: 'Ev1' }, ['tell', 'B1', 'Ev1']],
  [{ kind: 'apply-parked', network: 'firestone', confirmation: 'FS-1' }, ['applyParked', 'B1', 'firestone', 'FS-1']],
  [{ kind: 'await-answer', attempt: 2, at: '2026-11-23T15:00:00.000Z' }, ['awaitAnswer', 'B1', 2]],
  [{ kind: 'tell-shop', network: 'local', ...WORD }, ['tellShop', 'local', WORD]],
  [{ kind: 'book-commission' }, ['bookCommission', 'B1']],
  [{ kind: 'await-approval', round: 4, at: '2026-11-23T15:00:00.000Z' }, ['awaitApproval', 'B1', 4]],
  [{ kind: 'remind-approver', round: 4, at: '2026-11-23T15:00:00.000Z' }, ['remindApprover', 'B1', 4]],
  [{ kind: 'hold-at-shop', round: 4 }, ['holdAtShop', 'B1', 4]],
  [{ kind: 'remind', step: 2, at: '2026-11-23T15:00:00.000Z' }, ['remind', 'B1', 2]],
  [{ kind: 'plan-reminders', start: '2026-11-23T15:00:00.000Z' }, ['planReminders', 'B1', '2026-11-23T15:00:00.000Z']],
  [{ kind: 'auto-book' }, ['autoBook', 'B1']],
  [{ kind: 'end-undo', at: '2026-11-23T15:00:00.000Z' }, ['endUndo', 'B1']],
  [{ kind: 'expire-offer', at: '2026-11-23T15:00:00.000Z' }, ['expireOffer', 'B1', '2026-11-23T15:00:00.000Z']],
];

const policies: Record<
  Effect['kind'] | 'remind-appointment' | 'digest' | 'poll-availability' | 'poll-statuses' | 'refresh-providers',
  [number, number, number]
> = {
  'make-offer': [10, 500, 30_000],
  'book-at-shop': [1_000_000, 500, 30_000],
  'move-at-shop': [1_000_000, 500, 30_000],
  'release-at-shop': [1_000_000, 500, 30_000],
  'cancel-at-shop': [1_000_000, 500, 30_000],
  'sync-cards': [20, 500, 60_000],
  'post-note': [20, 500, 60_000],
  tell: [20, 500, 60_000],
  'apply-parked': [20, 500, 60_000],
  'book-commission': [1_000_000, 500, 30_000],
  'expire-offer': [20, 500, 60_000],
  'await-answer': [20, 500, 60_000],
  'tell-shop': [1_000_000, 500, 30_000],
  'await-approval': [1_000_000, 500, 30_000],
  'remind-approver': [20, 500, 60_000],
  'hold-at-shop': [20, 500, 60_000],
  remind: [1_000_000, 500, 30_000],
  'plan-reminders': [20, 500, 60_000],
  'remind-appointment': [20, 500, 60_000],
  digest: [1_000_000, 500, 30_000],
  'auto-book': [1_000_000, 500, 30_000],
  'end-undo': [20, 500, 60_000],
  'poll-availability': [3, 1_000, 10_000],
  'poll-statuses': [3, 1_000, 10_000],
  'refresh-providers': [3, 1_000, 10_000],
};

describe('The job definitions', () => {
  const calls: unknown[] = [];
  const definitions = new Map(createDefinitions(noting(calls)).map((one) => [one.name, one]));
  beforeEach(() => void calls.splice(0));

  test.each(effects)('hand %j to its service', async ({ kind, ...rest }, expected) => {
    const payload = { ...rest, bookingId: 'B1' } as JobRequest['payload'];
    expect(await definitions.get(kind)!.handle(payload, context)).toEqual({ againInMs: 7 });
    expect(calls).toEqual([[...expected, context]]);
  });

  test('hand a poll to its service', async () => {
    await definitions.get('poll-availability')!.handle({ network: 'pepboys', group: 'batch-0' }, context);
    await definitions.get('poll-statuses')!.handle({ network: 'pepboys' }, context);
    await definitions.get('refresh-providers')!.handle({ network: 'firestone' }, context);
    expect(calls).toEqual([
      ['pollAvailability', 'pepboys', 'batch-0', context],
      ['pollStatuses', 'pepboys', context],
      ['refreshProviders', 'firestone', context],
    ]);
  });

  test.each([
    ['poll-availability', { providerId: 'firestone-023845' }],
    ['poll-statuses', {}],
    ['refresh-providers', { network: '' }],
  ])('end a %s that an earlier version left with the payload %j', async (name, payload) => {
    await definitions.get(name)!.handle(payload, context);
    expect(calls).toEqual([['endRepeat', context.id]]);
  });

  test('try each as often, and wait as long, as it deserves', () => {
    const written = [...definitions.values()].map(({ name, retry }) => [
      name,
      [retry.attempts, retry.backoffMs, retry.maxBackoffMs],
    ]);
    expect(Object.fromEntries(written)).toEqual(policies);
  });

  test.each([
    ['book-at-shop', { bookingId: 'B1' }, 'attempt'],
    ['book-at-shop', { bookingId: 'B1', attempt: 0 }, 'attempt'],
    ['sync-cards', {}, 'bookingId'],
    ['make-offer', { bookingId: 'B1', why: 'fun' }, 'why'],
    ['expire-offer', { bookingId: 'B1', at: 'soon' }, 'at'],
  ])('refuse for %s the payload %j and name the field', async (name, payload, field) => {
    const { handle } = definitions.get(name)!;
    await expect(handle(payload as JobRequest['payload'], context)).rejects.toMatchObject({
      issues: [{ path: [field] }],
    });
    expect(calls).toEqual([]);
  });
});
