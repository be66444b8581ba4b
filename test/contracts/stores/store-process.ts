/**
 * The stores in a process of its own: `store-process.ts <rig's module> <place> <key ring> <task> <prefix>`.
 * `write` commits and puts for ever and prints the number of each pair once both are acknowledged; `hold` stores three
 * deliveries, prints `holding` and does nothing more; `race` tries for the claim `prize` and prints `won` or `lost`.
 */
import { createKeys } from '../../../adapters/shared/keys.ts';
import { clock, type Open } from './rig.ts';
import { booking, delivery, first } from './samples.ts';

const [module, place, ring, task, from] = process.argv.slice(2) as [string, string, string, string, string];
const { open } = (await import(module)) as { open: Open };
const { bookings, deliveries, close } = await open(place, { keys: createKeys(ring), clock, leaseMs: 600_000 });
const say = (text: string | number) => process.stdout.write(`${text}\n`);

if (task === 'hold') {
  for (const n of [1, 2, 3]) await deliveries.put(delivery(n));
  say('holding');
  setInterval(() => {}, 60_000);
} else if (task === 'race') {
  const answer = await bookings.commit(first(booking(Number(from), { claims: ['prize'] })));
  say(answer.ok ? 'won' : 'lost');
  await close();
} else {
  for (let n = Number(from); ; n += 1) {
    const made = booking(n, { keys: [`case:${n}`] });
    await Promise.all([bookings.commit(first(made)), deliveries.put(delivery(n))]);
    say(n);
  }
}
