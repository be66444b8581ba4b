import { startFourChannels } from '../support/chaos/four-channels.ts';
import type { FourChannels } from '../support/chaos/four-channels.ts';
import { isEqual, race } from '../support/chaos/race.ts';
import type { Race } from '../support/chaos/race.ts';
import { isWithin, judge, tableOf } from '../support/chaos/race-audit.ts';
import { tempDir } from '../support/temp.ts';

/** `npm run chaos:channels` is the long form; CHAOS_SEED repeats what each does and when. */
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 10);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** Races that run side by side, each in a town of its own. */
const TOWNS = Math.min(4, ROUNDS);
const isLong = ROUNDS > 50;

let four: FourChannels;
beforeAll(async () => {
  four = await startFourChannels(tempDir(), TOWNS);
}, 60_000);
afterAll(() => four.close());

test(
  `Slack, Teams, SMS and the inbox act on the same booking within 50 ms, ${ROUNDS} times: one outcome, four true answers, all cards equal at rest`,
  async () => {
    const began = performance.now();
    const races: Race[] = [];
    const findings: string[] = [];
    let round = 0;
    let wanted = ROUNDS;
    const running = async (town: number): Promise<void> => {
      while (wanted > 0) {
        wanted -= 1;
        const number = (round += 1);
        const run = await race(four, SEED, number, town).catch((error: unknown) => String(error));
        if (typeof run === 'string') findings.push(`Round ${number}: ${run}`);
        else {
          races.push(run);
          findings.push(...judge(four, run));
          // Clicks that a busy machine spread further are judged as well, but not counted.
          if (!isWithin(run)) wanted += 1;
        }
        if (isLong && number % 100 === 0) process.stdout.write(`  ${number} races, ${findings.length} findings\n`);
      }
    };
    await Promise.all(Array.from({ length: TOWNS }, (_, town) => running(town)));
    for (const { round: number, booking } of races) {
      const present = await four.world.booking(booking.bookingId);
      if (present.version !== booking.version || !isEqual(four, present))
        findings.push(`Round ${number}: a card has changed since, from version ${booking.version}`);
    }
    const seconds = (performance.now() - began) / 1000;
    if (isLong || findings.length > 0) process.stdout.write(tableOf(SEED, races, seconds, findings));
    expect(findings).toEqual([]);
    expect(races.filter(isWithin)).toHaveLength(ROUNDS);
    const standing = four.world.shops.ledger().filter(({ status }) => status === 'CONFIRMED');
    expect(standing).toHaveLength(races.filter(({ booking }) => booking.phase.state === 'scheduled').length);
  },
  isLong ? 7_200_000 : 120_000,
);
