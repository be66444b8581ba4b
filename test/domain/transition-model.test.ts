import fc from 'fast-check';
import type { Booking, BookingState } from '../../src/domain/booking.ts';
import type { DomainEvent } from '../../src/domain/events.ts';
import { withHandled } from '../../src/domain/outcomes.ts';
import type { Step } from '../../src/domain/step.ts';
import { transition } from '../../src/domain/transition.ts';
import {
  SITUATIONS,
  START,
  alertOf,
  dana,
  frozen,
  lee,
  offerOf,
  omar,
  slot,
  usd,
  workOrder,
} from '../support/cases.ts';
import type { Situation } from '../support/cases.ts';

/** How many lives of about 50 events each; `PITCREW_MODEL_RUNS` asks for more. */
const RUNS = Number(process.env['PITCREW_MODEL_RUNS'] ?? 100);
const EVENTS_A_LIFE = 50;

const HOLDING: readonly BookingState[] = ['requested', 'awaiting-approval', 'scheduled', 'moving', 'in-progress'];
const OPEN: readonly BookingState[] = [
  'offered',
  'requested',
  'awaiting-approval',
  'scheduled',
  'moving',
  'in-progress',
  'expired',
];
/** Which states one step may lead to, as the drawing of the aggregate has it. */
const ARROWS: Readonly<Record<BookingState, readonly BookingState[]>> = {
  offered: ['offered', 'requested', 'awaiting-approval', 'dismissed', 'manual', 'cancelled', 'expired'],
  requested: ['requested', 'scheduled', 'offered', 'manual', 'cancelled', 'failed'],
  'awaiting-approval': ['awaiting-approval', 'requested', 'offered', 'cancelled'],
  moving: ['moving', 'scheduled', 'in-progress', 'completed', 'no-show', 'cancelled'],
  scheduled: ['scheduled', 'moving', 'offered', 'in-progress', 'completed', 'no-show', 'manual', 'cancelled'],
  'in-progress': ['in-progress', 'completed', 'no-show', 'cancelled'],
  completed: ['completed', 'cancelled'],
  manual: ['manual', 'offered', 'cancelled'],
  cancelled: ['offered', 'manual'],
  'no-show': ['offered', 'manual', 'in-progress', 'completed'],
  expired: ['offered', 'manual'],
  failed: ['offered', 'manual'],
  dismissed: [],
};

const by = fc.constantFrom(dana, omar);
const deliveryId = fc.nat(400).map((n) => `slack:${n}`);
// Three slots and a few that may not be on offer; attempts and confirmations also of the past and of others.
const slotId = fc.integer({ min: 1, max: 6 }).map((n) => `s${n}`);
const attempt = fc.integer({ min: 0, max: 4 });
const reference = attempt.map((n) => `B1-${n}`);
const confirmation = fc.integer({ min: 1, max: 4 }).map((n) => `FCAC-${n}`);
const at = fc.nat(5_000).map((minutes) => new Date(Date.parse(START) + minutes * 60_000).toISOString());
const money = fc.option(fc.integer({ min: 0, max: 9_000 }).map(usd), { nil: undefined });
const offer = fc
  .tuple(fc.subarray([1, 2, 3, 4]), fc.subarray([5, 6]), at, fc.nat(300))
  .map(([slots, more, madeAt, minutes]) =>
    offerOf(
      slots.map((n) => slot(n)),
      {
        more: more.map((n) => slot(n)),
        madeAt,
        expiresAt: new Date(Date.parse(madeAt) + minutes * 60_000).toISOString(),
      },
    ),
  );
const fromShop = { network: fc.constantFrom('firestone', 'firestone', 'pepboys'), confirmation, at };
const type = <T extends string>(name: T) => fc.constant(name);

const person = fc.constantFrom({ memberId: 'lee', name: 'Lee Okafor' }, { memberId: 'ida', name: 'Ida Stern' });
const nextPerson = fc.option(
  person.map((one) => ({ ...one, channel: 'slack' })),
  { nil: undefined },
);
const need = fc.record({
  reason: fc.constantFrom('always', 'over-limit'),
  minutes: fc.nat(600),
  approver: fc.option(person, { nil: undefined }),
});
const round = fc.nat(9);
const decision = {
  by: fc.constantFrom(dana, lee),
  comment: fc.option(fc.constant('Too dear'), { nil: undefined }),
  selfApproval: fc.boolean(),
  deliveryId,
};

const event: fc.Arbitrary<DomainEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: type('choose-slot'),
      slotId,
      seat: fc.nat(2),
      workOrder: fc.constant(workOrder),
      approval: fc.option(need, { nil: undefined }),
      undo: fc.option(fc.record({ minutes: fc.nat(600) }), { nil: undefined }),
      by,
      deliveryId,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: type('more-slots'), by, deliveryId }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: type('reschedule'),
      slot: fc.integer({ min: 1, max: 6 }).map((n) => slot(n)),
      seat: fc.nat(2),
      workOrder: fc.constant(workOrder),
      atomic: fc.boolean(),
      by,
      deliveryId,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: type('moved'),
      attempt,
      confirmation,
      start: fc.integer({ min: 1, max: 6 }).map((n) => slot(n).start),
      keepBay: fc.constant(false),
      reference,
      fee: money,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('move-failed'),
      attempt,
      why: fc.constantFrom('slot-taken', 'declined', 'unavailable', 'no-answer', 'proposed'),
      offer,
      fee: money,
    }),
  },
  fc.record({ type: type('released'), reference, fee: money }),
  fc.record({ type: type('release-refused'), reference, reason: fc.constant('Too late') }),
  fc.record({ type: type('dismiss'), reason: fc.constant('not-needed'), by, deliveryId }),
  {
    weight: 2,
    arbitrary: fc.record({ type: type('cancel'), reason: fc.constant('not-needed'), fee: money, by, deliveryId }),
  },
  { weight: 2, arbitrary: fc.record({ type: type('confirm-cancel'), by, deliveryId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('book-manually'),
      manual: fc.record({ providerName: fc.constantFrom('Hal’s', 'Ida’s'), start: at }),
      fee: money,
      by,
      deliveryId,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: type('approve'), ...decision }) },
  { weight: 2, arbitrary: fc.record({ type: type('reject'), ...decision }) },
  { weight: 2, arbitrary: fc.record({ type: type('undo'), by, deliveryId }) },
  fc.record({ type: type('escalate'), by, next: nextPerson, deliveryId }),
  fc.record({ type: type('snooze'), by, minutes: fc.nat(600), deliveryId }),
  { weight: 2, arbitrary: fc.record({ type: type('approval-timeout'), round, next: nextPerson }) },
  fc.record({ type: type('slot-gone'), round }),
  fc.record({ type: type('reminded'), step: fc.nat(5), next: nextPerson, nextAt: fc.option(at, { nil: undefined }) }),
  fc.record({ type: type('undo-over') }),
  fc.record({ type: type('rate'), stars: fc.integer({ min: 1, max: 5 }), by, deliveryId }),
  fc.record({
    type: type('alert'),
    alert: fc
      .tuple(fc.nat(9), fc.constantFrom('info', 'warning', 'critical', 'out-of-service'))
      .map(([n, severity]) => alertOf(`a-${n}`, { severity: severity as 'info' })),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ type: type('offer'), offer, deliveryId: fc.option(deliveryId, { nil: undefined }) }),
  },
  fc.record({ type: type('expired') }),
  {
    weight: 8,
    arbitrary: fc.record({
      type: type('confirmed'),
      attempt,
      confirmation,
      start: fc.constant(slot(1).start),
      keepBay: fc.constant(false),
    }),
  },
  fc.record({
    type: type('slot-taken'),
    attempt: fc.option(attempt, { nil: undefined }),
    slotId,
    offer,
    by: fc.option(by, { nil: undefined }),
  }),
  fc.record({ type: type('declined'), attempt, reason: fc.constant('No.'), final: fc.boolean(), offer }),
  fc.record({ type: type('unavailable'), attempt, offer }),
  fc.record({ type: type('unknown'), attempt }),
  { weight: 2, arbitrary: fc.record({ type: type('asked'), attempt, answerBy: at }) },
  fc.record({ type: type('proposed'), attempt, proposed: fc.constant(slot(5, { proposed: true })), offer }),
  fc.record({ type: type('no-answer'), attempt, offer }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('cancel-confirmed'),
      reference,
      fee: money,
      paidBy: fc.constantFrom('fleet', 'host'),
    }),
  },
  fc.record({ type: type('cancel-refused'), reference, reason: fc.constant('Too late') }),
  fc.record({ type: type('cancelled-by-shop'), ...fromShop }),
  fc.record({
    type: type('moved-by-shop'),
    ...fromShop,
    start: fc.constantFrom(1, 3, 4).map((n) => slot(n).start),
    holds: fc.constant(true),
  }),
  fc.record({ type: type('status-checked-in'), ...fromShop }),
  fc.record({ type: type('status-in-progress'), ...fromShop }),
  fc.record({ type: type('status-completed'), ...fromShop, invoice: money }),
  fc.record({ type: type('status-no-show'), ...fromShop }),
) as fc.Arbitrary<DomainEvent>;

/** Half of all events are meant: for the present attempt and appointment, and later than all before. */
function aimed(booking: Booking, happening: DomainEvent): DomainEvent {
  const { phase, attempts, offer: present } = booking;
  const meant: Record<string, unknown> = { ...happening };
  if (happening.type === 'choose-slot') meant['slotId'] = present.slots[0]?.slotId ?? happening.slotId;
  if (phase.state === 'awaiting-approval' && meant['round'] !== undefined) meant['round'] = phase.approval.round;
  if (happening.type === 'reminded') meant['step'] = booking.watch?.step ?? 0;
  if (meant['attempt'] !== undefined) meant['attempt'] = attempts;
  if (meant['reference'] !== undefined) meant['reference'] = `B1-${attempts}`;
  if (happening.type === 'offer') meant['offer'] = { ...happening.offer, madeAt: LAST };
  if ('network' in happening && 'appointment' in phase && phase.appointment) {
    Object.assign(meant, { network: 'firestone', confirmation: phase.appointment.confirmation, at: LAST });
  }
  return meant as unknown as DomainEvent;
}
const LAST = '2026-12-31T00:00:00.000Z';
const begin = fc.constantFrom(...(Object.keys(SITUATIONS) as Situation[]));
const happenings = fc.array(fc.tuple(event, fc.boolean()), { minLength: EVENTS_A_LIFE, maxLength: EVENTS_A_LIFE });

const keysOf = (booking: Booking, kind: string) => booking.keys.filter((key) => key.startsWith(`${kind}:`));
const same = (a: readonly unknown[], b: readonly unknown[]) => JSON.stringify(a) === JSON.stringify(b);
/** Plain and fast: `expect` some hundred thousand times would take most of the time. */
function must(what: string, ok: boolean): void {
  if (!ok) throw new Error(`It does not hold that ${what}`);
}

/** What holds of every booking at every moment. */
function holds(booking: Booking): void {
  const { phase, claims, keys, outcomes } = booking;
  const { state } = phase;
  must('the state is a known one', state in ARROWS);
  must('time is held in the holding states and no other', claims.length > 0 === HOLDING.includes(state));
  // Availability that counts our own appointments leaves nothing to claim of the bay once it is confirmed.
  const bays = claims.filter((claim) => claim.startsWith('bay:'));
  must(
    'no bay is held after the confirmation',
    ['requested', 'awaiting-approval', 'moving'].includes(state) || bays.length === 0,
  );
  if (phase.state === 'moving') {
    const own = new Set(claims);
    must(
      'the old appointment and the new time are both held',
      phase.held.length > 0 && phase.held.every((claim) => own.has(claim)) && bays.length > 0,
    );
    must('the last attempt moves', phase.request.attempt === booking.attempts);
  }
  must('releases are bounded', (booking.releases ?? []).length <= 10);
  const open = OPEN.includes(state) ? ['case:acme/truck-17/battery_12v'] : [];
  must('the open case is owned while it is open', same(keysOf(booking, 'case'), open));
  const alerts = booking.alerts.map(({ alertId }) => `alert:acme/${alertId}`);
  must('every alert is owned', same(keysOf(booking, 'alert'), alerts));
  must('no key is owned twice', new Set(keys).size === keys.length);
  must('what is remembered is bounded', outcomes.length <= 50 && booking.handled.length <= 200);
  must('the thread’s lines are bounded', booking.notes.length <= 50);
  must('a delivery has one outcome', new Set(outcomes.map((row) => row.deliveryId)).size === outcomes.length);
  const last = booking.history.at(-1);
  must('the last row of the history is where it stands', last?.to === state && last.version === booking.version);
  if (phase.state === 'scheduled') {
    must('the appointment is owned', keys.includes(`appt:firestone/${phase.appointment.confirmation}`));
  }
  if (phase.state === 'requested') must('the last attempt is asked', phase.request.attempt === booking.attempts);
  // Nobody waits for a cancellation, or a shop, that is not under way.
  const waits = outcomes.filter((row) => row.result === 'pending').map((row) => row.intent);
  const idle = !['requested', 'awaiting-approval', 'scheduled', 'moving'].includes(state);
  must('nobody waits in vain', !idle || waits.every((intent) => intent === 'more-slots'));
}

/** What holds of every step. */
function fits(before: Booking, step: Step): void {
  if (step.kind !== 'moved') return;
  const { booking: next, effects } = step;
  const { state } = next.phase;
  // A shop's word about an appointment that was moved away from it changes no state, wherever the case is by then.
  const isRelease = ['released', 'release-refused'].includes(next.history.at(-1)?.intent ?? '');
  const arrows = isRelease ? [before.phase.state] : ARROWS[before.phase.state];
  must(`an arrow leads from ${before.phase.state} to ${state}`, arrows.includes(state));
  must(
    'revision and version rise by one',
    next.revision === before.revision + 1 && next.version === before.version + 1,
  );
  must('attempts never fall', next.attempts >= before.attempts);
  must('the history only grows, by one', next.history.length === before.history.length + 1);
  must(
    'the history’s rows stay',
    before.history.every((row, i) => row === next.history[i]),
  );
  must('its new row is this step', next.history.at(-1)?.from === before.phase.state);
  must(
    'appointments stay owned',
    keysOf(before, 'appt').every((key) => next.keys.includes(key)),
  );
  must(
    'the cards follow',
    effects.some(({ kind }) => kind === 'sync-cards'),
  );
  const asks = effects.some(({ kind }) => kind === 'book-at-shop');
  must(
    'a shop is asked at a choice, or when it is approved, and never else',
    asks === (['offered', 'awaiting-approval'].includes(before.phase.state) && state === 'requested'),
  );
  const moves = effects.some(({ kind }) => kind === 'move-at-shop');
  must('a move begins at an appointment', moves === (before.phase.state === 'scheduled' && state === 'moving'));
  const letsGo = effects.some(({ kind }) => kind === 'release-at-shop');
  must(
    'what a move leaves behind is let go of',
    letsGo ===
      (next.releases ?? []).some(({ reference }) => !(before.releases ?? []).some((r) => r.reference === reference)),
  );
}

describe('Whatever comes in whatever order', () => {
  test('a case stays within its rules, and a step depends on nothing but its arguments', () => {
    let steps = 0;
    const seen = new Set<BookingState>();
    fc.assert(
      fc.property(begin, happenings, (situation, events) => {
        let booking = frozen(SITUATIONS[situation]());
        holds(booking);
        seen.add(booking.phase.state);
        events.forEach(([random, meant], i) => {
          const happening = frozen(meant ? aimed(booking, random) : random);
          const now = new Date(Date.parse(booking.updatedAt) + i * 3_000).toISOString();
          const step = transition(booking, happening, now);
          must('the same gives the same', same([transition(booking, happening, now)], [step]));
          fits(booking, step);
          steps++;
          const after = step.kind === 'moved' ? step.booking : booking;
          seen.add(after.phase.state);
          const id = 'deliveryId' in happening && happening.deliveryId ? happening.deliveryId : 'slack:none';
          booking = frozen(withHandled(after, id));
          holds(booking);
          // Reading it back from the store gives the same.
          const readBack = JSON.parse(JSON.stringify(booking)) as Booking;
          must(
            'a booking read back from the store is the same',
            same([transition(readBack, happening, now)], [transition(booking, happening, now)]),
          );
        });
      }),
      { numRuns: RUNS },
    );
    expect(steps).toBeGreaterThanOrEqual(RUNS * EVENTS_A_LIFE);
    if (process.env['PITCREW_MODEL_RUNS'] !== undefined)
      process.stderr.write(`  ${steps} steps in ${RUNS} lives; states seen: ${[...seen].sort().join(', ')}\n`);
    // The walk is worth something only if it comes everywhere.
    expect([...seen].sort()).toEqual(Object.keys(ARROWS).sort());
  });
});
