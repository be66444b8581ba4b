import fc from 'fast-check';
import { breachNotice } from '../../src/app/notices/breaches.ts';
import { fleetDigest, operatorDigest } from '../../src/app/notices/digest.ts';
import type { FleetReport } from '../../src/app/usecases/service-levels.ts';
import type { Fleet } from '../../src/domain/directory.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import { asFleetId } from '../../src/domain/ids.ts';
import { bucketOf } from '../../src/domain/levels/buckets.ts';
import type { Breach } from '../../src/domain/levels/objectives.ts';
import { fact } from '../../src/domain/levels/facts.ts';
import { fleetLevels, networkLevels } from '../../src/domain/levels/report.ts';
import { renderNotice } from '../../adapters/slack/render/notice.ts';
import { violations } from '../contracts/slack/block-kit.ts';

const ACME: Fleet = {
  fleetId: asFleetId('acme'),
  name: 'Acme Delivery',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  policy: DEFAULT_POLICY,
  integrations: {},
  channels: [],
};
const DAY = '2031-01-01';
const at = { fleetId: 'acme', network: 'firestone', providerId: 's1' };
/** 20 cases of which 18 were booked within 24 hours after 4 minutes; 19 of 20 requests; 2 vehicles out for 20 and 40 hours. */
const FACTS = [
  fact(DAY, 'case', { fleetId: 'acme', detail: 'opened', count: 21 }),
  fact(DAY, 'case', { fleetId: 'acme', detail: 'dismissed', count: 1 }),
  fact(DAY, 'booked', { ...at, detail: 'within-24h', bucket: bucketOf(240), count: 18 }),
  fact(DAY, 'attempt', { ...at, detail: 'booked', count: 19 }),
  fact(DAY, 'attempt', { ...at, detail: 'declined', count: 1 }),
  fact(DAY, 'call', { network: 'firestone', detail: 'book/timeout', bucket: bucketOf(1_000), count: 2 }),
  fact(DAY, 'downtime', { ...at, detail: 'total', bucket: bucketOf(20 * 3_600) }),
  fact(DAY, 'downtime', { ...at, detail: 'total', bucket: bucketOf(40 * 3_600) }),
  fact(DAY, 'downtime-seconds', { ...at, detail: 'total', count: 60 * 3_600 }),
  fact(DAY, 'stars', { ...at, detail: '5', count: 3 }),
  fact(DAY, 'stars', { ...at, detail: '4', count: 1 }),
];
const report = (fleet: string, facts = FACTS): FleetReport => ({
  ...fleetLevels(fleet, facts),
  adoption: { acted: 3, managers: 4, rate: 0.75 },
  baseline: { downtimeHours: 40, inShopHours: null, ratio: 0.75 },
});

test('a fleet’s week, in its words and numbers', () => {
  const notice = fleetDigest('digest-1', ACME, '2031-01-06', report('acme'));
  expect(notice.title).toBe('Acme Delivery: the week Mon, Dec 30 – Sun, Jan 5');
  expect(notice.words).toEqual(['20 cases opened, 19 bookings made.']);
  expect(notice.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Booking success: 95% of 20',
    'Booked within 24 hours: 90% of 20',
    expect.stringMatching(/^Time to book, median: 4 min, 95 % within 4 min$/),
    'Satisfaction: 4.75 ★ (4 ratings)',
    'Downtime, alert to done: 30 h on average (2 vehicles), 25% less than the 40 h before',
    'Downtime in the shop: nothing yet',
    'Adoption: 3 of 4 managers acted',
  ]);
});

test('numbers are as they are written there', () => {
  const notice = fleetDigest('digest-1', { ...ACME, locale: 'de-DE' }, '2031-01-06', report('acme'));
  expect(notice.facts).toContainEqual({ label: 'Satisfaction', value: '4,75 ★ (4 ratings)' });
  expect(notice.facts).toContainEqual({ label: 'Booking success', value: '95 % of 20' });
});

test('the operator’s week names networks and fleets, busiest first, and says where the rest is', () => {
  const many = Array.from({ length: 17 }, (_, i) => report(`fleet-${i}`, FACTS.slice(0, i === 16 ? 4 : 2)));
  const networks = [networkLevels('firestone', FACTS)];
  const url = 'https://pitcrew.test';
  const all = fleetLevels('', FACTS);
  const { words, footer } = operatorDigest('digest-1', '2031-01-06', all, { networks, fleets: many }, url);
  expect(words[0]).toBe('20 cases opened, 19 bookings made.');
  expect(words[1]).toMatch(
    /^Networks\n• firestone: 95% of 20 requests booked, 95 % of calls within 1,\d+ ms, 2 without an answer in time$/,
  );
  const lines = (words[2] ?? '').split('\n');
  expect(lines).toHaveLength(17);
  expect(lines[1]).toBe('• fleet-0: 0% of 20 cases booked within 24 h');
  expect(lines.at(-1)).toBe('… and 2 more at https://pitcrew.test/ops');
  expect(footer).toContain('https://pitcrew.test/ops');
});

test('one breach is a sentence, several are a list', () => {
  const breach: Breach = {
    objective: 'booking-success',
    network: 'pepboys',
    value: 0.725,
    target: 0.95,
    sample: 40,
    from: '2031-01-05',
    to: '2031-01-06',
  };
  const slow: Breach = { ...breach, objective: 'response-p95', value: 6_120, target: 5_000 };
  const one = breachNotice('b-1', [breach], 'https://pitcrew.test');
  expect([one.title, ...one.words]).toEqual([
    'A service-level objective is not kept',
    'Network pepboys: 72.5% of the requests ended in an appointment, at least 95% are promised (judged by 40 from 2031-01-05 to 2031-01-06).',
  ]);
  const two = breachNotice('b-2', [breach, slow], 'https://pitcrew.test');
  expect(two.title).toBe('2 service-level objectives are not kept');
  expect(two.words[0]?.split('\n')).toEqual([
    expect.stringMatching(/^• Network pepboys: 72\.5%/),
    expect.stringMatching(/^• Network pepboys: 95 % of the calls took up to 6,120 ms, 5,000 ms are promised/),
  ]);
});

test('in Slack, whatever a notice says stays within Block Kit’s limits and cannot mention anyone', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('', ' ', '<!channel>', '&'.repeat(5_000), '👩‍🔧'.repeat(900), '*', '\n\n\n'),
  );
  const notice = fc.record({
    id: fc.string({ minLength: 1, maxLength: 60 }),
    title: text,
    words: fc.array(text, { maxLength: 12 }),
    facts: fc.array(fc.record({ label: text, value: text }), { maxLength: 14 }),
    footer: fc.option(text, { nil: undefined }),
  });
  fc.assert(
    fc.property(notice, (any) => {
      const message = renderNotice(any);
      expect(violations('message', message.blocks)).toEqual([]);
      expect(message.text.length).toBeGreaterThan(0);
      expect(message.text.length).toBeLessThanOrEqual(3_000);
      const said = JSON.stringify([message.text, message.blocks.slice(1)]);
      expect(said.length).toBeLessThan(16_000);
      // The header is plain text, which mentions nobody.
      expect(said).not.toContain('<!');
    }),
    { numRuns: 150 },
  );
});
