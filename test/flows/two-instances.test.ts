import { createPitcrew } from '../../src/index.ts';
import { startHost } from '../support/host.ts';
import { startStage } from '../support/stage.ts';
import { DANA, MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

test('two Pitcrews live side by side in one process, each with its own fleet, shops and workspace', async () => {
  const worlds: World[] = [];
  try {
    for (const vehicle of ['north-1', 'south-1']) {
      worlds.push(
        await startWorld({
          dataDir: tempDir(),
          startsAt: MONDAY,
          vehicles: [vehicle],
          shops: shopsInARow(3, { services: vehicle === 'north-1' ? ['BATTERY_12V'] : ['OIL'] }),
        }),
      );
    }
    const [north, south] = worlds as [World, World];
    const heard: string[] = [];
    north.pitcrew.on('booking.scheduled', ({ vehicleId }) => heard.push(`north hears ${vehicleId}`));
    south.pitcrew.on('booking.scheduled', ({ vehicleId }) => heard.push(`south hears ${vehicleId}`));
    const one = await north.raise('north-1');
    const other = await south.raise('south-1', {
      system: 'oil',
      value: undefined,
      unit: undefined,
      threshold: undefined,
    });
    await north.card(one);
    await south.card(other);
    await Promise.all([north.click(DANA, one, 'choose-slot:1'), south.click(DANA, other, 'choose-slot:1')]);
    await north.inState(one, 'scheduled');
    await south.inState(other, 'scheduled');

    expect(north.shops.ledger().map(({ service }) => service)).toEqual(['BATT']);
    expect(south.shops.ledger().map(({ service }) => service)).toEqual(['OIL']);
    expect(heard.sort()).toEqual(['north hears north-1', 'south hears south-1']);
    await expect(south.booking(one)).rejects.toThrow('There is no booking');

    // One ends; the other works on.
    await north.close();
    worlds.shift();
    south.shops.postStatus(`${other}-1`, 'READY');
    await south.inState(other, 'completed');
  } finally {
    for (const world of worlds) await world.close();
  }
});

test('the second Pitcrew on the same folder sees what the first one stored, and both close', async () => {
  const dataDir = tempDir();
  const world = await startWorld({ dataDir, startsAt: MONDAY });
  const second = await createPitcrew({ env: { ...world.env, PORT: '0' }, role: 'web' });
  try {
    const bookingId = await world.raise();
    await world.card(bookingId);
    const seen = await second.parts.store.bookings.get((await world.booking(bookingId)).bookingId);
    expect(seen?.vehicleId).toBe('truck-17');
  } finally {
    await second.close();
    await world.close();
  }
});

test('after close nothing keeps the process: a host that closes its Pitcrew ends by itself', async () => {
  const stage = await startStage({ dataDir: tempDir() });
  const host = startHost(tempDir(), 'idle', { env: stage.env });
  try {
    expect(await host.says('ready', 20_000)).toBe(200);
    expect(await host.ended(8_000)).toBe(0);
    expect(host.said).toEqual([{ ready: 200 }, { closed: true }]);
  } finally {
    host.kill();
    await stage.close();
  }
});

test('wrong settings stop the start with all of them named at once, and no value repeated', async () => {
  const start = createPitcrew({
    env: { PORT: 'eighty', POLL_SECONDS: '0', PITCREW_ADMIN_TOKEN: 'short-secret', SLACK_BOT_TOKEN: 'xoxb-1' },
  });
  await expect(start).rejects.toThrow(/PORT[\s\S]*PITCREW_ADMIN_TOKEN[\s\S]*POLL_SECONDS[\s\S]*SLACK_SIGNING_SECRET/);
  await expect(start).rejects.not.toThrow(/short-secret|eighty/);
});
