import { startHost } from '../support/host.ts';
import type { Host } from '../support/host.ts';
import { runCommand } from '../support/product.ts';
import { CHANNEL, DANA, cardWithSlots, createOperator, startStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let stage: Stage;
let host: Host | undefined;
afterEach(async () => {
  host?.kill();
  await stage.close();
});

const alert = {
  fleetId: 'acme',
  alertId: 'from-the-host',
  vehicleId: 'truck-0',
  system: 'battery_12v',
  severity: 'warning',
  observedAt: '2026-01-05T14:05:00Z',
};

test.each(['http', 'express'] as const)(
  'a host on %s mounts the handler, raises alerts, and hears what happens',
  async (kind) => {
    stage = await startStage({ dataDir: tempDir() });
    host = startHost(tempDir(), kind, { env: stage.env, alert });
    await host.says('listening', 20_000);
    const operator = createOperator(stage);
    await operator.seed(['truck-0'], () => runCommand(stage.env, ['import', 'providers', '--network', 'firestone']));

    host.tell('raise');
    const raised = (await host.says('raised')) as { bookingId: string; status: string };
    expect(raised).toMatchObject({ alertId: 'from-the-host', status: 'accepted' });
    const { bookingId } = raised;
    host.tell('raise-wrong');
    expect(await host.says('refused')).toBe('AlertRefused');

    // The signature is checked on the raw bytes, so the handler stands before any body parser.
    const card = await cardWithSlots(stage, bookingId);
    expect((await stage.workspace.click(DANA.id, CHANNEL, card.ts, 'choose-slot:1')).status).toBe(200);
    const events = await until('the host hears of the booking', () => {
      const heard = host?.said.filter((line) => line['event'] !== undefined) ?? [];
      return heard.some(({ event }) => event === 'booking.scheduled') ? heard : undefined;
    });
    expect(events.map(({ event }) => event)).toEqual([
      'booking.offered',
      'booking.offered',
      'booking.requested',
      'booking.scheduled',
    ]);
    expect(events.map(({ bookingId: own }) => own)).toEqual(events.map(() => bookingId));
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect((await operator.booking(bookingId)).state).toBe('scheduled');

    if (kind === 'express') {
      // The host's own routes are its own; what neither knows goes on to the host.
      expect(await (await fetch(`${stage.url}/own`)).json()).toEqual({ own: true });
      const nowhere = await fetch(`${stage.url}/nowhere`);
      expect([nowhere.status, await nowhere.json()]).toEqual([404, { host: 'nothing here' }]);
    }
    host.tell('stop');
    expect(await host.ended(10_000)).toBe(0);
    expect(host.said.at(-1)).toEqual({ closed: true });
  },
);
