/** Pitcrew itself: everything real and durable, in one process; it tells the parent which bookings can be clicked. */
import { createPitcrew } from '../../dist/src/index.js';
import { importFromNetwork } from '../../dist/src/app/usecases/import-providers.js';
import { DEFAULT_POLICY } from '../../dist/src/domain/directory.js';
import { benchEnv } from './env.mjs';
import { CHANNEL, TEAM, USER } from './signing.mjs';

const { slackUrl, firestoneUrl, places, cases } = JSON.parse(process.env.BENCH_WORLD);
const channels = JSON.parse(process.env.BENCH_CHANNELS ?? 'null') ?? [
  { kind: 'slack', teamId: TEAM, channelId: CHANNEL },
];
// Where jobs are on Redis, a worker process of its own does them.
const { BENCH_REDIS: redisUrl } = process.env;
const pitcrew = await createPitcrew({
  env: benchEnv({ slackUrl, firestoneUrl }, process.env.BENCH_FOLDER, redisUrl),
  role: redisUrl ? 'web' : 'all',
});
const { directory, bookings } = pitcrew.parts.store;
const fleetId = 'bench';
await directory.putFleet(
  {
    fleetId,
    name: 'Bench',
    timeZone: 'America/Chicago',
    locale: 'en-US',
    policy: { ...DEFAULT_POLICY, radiusKm: 30 },
    integrations: {},
    channels,
  },
  'bench-api-key-bench-api-key',
);
await directory.putMember({
  fleetId,
  memberId: 'dana',
  name: 'Dana Reyes',
  roles: ['manager'],
  slackUserId: USER,
  phone: '+13125550151',
});
const imported = await importFromNetwork(pitcrew.parts.app.core, 'firestone');
if (!imported.ok) throw new Error(imported.error);
const ids = [];
for (let i = 0; i < cases; i++) {
  const vehicleId = `truck-${i}`;
  await directory.putVehicle({
    fleetId,
    vehicleId,
    vin: `1FTFW1E5XNFA${String(i).padStart(5, '0')}`,
    class: 'light',
    gvwrLb: 9500,
    location: places[i % places.length],
  });
  const raised = await pitcrew.raiseAlert({
    fleetId,
    alertId: `alert-${i}`,
    vehicleId,
    system: 'battery_12v',
    severity: 'warning',
    observedAt: new Date().toISOString(),
    value: 71,
    unit: '%',
  });
  ids.push(raised.bookingId);
  if (i % 200 === 199) await idle();
}
await idle();
const offered = [];
for (const bookingId of ids) {
  const booking = await bookings.get(bookingId);
  const { slots, reason } = booking.offer;
  if (slots.length === 0) throw new Error(`${bookingId} has nothing to click: ${reason}`);
  offered.push({ bookingId, version: booking.version, slotId: (slots[i3(bookingId)] ?? slots[0]).slotId });
}
const port = await pitcrew.listen(0, '127.0.0.1');
process.on('message', async (message) => {
  if (message === 'drain') {
    await idle();
    const states = {};
    for (const bookingId of ids) {
      const { state } = (await bookings.get(bookingId)).phase;
      states[state] = (states[state] ?? 0) + 1;
    }
    process.send({ drained: true, states });
  }
});
process.send({ ready: true, port, offered });
process.once('disconnect', () => process.exit(0));

/** Spreads the choices over the three shops. */
function i3(bookingId) {
  return bookingId.charCodeAt(bookingId.length - 1) % 3;
}

/** Until nothing is left to be done for a while; timers of offers stay waiting. */
async function idle() {
  let before = -1;
  for (let quiet = 0; quiet < 4;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    // A queue that cannot be reached yet is not idle.
    const { waiting, running } = await pitcrew.parts.queue.counts().catch(() => ({ waiting: 0, running: 1 }));
    const outbox = await bookings.pendingOutbox(1);
    quiet = running === 0 && outbox.length === 0 && waiting === before ? quiet + 1 : 0;
    before = waiting;
  }
}
