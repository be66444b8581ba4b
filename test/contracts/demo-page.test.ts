import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDemo, startWorkspace } from '../../adapters/demo/index.ts';
import type { Demo, SampleVehicle, Workspace } from '../../adapters/demo/index.ts';
import { createHttpHandler } from '../../adapters/http/handler.ts';
import type { Log } from '../../src/app/ports/log.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => log };
const VAN: SampleVehicle = {
  vehicleId: 'van-1',
  vin: '1FTBW9CK8NKA90003',
  plate: 'IL 1',
  year: 2022,
  make: 'Ford',
  model: 'E-Transit',
  class: 'light',
  powertrain: 'bev',
  gvwrLb: 9500,
  depot: 'west',
  location: { lat: 41.88, lon: -87.68 },
  odometerKm: 1,
  batteryPercent: 83,
};

let workspace: Workspace;
let demo: Demo;
let pitcrew: Server;
let page: Server;
let base: string;
let alerts: { body: Record<string, unknown>; key: string | undefined }[];
let answers: ('accepted' | 'merged' | 'broken')[];

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeEach(async () => {
  alerts = [];
  answers = [];
  pitcrew = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      alerts.push({ body: JSON.parse(text) as Record<string, unknown>, key: request.headers.authorization });
      const status = answers.shift() ?? 'accepted';
      response.writeHead(status === 'broken' ? 503 : 202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ alertId: 'a', bookingId: `b${alerts.length}`, status, detail: 'Try again.' }));
    });
  });
  workspace = await startWorkspace({
    botToken: 't',
    signingSecret: 's',
    users: [{ id: 'U01DANA', name: 'Dana Reyes' }],
    channels: [{ id: 'C01FLEET', name: 'fleet' }],
  });
  demo = createDemo({
    workspace,
    selfUrl: await listen(pitcrew),
    firestoneUrl: 'http://127.0.0.1:9',
    fleetId: 'acme',
    fleetApiKey: () => 'fleet-key',
    vehicles: [VAN, { ...VAN, vehicleId: 'truck-17', batteryPercent: 90 }],
    shops: [],
  });
  const handler = createHttpHandler({ routes: demo.routes, log });
  page = createServer(handler);
  base = await listen(page);
});
afterEach(async () => {
  await demo.close();
  await workspace.close();
  for (const server of [page, pitcrew]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}/demo/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const battery = async (percent: number) => {
  await post('battery', { vehicleId: 'van-1', percent });
  return alerts.length;
};

test('a battery that falls under 75 % raises one alert at the real door, and re-arms only at 80 %', async () => {
  // health:        76  75  74  60  79  74  80  70
  // alerts so far:  0   0   1   1   1   1   1   2
  const seen: number[] = [];
  for (const percent of [76, 75, 74, 60, 79, 74, 80, 70]) seen.push(await battery(percent));
  expect(seen).toEqual([0, 0, 1, 1, 1, 1, 1, 2]);
  expect(alerts[0]?.key).toBe('Bearer fleet-key');
  expect(alerts[0]?.body).toMatchObject({
    vehicleId: 'van-1',
    system: 'battery_12v',
    severity: 'warning',
    value: 74,
    threshold: 75,
    location: { lat: 41.88, lon: -87.68 },
  });
  expect(alerts[0]?.body['alertId']).not.toBe(alerts[1]?.body['alertId']);
});

test('an alert that was not taken is said in words, and the battery stays armed for the next try', async () => {
  answers = ['broken'];
  const refused = await post('battery', { vehicleId: 'van-1', percent: 70 });
  expect(refused.status).toBe(502);
  expect(await refused.json()).toEqual({ message: 'Pitcrew did not take the alert (503): Try again.' });
  expect(await battery(69)).toBe(2);
});

test('the first alert goes on to the next vehicle when one has an open case from an earlier run', async () => {
  answers = ['merged'];
  await demo.start();
  expect(alerts.map(({ body }) => body['vehicleId'])).toEqual(['truck-17', 'van-1']);
});

test('no other site can press the buttons, and nothing inline or foreign may run', async () => {
  const alert = { vehicleId: 'van-1', system: 'brakes' };
  expect((await post('alerts', alert, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post('alerts', alert, { 'content-type': 'text/plain' })).status).toBe(403);
  expect((await post('alerts', { vehicleId: 'van-1', system: 'wings' })).status).toBe(400);
  expect(alerts).toEqual([]);
  expect((await post('alerts', alert, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);

  const html = await fetch(`${base}/demo`);
  const policy = html.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const text = await html.text();
  expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|https?:\/\//);
});

test('every file that the page names is there, and nothing beside the folder', async () => {
  const html = await (await fetch(`${base}/demo`)).text();
  const named = [...html.matchAll(/(?:src|href)="(demo\/assets\/[^"]+)"/g)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(5);
  for (const path of named) expect([path, (await fetch(`${base}/${path}`)).status]).toEqual([path, 200]);
  for (const path of ['..%2Fdemo.ts', 'nothing.js', 'constructor']) {
    expect((await fetch(`${base}/demo/assets/${path}`)).status).toBe(404);
  }
});

test('an open page first gets all that there is, then every change as it happens', async () => {
  const stream = await fetch(`${base}/demo/events`);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The stream ended before ${part}: ${text}`);
      text += value;
    }
  };
  await until('"lowBattery"');
  expect(text).toContain('event: snapshot');
  await post('battery', { vehicleId: 'van-1', percent: 81 });
  await until('"batteryPercent":81');
  await fetch(`${workspace.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'C01FLEET', text: 'hello' }),
  });
  await until('"text":"hello"');
  await reader.cancel();
});
