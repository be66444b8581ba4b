import { createLog, type LogLevel } from '../../../adapters/observability/index.ts';

function logTo(level?: LogLevel) {
  const lines: string[] = [];
  const log = createLog({ ...(level && { level }), destination: { write: (line: string) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> };
}

test('a line is JSON with level, time in UTC, fields and message', () => {
  const { log, last } = logTo();
  log.child({ fleetId: 'acme' }).info({ bookingId: '01JD', attempt: 2 }, 'Asked the shop.');
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    fleetId: 'acme',
    bookingId: '01JD',
    attempt: 2,
    msg: 'Asked the shop.',
  });
});

test('the level holds back what is below it, children included', () => {
  const { log, lines } = logTo('warn');
  log.debug({}, 'a');
  log.child({}).info({}, 'b');
  log.warn({}, 'c');
  log.error({}, 'd');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['c', 'd']);
  const silent = logTo('silent');
  silent.log.error({}, 'e');
  expect(silent.lines).toEqual([]);
});

describe('nothing personal and no secret gets into a line', () => {
  test.each([
    ['vin', '1M8GDM9AXKP042788'],
    ['plate', 'IL 44-120'],
    ['phone', '555'],
    ['servicePhone', '+13125550100'],
    ['email', 'x'],
    ['address', { line1: '1 Lake St' }],
    ['slackUserId', 'U01ABC'],
    ['userId', 'U01ABC'],
    ['authorization', 'anything'],
    ['set-cookie', 'a=b'],
    ['SLACK_BOT_TOKEN', 'anything'],
    ['client_secret', 'anything'],
    ['webhookSecret', 'anything'],
    ['X-Slack-Signature', 'anything'],
    ['apiKey', 'anything'],
    ['password', 'anything'],
    ['comment', 'Ask for Bob'],
  ])('by the name of its field: %s', (name, value) => {
    const { log, last, lines } = logTo();
    log.info({ [name]: value, deep: [{ deeper: { [name]: value } }] }, 'm');
    expect(last()).toMatchObject({ [name]: '[redacted]', deep: [{ deeper: { [name]: '[redacted]' } }] });
    log.child({ [name]: value }).info({}, 'm');
    expect(lines.at(-1)).toContain('[redacted]');
  });

  test('a name is hidden where it is a person’s, and told where it is a job’s', () => {
    const { log, last } = logTo();
    log.info({ member: { memberId: 'dana', name: 'Dana Reyes' }, job: { name: 'book-at-shop' } }, 'm');
    expect(last()).toMatchObject({ member: { memberId: 'dana', name: '[redacted]' }, job: { name: 'book-at-shop' } });
  });

  test.each([
    ['VIN 1M8GDM9AXKP042788 refused', 'VIN [vin] refused'],
    ['vin=1ftfw1e5xnfa00000,', 'vin=[vin],'],
    ['call +13125550100 now', 'call [phone] now'],
    ['call (312) 555-0100 or 312-555-0100', 'call [phone] or [phone]'],
    ['mail dana.reyes+x@acme.co.uk!', 'mail [email]!'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: [token]'],
    ['xoxb-1234567890-abcdef is it', '[token] is it'],
    ['key pitcrew_0123456789abcdefABCDEF_-', 'key [token]'],
    ['GET /inbox?token=abc.def&x=1', 'GET /inbox?token=[token]&x=1'],
    [`t=1,v1=${'a'.repeat(64)}`, 't=1,[signature]'],
    ['eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abc', '[token]'],
  ])('by its form in text: %s', (text, expected) => {
    const { log, last } = logTo();
    log.warn({ reason: text, list: [text], error: new Error(text, { cause: new Error(text) }) }, text);
    const line = last() as { error: { stack: string; message: string; cause: { message: string } } };
    expect(line).toMatchObject({ reason: expected, list: [expected], msg: expected });
    expect(line.error).toMatchObject({ message: expected, cause: { message: expected } });
    expect(line.error.stack).toContain(expected);
  });

  test.each([
    '01JD3Z8V6T9X0K4M2N7Q5R1S3W',
    'WO-7KQ2M4XZ',
    '2026-11-22T15:04:05.000Z',
    '2026-11-22T15:04:05-06:00',
    'FCAC-77120',
    'host:acme/01JD3Z8V6T9X0K4M2N7Q5R1S3W/d-1',
    'P0A80 at 41.85,-87.65 after 88123 km',
    'ECONNREFUSED 127.0.0.1:34567',
    '1732287845.123456',
  ])('what is needed to follow a case stays: %s', (text) => {
    const { log, last } = logTo();
    log.info({ text }, text);
    expect(last()).toMatchObject({ text, msg: text });
  });
});

test('nothing that is logged can break the log', () => {
  const { log, last } = logTo();
  const circular: Record<string, unknown> = { n: 1n, f: () => 1, s: Symbol('s'), when: new Date(NaN) };
  circular['self'] = circular;
  circular['bytes'] = Buffer.from('secret');
  circular['map'] = new Map([['email', 'a']]);
  circular['set'] = new Set([1]);
  let deep: object = {};
  for (let i = 0; i < 100_000; i += 1) deep = { deep };
  log.error({ circular, deep, long: 'x'.repeat(50_000) }, 'm');
  expect(last()).toMatchObject({
    circular: {
      n: '1',
      f: '[function]',
      self: '[circular]',
      bytes: '[6 bytes]',
      map: { email: '[redacted]' },
      set: [1],
    },
  });
  expect(JSON.stringify(last()).length).toBeLessThan(15_000);
});
