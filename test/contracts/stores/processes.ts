import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import { useRig, type Rig } from './rig.ts';
import { bookingId, delivery } from './samples.ts';

const hooks = new URL('../../support/typescript-hooks.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('store-process.ts', import.meta.url));

/** What every store keeps to when its process is one of several, or is killed. */
export function describeStoreProcesses(name: string, make: () => Rig): void {
  describe(`${name}: several processes`, () => {
    const bench = useRig(make);
    const ring = newRingKey('k1');
    const keys = createKeys(ring);
    const children: ChildProcess[] = [];
    afterEach(async () => {
      for (const child of children.splice(0)) await kill(child);
    });

    function start(task: 'write' | 'hold' | 'race', from = 0) {
      const { module, place } = bench.rig;
      const args = ['--import', hooks, program, module, place, ring, task, String(from)];
      const child = spawn(process.execPath, args, {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      children.push(child);
      let said = '';
      child.stdout!.setEncoding('utf8').on('data', (text: string) => void (said += text));
      // A line counts when it is whole.
      return { child, lines: () => said.split('\n').slice(0, -1) };
    }

    async function kill(child: ChildProcess): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }

    test('what was acknowledged is there after kill -9', async () => {
      const inHand = new Set<number>();
      let from = 1;
      for (const atLeast of [1, 10, 60]) {
        const { child, lines } = start('write', from);
        while (lines().length < atLeast) await once(child.stdout!, 'data');
        await kill(child);
        const acknowledged = Number(lines().at(-1));
        const { bookings, deliveries, close } = await bench.open({ keys });
        for (let n = 1; n <= acknowledged; n += 1) {
          if (inHand.has(n)) continue;
          expect(await bookings.get(bookingId(n))).toMatchObject({ keys: [`case:${n}`] });
          expect(await deliveries.get(`slack:${n}.trigger`)).toMatchObject(delivery(n));
        }
        await close();
        // The one in hand at the kill may have come through or not: its number is left out.
        inHand.add(acknowledged + 1);
        from = acknowledged + 2;
      }
    }, 60_000);

    test('the deliveries of a killed process are taken over at once, of a living one never', async () => {
      const { child } = start('hold');
      await once(child.stdout!, 'data');
      const { deliveries } = await bench.open({ keys });
      expect(await deliveries.takeOver(10)).toEqual([]);
      await kill(child);
      expect(await deliveries.takeOver(2)).toEqual([delivery(1), delivery(2)]);
      expect(await deliveries.takeOver(10)).toEqual([delivery(3)]);
      expect(await deliveries.takeOver(10)).toEqual([]);
    }, 60_000);

    test('of four that start at once on an empty store and want one claim, one wins', async () => {
      const racers = [1, 2, 3, 4].map((n) => start('race', n));
      await Promise.all(racers.map(({ child }) => once(child, 'close')));
      expect(
        racers
          .map(({ lines }) => lines())
          .flat()
          .sort(),
      ).toEqual(['lost', 'lost', 'lost', 'won']);
      expect(racers.map(({ child }) => child.exitCode)).toEqual([0, 0, 0, 0]);
    }, 60_000);
  });
}
