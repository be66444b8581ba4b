import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createHttpServer } from '../../adapters/http/index.ts';
import { keptLog } from '../support/tenants.ts';
import { DANA, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const HALF_OPEN = 1_000;

let world: World;
let lines: string[];
let errors: () => string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  const kept = keptLog();
  ({ lines, errors } = kept);
  world = await startWorld({ dataDir: tempDir(), pitcrew: { logger: kept.log } });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await world.close();
});

/** A connection that sent this much of a request and then falls silent. */
function open(port: number, start: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(start);
      socket.on('error', () => {});
      resolve(socket);
    }).once('error', reject);
    sockets.push(socket);
  });
}
const portOf = (): number => Number(new URL(world.url).port);
const STARTS = [
  '',
  'POST /slack/events HTTP/1.1\r\nHo',
  'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\npayload=',
  'POST /v1/alerts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"ale',
  'GET /metrics HTTP/1.1\r\nHost: x\r\nX-A: ',
];

/** A booking by one click, as long as Slack would wait for its answers. */
async function booksAsUsual(): Promise<void> {
  const bookingId = await world.raise();
  await world.card(bookingId);
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);
  await world.inState(bookingId, 'scheduled');
}

test(`${HALF_OPEN} half-open connections keep nobody from booking`, async () => {
  await Promise.all(Array.from({ length: HALF_OPEN }, (_, i) => open(portOf(), STARTS[i % STARTS.length] ?? '')));
  const began = performance.now();
  expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(1_000);
  await booksAsUsual();
  expect(errors()).toEqual([]);
});

test(`${HALF_OPEN} callers that never finish are cut off`, async () => {
  const { handler } = world.pitcrew;
  const server = createHttpServer({ handler, headersTimeoutMs: 200, requestTimeoutMs: 300, checkEveryMs: 50 });
  const port = await server.listen(0, '127.0.0.1');
  const callers = await Promise.all(
    Array.from({ length: HALF_OPEN }, (_, i) => open(port, STARTS[i % STARTS.length] ?? '')),
  );
  for (const caller of callers) caller.resume();
  await until('all are cut off', () => callers.every(({ closed }) => closed) || undefined);
  await server.close(100);
  expect(errors()).toEqual([]);
});

test('callers that go away in the midst of a request, or before its answer, harm nobody', async () => {
  const bookingId = await world.raise();
  const card = await world.card(bookingId);
  const click = world.workspace.clickRequest(DANA.id, 'C01FLEET', card.ts, 'choose-slot:1');
  const head = Object.entries(click.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const whole = `POST /slack/events HTTP/1.1\r\nHost: x\r\n${head.join('')}Content-Length: ${Buffer.byteLength(click.body)}\r\n\r\n${click.body}`;
  // Cut off anywhere, and once sent whole by a caller that does not wait: that one counts, as it was signed and came whole.
  for (let i = 1; i <= 50; i += 1)
    (await open(portOf(), whole.slice(0, Math.floor((whole.length * i) / 51)))).destroy();
  for (const start of STARTS) (await open(portOf(), start)).resetAndDestroy();
  expect((await world.booking(bookingId)).phase.state).toBe('offered');
  (await open(portOf(), whole)).end();
  await world.inState(bookingId, 'scheduled');
  expect(world.shops.ledger()).toHaveLength(1);
  expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
  expect(errors()).toEqual([]);
  expect(lines.join('')).not.toContain('unexpectedly');
});
