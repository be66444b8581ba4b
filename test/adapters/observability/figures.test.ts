import { createClock, createIds, createMetrics } from '../../../adapters/observability/index.ts';

describe('metrics', () => {
  test('every name is there from the start', async () => {
    const text = await createMetrics().text();
    const names = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
    expect(names.sort()).toEqual([
      'pitcrew_ack_seconds histogram',
      'pitcrew_alerts_total counter',
      'pitcrew_availability_age_seconds gauge',
      'pitcrew_bookings gauge',
      'pitcrew_bookings_total counter',
      'pitcrew_channel_failures_total counter',
      'pitcrew_contract_breaks_total counter',
      'pitcrew_downtime_seconds histogram',
      'pitcrew_network_down gauge',
      'pitcrew_offers_total counter',
      'pitcrew_outbox_depth gauge',
      'pitcrew_provider_request_seconds histogram',
      'pitcrew_time_to_book_seconds histogram',
    ]);
    expect(text).toContain('pitcrew_alerts_total{status="merged"} 0');
    expect(text).toContain('pitcrew_outbox_depth 0');
  });

  test('what is counted is told with its labels, and two instances do not mix', async () => {
    const metrics = createMetrics({ networks: ['firestone'], channels: ['slack'] });
    const other = createMetrics({ networks: ['firestone'], channels: ['slack'] });
    metrics.bookingOutcome('firestone', 'booked');
    metrics.ack('slack', 0.004);
    metrics.timeToBook(90);
    metrics.downtime('in-shop', 7_200);
    metrics.providerRequest('firestone', 'book', 'ok', 0.3);
    metrics.channelFailure('slack', 'rejected');
    metrics.contractBreak('firestone', 'days.0.date');
    metrics.alert('accepted');
    metrics.offer('firestone');
    metrics.availabilityAge('firestone', 240);
    metrics.outboxDepth(7);
    const lines = (await metrics.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'pitcrew_bookings_total{network="firestone",outcome="booked"} 1',
        'pitcrew_ack_seconds_bucket{le="0.0025",channel="slack"} 0',
        'pitcrew_ack_seconds_bucket{le="0.005",channel="slack"} 1',
        'pitcrew_time_to_book_seconds_sum 90',
        'pitcrew_downtime_seconds_bucket{le="3600",span="in-shop"} 0',
        'pitcrew_downtime_seconds_bucket{le="14400",span="in-shop"} 1',
        'pitcrew_provider_request_seconds_count{network="firestone",operation="book",outcome="ok"} 1',
        'pitcrew_channel_failures_total{channel="slack",reason="rejected"} 1',
        'pitcrew_contract_breaks_total{network="firestone",field="days.0.date"} 1',
        'pitcrew_alerts_total{status="accepted"} 1',
        'pitcrew_offers_total{network="firestone"} 1',
        'pitcrew_availability_age_seconds{network="firestone"} 240',
        'pitcrew_outbox_depth 7',
      ]),
    );
    expect(await other.text()).toContain('pitcrew_offers_total{network="firestone"} 0');
    expect(await other.text()).toContain('pitcrew_outbox_depth 0');
  });

  test('bookings by state are asked for at each scrape; states that emptied are gone', async () => {
    let counts: Record<string, number> = { offered: 2, scheduled: 1 };
    const metrics = createMetrics({ bookingsByState: async () => counts });
    expect(await metrics.text()).toContain('pitcrew_bookings{state="offered"} 2');
    counts = { scheduled: 3 };
    const text = await metrics.text();
    expect(text).toContain('pitcrew_bookings{state="scheduled"} 3');
    expect(text).not.toContain('state="offered"');
  });
});

describe('the clock', () => {
  test.each([
    [0, '2026-11-22T15:00:00.000Z'],
    [3600, '2026-11-22T16:00:00.000Z'],
    [-86400, '2026-11-21T15:00:00.000Z'],
  ])('shifted by %d s shows business time; true time stays', (offset, expected) => {
    const clock = createClock(offset, () => Date.parse('2026-11-22T15:00:00Z'));
    expect(clock.now().toISOString()).toBe(expected);
    expect(clock.trueNow().toISOString()).toBe('2026-11-22T15:00:00.000Z');
  });

  test('runs on the machine’s time', () => {
    expect(Math.abs(createClock().now().getTime() - Date.now())).toBeLessThan(1_000);
  });
});

describe('ids', () => {
  const ids = createIds();

  test('are ULIDs that rise, also within a millisecond', () => {
    const made = Array.from({ length: 10_000 }, () => ids.next());
    for (const id of made) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(10_000);
  });

  test('are readable without 0 and O, 1 and I, each character as likely', () => {
    const text = ids.readable(32_000);
    expect(text).toMatch(/^[A-HJ-NP-Z2-9]{32000}$/);
    const counts = new Map<string, number>();
    for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(250);
  });

  test('are secrets of the bytes asked for', () => {
    expect(ids.secret(32)).toMatch(/^[\w-]{43}$/);
    expect(ids.secret(32)).not.toBe(ids.secret(32));
  });
});
