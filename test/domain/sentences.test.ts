import type { Appointment } from '../../src/domain/booking.ts';
import { SAY_CODES, sentence } from '../../src/domain/sentences.ts';
import type { Say, SayCode } from '../../src/domain/say.ts';
import { SITUATIONS, slot, usd } from '../support/cases.ts';

const reader = { locale: 'en-US', timeZone: 'America/Chicago' };
const { phase } = SITUATIONS.scheduled();
if (phase.state !== 'scheduled') throw new Error('The case is not scheduled');
const { appointment } = phase;
const bare: Appointment = { ...appointment, phone: undefined, price: undefined };
const [release] = SITUATIONS['scheduled, old one to be released']().releases ?? [];
if (!release) throw new Error('Nothing is to be released');
const quiet = slot(1, { phone: undefined });
const next = [slot(2), slot(3)];
const timesOf = ({ start, end }: { readonly start: string; readonly end: string }) => ({ start, end });

/** Every code with everything it can tell, and with as little as it may. */
const manual = { providerName: 'Hal’s Garage', start: slot(1).start, confirmation: 'H-7' };
const SAID: { readonly [C in SayCode]: readonly Extract<Say, { code: C }>[] } = {
  'asking-shop': [{ code: 'asking-shop', slot: slot(1) }],
  'already-asking': [{ code: 'already-asking', slot: slot(1) }],
  'busy-asking': [{ code: 'busy-asking', slot: slot(1) }],
  booked: [{ code: 'booked', appointment }],
  'already-booked-this': [{ code: 'already-booked-this', appointment }],
  'already-booked': [{ code: 'already-booked', appointment }],
  'slot-taken': [
    { code: 'slot-taken', slot: slot(1), next },
    { code: 'slot-taken', slot: quiet, next: [] },
  ],
  'slot-not-offered': [
    { code: 'slot-not-offered', next },
    { code: 'slot-not-offered', next: [] },
  ],
  'move-needs-approval': [{ code: 'move-needs-approval', slot: slot(2), appointment }],
  'vehicle-busy': [{ code: 'vehicle-busy', slot: slot(1) }],
  'shop-declined': [
    { code: 'shop-declined', slot: slot(1), reason: 'Closed that day', next },
    { code: 'shop-declined', slot: quiet, reason: 'Closed that day. ', next: [] },
    { code: 'shop-declined', slot: quiet, reason: '', next: [] },
  ],
  'shop-unreachable': [
    { code: 'shop-unreachable', slot: slot(1), next },
    { code: 'shop-unreachable', slot: quiet, next: [] },
  ],
  'asking-to-move': [{ code: 'asking-to-move', slot: slot(2), appointment }],
  moved: [
    { code: 'moved', was: appointment, appointment: { ...appointment, ...timesOf(slot(2)) }, atomic: true },
    { code: 'moved', was: bare, appointment: { ...bare, ...timesOf(slot(2)) }, atomic: false },
  ],
  'move-failed': (['slot-taken', 'declined', 'unavailable', 'no-answer', 'proposed'] as const).flatMap((why) => [
    { code: 'move-failed', slot: slot(2), appointment, why, reason: 'Closed that day.', next },
    { code: 'move-failed', slot: quiet, appointment: bare, why, reason: '', next: [] },
  ]),
  released: [
    { code: 'released', release },
    { code: 'released', release, fee: usd(3_000) },
  ],
  'release-refused': [
    { code: 'release-refused', release: { ...release, refused: 'The car is on the lift.' } },
    { code: 'release-refused', release: { ...release, phone: undefined } },
  ],
  'no-such-time': [{ code: 'no-such-time', words: 'whenever' }],
  'time-passed': [{ code: 'time-passed', words: 'yesterday' }],
  'nothing-free-then': [
    { code: 'nothing-free-then', words: 'Friday after 3', next, stands: appointment },
    { code: 'nothing-free-then', words: 'Friday after 3', next: [] },
  ],
  'shop-silent': [
    { code: 'shop-silent', slot: slot(1) },
    { code: 'shop-silent', slot: quiet },
  ],
  'shop-asked': [
    { code: 'shop-asked', slot: slot(1), until: slot(2).start },
    { code: 'shop-asked', slot: quiet, until: slot(2).start },
  ],
  'shop-proposed': [{ code: 'shop-proposed', slot: slot(1), proposed: slot(2) }],
  'shop-no-answer': [
    { code: 'shop-no-answer', slot: slot(1), next },
    { code: 'shop-no-answer', slot: quiet, next: [] },
  ],
  'looking-for-slots': [{ code: 'looking-for-slots' }],
  'offer-made': [
    { code: 'offer-made', next, more: 4 },
    { code: 'offer-made', next, more: 1 },
    { code: 'offer-made', next, more: 0 },
    { code: 'offer-made', next: [], more: 0, reason: 'The 3 shops within 50 mi have no free time.' },
    { code: 'offer-made', next: [], more: 0 },
  ],
  'offer-expired': [{ code: 'offer-expired' }],
  'alert-joined': [{ code: 'alert-joined' }],
  dismissed: [{ code: 'dismissed' }],
  'cancel-fee': [{ code: 'cancel-fee', appointment, fee: usd(3_000) }],
  cancelling: [{ code: 'cancelling', providerName: 'Shop 1' }],
  'cancel-kept': [{ code: 'cancel-kept', providerName: 'Shop 1' }],
  cancelled: [{ code: 'cancelled' }, { code: 'cancelled', fee: usd(0) }, { code: 'cancelled', fee: usd(3_000) }],
  'booked-by-hand': [
    { code: 'booked-by-hand', manual, by: 'Dana Reyes' },
    { code: 'booked-by-hand', manual: { ...manual, confirmation: undefined } },
  ],
  'stands-by-hand': [{ code: 'stands-by-hand', manual }],
  'by-hand-kept': [{ code: 'by-hand-kept', providerName: 'Shop 1' }],
  'by-hand-fee': [{ code: 'by-hand-fee', appointment, fee: usd(3_000) }],
  'by-hand-cancelled': [{ code: 'by-hand-cancelled', manual }],
  'rate-from-start': [{ code: 'rate-from-start', manual }],
  'cancel-refused': [
    { code: 'cancel-refused', appointment, reason: 'The car is on the lift.' },
    { code: 'cancel-refused', appointment: bare, reason: '' },
  ],
  'confirm-too-late': [{ code: 'confirm-too-late' }],
  'nothing-to-confirm': [{ code: 'nothing-to-confirm' }],
  'cancelled-by-shop': [
    { code: 'cancelled-by-shop', appointment },
    { code: 'cancelled-by-shop', appointment: bare },
  ],
  'moved-by-shop': [
    { code: 'moved-by-shop', was: appointment, appointment: { ...appointment, ...timesOf(slot(2)) } },
    { code: 'moved-by-shop', was: bare, appointment: { ...bare, ...timesOf(slot(2)) } },
  ],
  'checked-in': [{ code: 'checked-in', appointment }],
  'work-started': [{ code: 'work-started', appointment }],
  'in-the-shop': [
    { code: 'in-the-shop', appointment },
    { code: 'in-the-shop', appointment: bare },
  ],
  completed: [
    { code: 'completed', appointment },
    { code: 'completed', appointment, invoice: usd(20_000) },
  ],
  'no-show': [{ code: 'no-show', appointment }],
  rated: [{ code: 'rated', stars: 5 }],
  'not-yet-completed': [{ code: 'not-yet-completed' }],
  failed: [
    { code: 'failed', providerName: 'Shop 1', reason: 'The VIN is not valid.', phone: '+13125550101' },
    { code: 'failed', providerName: 'Shop 1', reason: '' },
  ],
  'case-closed': [
    { code: 'case-closed', state: 'completed' },
    { code: 'case-closed', state: 'no-show' },
  ],
  'asking-approver': [
    { code: 'asking-approver', slot: slot(1), approver: 'Lee Okafor', until: slot(1).start },
    { code: 'asking-approver', slot: slot(1), until: slot(1).start },
  ],
  'awaits-approval': [
    { code: 'awaits-approval', slot: slot(1), approver: 'Lee Okafor', until: slot(1).start },
    { code: 'awaits-approval', slot: slot(1), until: slot(1).start },
  ],
  approved: [
    { code: 'approved', slot: slot(1), by: 'Lee Okafor', comment: 'Fine' },
    { code: 'approved', slot: slot(1) },
  ],
  rejected: [
    { code: 'rejected', slot: slot(1), by: 'Lee Okafor', comment: 'Too dear' },
    { code: 'rejected', slot: slot(1) },
  ],
  'approval-over': [{ code: 'approval-over', slot: slot(1) }],
  'approval-handed-over': [{ code: 'approval-handed-over', slot: slot(1), approver: 'Ida', until: slot(1).start }],
  'approval-due': [{ code: 'approval-due', slot: slot(1), until: slot(1).start }],
  'slot-gone': [{ code: 'slot-gone', slot: slot(1) }],
  'own-request': [{ code: 'own-request' }],
  'approvers-only': [{ code: 'approvers-only' }],
  'no-approval-asked': [{ code: 'no-approval-asked' }],
  undone: [{ code: 'undone' }, { code: 'undone', fee: usd(3_000), by: 'Dana Reyes' }],
  'undo-too-late': [{ code: 'undo-too-late', until: slot(1).start }],
  'nothing-to-undo': [{ code: 'nothing-to-undo' }],
  snoozed: [{ code: 'snoozed', until: slot(1).start }],
  'nobody-answered': [
    { code: 'nobody-answered', since: slot(1).start, next: 'Omar Haddad' },
    { code: 'nobody-answered', since: slot(1).start },
  ],
  escalated: [
    { code: 'escalated', to: 'Omar Haddad', by: 'Dana Reyes' },
    { code: 'escalated', to: 'Omar Haddad' },
  ],
  'nobody-left': [{ code: 'nobody-left' }],
  'appointment-soon': [{ code: 'appointment-soon', appointment }],
  'newer-case': [{ code: 'newer-case' }],
  'old-news': [{ code: 'old-news' }],
  'not-a-member': [{ code: 'not-a-member' }],
  'not-allowed': [{ code: 'not-allowed' }],
  'unknown-booking': [{ code: 'unknown-booking' }],
  'try-again': [{ code: 'try-again' }],
};
const all = SAY_CODES.flatMap((code) => SAID[code].map((say, i) => [code, i, say as Say] as const));

describe('Every code has its sentence', () => {
  test('and every sentence is tried here', () => {
    expect(Object.keys(SAID).sort()).toEqual([...SAY_CODES].sort());
    expect(all.every(([, , say]) => say !== undefined)).toBe(true);
  });

  test.each(all)('%s (%d) begins and ends like one', (_code, _i, say) => {
    const text = sentence(say, reader);
    expect(text).toMatch(/^[A-Z0-9“]/);
    expect(text).toMatch(/[.!?]$/);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|Invalid|\.\.|: \.| {2}| [.,;]/);
    // What nobody can keep is not said.
    expect(text).not.toMatch(/guarantee|promise|shortly|immediately|refund|free of charge|for sure|\bsoon(?! as)/i);
  });

  test.each(all.filter(([, , say]) => 'slot' in say || 'appointment' in say))(
    '%s (%d) names the shop or the time that it is about',
    (_code, _i, say) => {
      expect(sentence(say, reader)).toMatch(/Shop 1|9:00/);
    },
  );
});

describe('The words', () => {
  const said = (say: Say, who = reader) => sentence(say, who).replace(/[\u00a0\u202f]/g, ' ');

  test('name the next times by number, so that nobody who lost one is left without a way on', () => {
    expect(said({ code: 'slot-taken', slot: slot(1), next })).toMatch(
      /^Mon, Nov 23, 9:00 – 10:30 AM CST at Shop 1 was just taken by someone else\. Next: 1\) Tue, Nov 24, 9:00 – 10:30 AM CST at Shop 2; 2\) Wed, Nov 25, .* at Shop 3\.$/,
    );
  });

  test('point to nothing that may not be there', () => {
    expect(said({ code: 'slot-taken', slot: quiet, next: [] })).not.toMatch(/phone/);
  });

  test('count right', () => {
    expect(said({ code: 'offer-made', next, more: 1 })).toMatch(/^1 more time is on the card\./);
    expect(said({ code: 'offer-made', next, more: 4 })).toMatch(/^4 more times are on the card\./);
  });

  test('say the time in the shop’s zone, with the reader’s beside it where they differ', () => {
    expect(said({ code: 'booked', appointment }, { locale: 'en-US', timeZone: 'America/New_York' })).toMatch(
      /9:00 – 10:30 AM CST.*10:00 – 11:30 AM EST/,
    );
  });

  test('write money as the reader’s locale does', () => {
    expect(said({ code: 'cancelled', fee: usd(3_000) }, { locale: 'de-DE', timeZone: 'Europe/Berlin' })).toContain(
      '30,00 $',
    );
  });
});
