/**
 * How soon a click shows elsewhere: a booking is clicked in one Slack channel, and the time is taken until its card in the
 * fleet's second Slack channel, and in a member's in-app inbox, shows the change; and until both show it booked.
 * Everything is on loopback, the store durable. Option: `--clicks N` (60).
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWorkspace } from '../dist/adapters/demo/workspace/index.js';
import { startFirestoneSandbox } from '../dist/adapters/providers/firestone/sandbox/index.js';
import { CHANNEL, SIGNING_SECRET, TEAM, USER } from './clicks/signing.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({ options: { clicks: { type: 'string', default: '60' } } });
const cases = Number(values.clicks);
const SECOND = 'C02DISPATCH';
const PATIENCE_MS = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));

const shops = Array.from({ length: 3 }, (_, i) => ({
  networkRef: String(10_000 + i),
  name: `Firestone ${i}`,
  lat: 30 + i * 0.01,
  lon: -100,
  timeZone: 'America/Chicago',
  phone: '+13125550100',
  address: { line1: `${i} Main Street`, city: 'Somewhere', state: 'TX', postalCode: '79000' },
  openingHours: '24/7',
  bays: 400,
}));
const sandbox = await startFirestoneSandbox({ shops });
const workspace = await startWorkspace({
  botToken: 'xoxb-bench-token',
  signingSecret: SIGNING_SECRET,
  teamId: TEAM,
  users: [{ id: USER, name: 'Dana Reyes' }],
  channels: [
    { id: CHANNEL, name: 'fleet' },
    { id: SECOND, name: 'dispatch' },
  ],
});
const pitcrew = fork(new URL('./clicks/pitcrew.mjs', import.meta.url), {
  env: {
    ...process.env,
    BENCH_FOLDER: folder,
    BENCH_WORLD: JSON.stringify({
      slackUrl: workspace.apiUrl,
      firestoneUrl: sandbox.url,
      places: [{ lat: shops[0].lat, lon: shops[0].lon }],
      cases,
    }),
    BENCH_CHANNELS: JSON.stringify([
      { kind: 'slack', teamId: TEAM, channelId: CHANNEL },
      { kind: 'slack', teamId: TEAM, channelId: SECOND },
      { kind: 'inapp' },
    ]),
  },
});

/** By place and booking, when which version was there first. */
const shown = { slack: new Map(), inbox: new Map() };
try {
  const { port, offered } = await new Promise((resolve, reject) => {
    pitcrew.once('message', resolve);
    pitcrew.once('exit', (code) => reject(new Error(`Pitcrew ended with ${code}.`)));
  });
  workspace.setEventsUrl(`http://127.0.0.1:${port}/slack/events`);
  workspace.onChange((change) => {
    if (change.type !== 'message' || change.message.channelId !== SECOND) return;
    const { bookingId, version } = change.message.metadata?.event_payload ?? {};
    note(shown.slack, bookingId, version, JSON.stringify(change.message.blocks).includes('FCAC-'));
  });
  const inbox = await listenToInbox(`http://127.0.0.1:${port}`);
  const times = { slack: [], inbox: [], slackBooked: [], inboxBooked: [] };
  for (const { bookingId, version } of offered) {
    const card = workspace.messages(CHANNEL).find((message) => message.metadata?.event_payload.bookingId === bookingId);
    const at = performance.now();
    const { status } = await workspace.click(USER, CHANNEL, card.ts, 'choose-slot:1');
    if (status !== 200) throw new Error(`A click was answered ${status}.`);
    for (const place of ['slack', 'inbox']) {
      const { first, booked } = await seen(shown[place], bookingId, version);
      times[place].push(first - at);
      times[`${place}Booked`].push(booked - at);
    }
  }
  inbox.abort();
  finish(times);
} finally {
  pitcrew.disconnect();
  await workspace.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

function note(place, bookingId, version, isBooked) {
  const steps = place.get(bookingId) ?? [];
  place.set(bookingId, [...steps, { version, isBooked, at: performance.now() }]);
}

/** When the place showed something newer than this version, and when it showed the booking booked. */
async function seen(place, bookingId, version) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const steps = place.get(bookingId) ?? [];
    const first = steps.find((step) => step.version > version);
    const booked = steps.find((step) => step.isBooked);
    if (first && booked) return { first: first.at, booked: booked.at };
    if (performance.now() > until) throw new Error(`The card of ${bookingId} did not follow within ${PATIENCE_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The manager's inbox, as her browser listens to it. */
async function listenToInbox(origin) {
  const headers = { authorization: 'Bearer bench-api-key-bench-api-key', 'content-type': 'application/json' };
  const session = await fetch(`${origin}/v1/fleets/bench/members/dana/sessions`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  const { token } = await session.json();
  const stop = new AbortController();
  const stream = await fetch(`${origin}/v1/inbox/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  if (!stream.ok) throw new Error(`The inbox was answered ${stream.status}.`);
  void read(stream.body).catch(() => undefined);
  return stop;
}

async function read(body) {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const data = part.split('\n').find((line) => line.startsWith('data:'));
      if (data === undefined || !part.includes('event: booking')) continue;
      const { bookingId, version, state } = JSON.parse(data.slice(5));
      note(shown.inbox, bookingId, version, state === 'scheduled');
    }
  }
}

function finish({ slack, inbox, slackBooked, inboxBooked }) {
  const figures = { clicks: cases };
  for (const [name, samples] of Object.entries({
    slack,
    inbox,
    slack_booked: slackBooked,
    inbox_booked: inboxBooked,
  })) {
    figures[`${name}_p50_ms`] = rounded(percentile(samples, 0.5), 1);
    figures[`${name}_p95_ms`] = rounded(percentile(samples, 0.95), 1);
    figures[`${name}_max_ms`] = rounded(percentile(samples, 1), 1);
  }
  const bar = (what, got) => ({ what, wanted: '< 1000', got, holds: got < 1000 });
  report({
    bench: 'cards',
    figures,
    bars: [
      bar('p95 from the click to the card in the second Slack channel, ms', figures.slack_p95_ms),
      bar('p95 from the click to the card in the in-app inbox, ms', figures.inbox_p95_ms),
    ],
  });
}
