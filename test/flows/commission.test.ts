import { SAMPLE_CREDENTIALS, firestoneSignature } from '../../adapters/providers/firestone/sandbox/index.ts';
import { run } from '../../src/cli/program.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import { createPitcrew } from '../../src/index.ts';
import { embeddedTest, fileOf } from '../support/profile.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const HEAD = 'at,bookingId,fleetId,network,providerId,entry,basis,amount,currency';

let world: World;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, vehicles: ['truck-17', 'truck-18'] });
});
afterEach(() => world.close());

async function agree(terms: readonly object[]): Promise<void> {
  const { status } = await fetch(`${world.url}/v1/agreements/firestone`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${world.env['PITCREW_ADMIN_TOKEN']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ terms }),
  });
  expect([200, 201]).toContain(status);
}

async function booked(vehicleId: string): Promise<{ bookingId: string; confirmation: string; providerId: string }> {
  const bookingId = await world.raise(vehicleId);
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  const { phase } = await world.inState(bookingId, 'scheduled');
  if (phase.state !== 'scheduled') throw new Error('It is scheduled.');
  const { confirmation, providerId } = phase.appointment;
  return { bookingId, confirmation, providerId };
}

let events = 0;
/** The shop's word about an appointment, signed. */
async function say(confirmation: string, status: string, at: string, invoice?: number): Promise<void> {
  const paid = invoice === undefined ? {} : { invoice: { amount: invoice, currency: 'USD' } };
  const body = JSON.stringify({ eventId: `evt-c${++events}`, confirmation, status, at, ...paid });
  const answer = await fetch(`${world.url}/providers/firestone/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-firestone-signature': firestoneSignature(SAMPLE_CREDENTIALS.webhookSecret, body),
    },
    body,
  });
  expect(answer.status).toBe(200);
}

const linesOf = (bookingId: string) => world.pitcrew.parts.store.ledger.of(asBookingId(bookingId));

const hasLines = (bookingId: string, count: number) =>
  until(`the ledger has ${count} lines`, async () => {
    const lines = await linesOf(bookingId);
    return lines.length === count ? lines : undefined;
  });

/** Runs `pitcrew report commission` beside the product that runs. */
async function report(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    env: world.env,
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    onSignal: () => {},
  };
  const code = await run(['report', 'commission', ...args], terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('from completion over a lower invoice to a cancellation, and the statement says the same as the ledger', async () => {
  await agree([
    { from: '2031-01-01', to: '2031-01-07', percent: 8.5 },
    { from: '2031-01-08', flat: { amount: 1_500, currency: 'USD' } },
  ]);
  const first = await booked('truck-17');
  const second = await booked('truck-18');
  // Said more than once, in the wrong order, and about what was corrected since.
  await say(first.confirmation, 'READY', '2031-01-07T23:59:59Z', 189);
  await hasLines(first.bookingId, 1);
  await say(first.confirmation, 'READY', '2031-01-07T23:59:59Z', 189);
  await say(first.confirmation, 'READY', '2031-01-08T10:00:00Z', 150);
  await hasLines(first.bookingId, 2);
  await say(first.confirmation, 'READY', '2031-01-07T23:59:59Z', 189);
  await say(first.confirmation, 'IN_SERVICE', '2031-01-07T22:00:00Z');
  await say(first.confirmation, 'CANCELLED', '2031-01-09T10:00:00Z');
  await say(first.confirmation, 'CANCELLED', '2031-01-09T10:00:00Z');
  await hasLines(first.bookingId, 3);
  await say(second.confirmation, 'READY', '2031-01-08T00:00:00Z', 212.5);
  await hasLines(second.bookingId, 1);

  const row = ({ bookingId, providerId }: typeof first, at: string, rest: string) =>
    `${at},${bookingId},acme,firestone,${providerId},${rest},USD`;
  const rows = [
    // 8.5 % of 189.00 is 16.065, of 150.00 it is 12.75.
    row(first, '2031-01-07T23:59:59.000Z', 'earned,18900,1607'),
    row(second, '2031-01-08T00:00:00.000Z', 'earned,21250,1500'),
    row(first, '2031-01-08T10:00:00.000Z', 'reversed,-3900,-332'),
    row(first, '2031-01-09T10:00:00.000Z', 'reversed,-15000,-1275'),
  ];
  const all = await report('--from', '2031-01-01', '--to', '2031-01-31', '--format', 'csv');
  expect([all.code, all.err]).toEqual([0, '']);
  expect(all.out.split('\n')).toEqual([HEAD, ...rows]);
  const ledger = [...(await linesOf(first.bookingId)), ...(await linesOf(second.bookingId))];
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const told = all.out
    .split('\n')
    .slice(1)
    .map((text) => Number(text.split(',')[7]));
  expect(sum(told)).toBe(sum(ledger.map(({ amount }) => amount)));
  expect(sum(told)).toBe(1_500);

  // Both days are in, and no other.
  const days = await report('--from', '2031-01-08', '--to', '2031-01-08', '--format', 'csv', '--fleet', 'acme');
  expect(days.out.split('\n')).toEqual([HEAD, rows[1], rows[2]]);
  const none = await report('--from', '2031-02-01', '--to', '2031-02-28', '--format', 'csv');
  expect([none.code, none.out]).toEqual([0, HEAD]);

  const shown = await report('--from', '2031-01-01', '--to', '2031-01-31');
  expect(shown.out.split('\n')).toEqual([
    'network    currency  bookings  earned  reversed  commission',
    'firestone  USD              2  $31.07   -$16.07      $15.00',
  ]);
  const data = JSON.parse((await report('--from', '2031-01-01', '--to', '2031-01-31', '--json')).out);
  expect(data.totals).toEqual([
    { network: 'firestone', currency: 'USD', earned: 3_107, reversed: -1_607, bookings: 2, amount: 1_500 },
  ]);
  expect(data.items).toHaveLength(4);
  expect(data.items[2]).toMatchObject({ bookingId: first.bookingId, entry: 'reversed', basis: -3_900, amount: -332 });
});

embeddedTest(
  'without an agreement nothing is earned; a job that is done again, by many at once, adds nothing',
  async () => {
    const before = await booked('truck-17');
    await say(before.confirmation, 'READY', '2031-01-07T12:00:00Z', 189);
    await world.inState(before.bookingId, 'completed');
    await until('its commission was looked at', () => {
      const handle = fileOf(world.pitcrew.parts.store);
      const open = (table: string, column: string) =>
        handle.prepare(`SELECT 1 FROM ${table} WHERE ${column} = 'book-commission'`).all().length;
      return open('outbox', 'kind') + open('job', 'name') === 0 || undefined;
    });
    await agree([{ from: '2031-01-01', percent: 8.5, cap: { amount: 1_000, currency: 'USD' } }]);
    const after = await booked('truck-18');
    await say(after.confirmation, 'READY', '2031-01-07T12:00:00Z', 189);
    await hasLines(after.bookingId, 1);
    const { jobs } = world.pitcrew.parts.app;
    const context = { id: 'again', attempt: 2, signal: new AbortController().signal };
    await Promise.all([1, 2, 3].map(() => jobs.bookCommission(asBookingId(after.bookingId), context)));
    expect((await linesOf(after.bookingId)).map(({ amount }) => amount)).toEqual([1_000]);
    // Its rating is a step of a completed case too.
    await world.card(after.bookingId, (text) => text.includes('rate:5'));
    await world.click(DANA, after.bookingId, 'rate:5');
    await until('it is rated', async () => (await world.booking(after.bookingId)).rating);
    expect(await linesOf(after.bookingId)).toHaveLength(1);
    expect(await linesOf(before.bookingId)).toEqual([]);
  },
);

test('what was not booked when the process ended is booked by the next one', async () => {
  await agree([{ from: '2031-01-01', percent: 8.5 }]);
  const { bookingId, confirmation } = await booked('truck-17');
  // It completes in a process that does no jobs any more, and ends.
  await world.pitcrew.parts.queue.stop();
  await say(confirmation, 'READY', '2031-01-07T12:00:00Z', 189);
  await world.inState(bookingId, 'completed');
  expect(await linesOf(bookingId)).toEqual([]);
  await world.pitcrew.close();
  world.pitcrew = await createPitcrew({ env: world.env });
  const lines = await hasLines(bookingId, 1);
  expect(lines[0]).toMatchObject({ id: `${bookingId}-0`, entry: 'earned', basis: 18_900, amount: 1_607 });
});

embeddedTest('the ledger refuses to be changed, by the table itself', async () => {
  await agree([{ from: '2031-01-01', percent: 8.5 }]);
  const { bookingId, confirmation } = await booked('truck-17');
  await say(confirmation, 'READY', '2031-01-07T12:00:00Z', 189);
  const lines = await hasLines(bookingId, 1);
  const handle = fileOf(world.pitcrew.parts.store);
  for (const sql of ['UPDATE commission_lines SET amount = 1', 'DELETE FROM commission_lines'])
    await expect(handle.write((db) => db.prepare(sql).run())).rejects.toThrow(/line of the commission ledger is never/);
  expect(await linesOf(bookingId)).toEqual(lines);
});

test.each([
  ['a day that is not there', ['--from', '2031-02-30', '--to', '2031-03-31'], /--from <date>.*2031-02-30.*date/],
  ['a time', ['--from', '2031-01-01', '--to', '2031-01-31T00:00:00Z'], /--to <date>.*date/],
  ['the end before the begin', ['--from', '2031-01-02', '--to', '2031-01-01'], /--to 2031-01-01 lies before --from/],
  ['no end', ['--from', '2031-01-01'], /--to <date>/],
  ['another form', ['--from', '2031-01-01', '--to', '2031-01-31', '--format', 'xml'], /--format.*table, csv, json/],
])('wrong usage is named and ends with 2: %s', async (_, args, words) => {
  const { code, out, err } = await report(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(words);
});

test('a fleet that nobody knows is a failure, not an empty statement', async () => {
  const { code, err } = await report('--from', '2031-01-01', '--to', '2031-01-31', '--fleet', 'acne');
  expect([code, err]).toEqual([1, 'There is no fleet "acne", and the ledger has no line of it in these days.']);
  const empty = await report('--from', '2031-01-01', '--to', '2031-01-31', '--fleet', 'acme');
  expect([empty.code, empty.out]).toEqual([0, 'No commission from 2031-01-01 to 2031-01-31.']);
});
