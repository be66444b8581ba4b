import { NETWORKS, startTowns } from '../support/chaos/town.ts';
import type { Towns } from '../support/chaos/town.ts';
import { audit, isStuck, listener } from '../support/chaos/audit.ts';
import { createClerk } from '../support/chaos/clerk.ts';
import { finish, tell } from '../support/chaos/story.ts';
import type { Story } from '../support/chaos/story.ts';
import { isMoved, tableOf } from '../support/chaos/table.ts';
import { tempDir } from '../support/temp.ts';

/** `npm run chaos:networks` is the long form; CHAOS_SEED repeats the decisions of a run. */
const BOOKINGS = Number(process.env['CHAOS_BOOKINGS'] ?? 32);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const AT_ONCE = Number(process.env['CHAOS_AT_ONCE'] ?? 32);
const isLong = BOOKINGS > 200;
/** The short form leaves to the recovery what is not booked by then. */
const TROUBLE_MS = isLong ? Infinity : 8_000;
const RECOVERY_MS = isLong ? 400_000 : 200_000;

let towns: Towns;
afterEach(() => towns.close());

test(
  `${BOOKINGS} bookings at four networks of which every third request or so goes wrong: our records are the shops' ledgers`,
  async () => {
    const began = Date.now();
    towns = await startTowns({
      dataDir: tempDir(),
      seed: SEED,
      towns: isLong ? 12 : 4,
      vehicles: BOOKINGS,
      pollSeconds: isLong ? 10 : 2,
      patienceMs: isLong ? 8_000 : 3_000,
      timeoutMs: 1_500,
    });
    const clerk = createClerk(towns);
    towns.setFaults(true);
    const stories: Story[] = [];
    const broken: string[] = [];
    let next = 0;
    const telling = async (): Promise<void> => {
      for (let number = next++; number < BOOKINGS; number = next++)
        await tell(towns, clerk, SEED, number, began + TROUBLE_MS).then(
          (story) => {
            stories.push(story);
            if (stories.length % 100 === 0) process.stdout.write(`  ${stories.length} stories\n`);
          },
          (error: unknown) => broken.push(`Story ${number}: ${String(error)}`),
        );
    };
    await Promise.all(Array.from({ length: AT_ONCE }, telling));
    const wentWrong = { ...towns.faultHits() };
    const asked = { ...towns.requests() };
    const troubleMs = Date.now() - began;

    towns.setFaults(false);
    const bookings = () => Promise.all(stories.map(({ bookingId }) => towns.world.booking(bookingId)));
    const end = Date.now() + RECOVERY_MS;
    const open = [...stories];
    const finished: Story[] = [];
    const finishing = async (): Promise<void> => {
      for (let story = open.shift(); story; story = open.shift())
        finished.push(await finish(towns, clerk, SEED, story, end));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, finishing));
    await recovered(towns, bookings, end);
    const recoveryMs = Date.now() - began - troubleMs;

    const present = await bookings();
    const findings = audit(present, towns.ledger(), listener(towns, clerk), finished);
    const facts = {
      seed: SEED,
      stories: finished,
      clicks: clerk.clicks,
      bookings: present,
      wentWrong,
      asked,
      troubleMs,
      recoveryMs,
    };
    process.stdout.write(tableOf({ ...facts, answers: towns.corner.answers, ledger: towns.ledger(), findings }));
    expect({ ...findings, broken }).toEqual({
      wrongAtShops: [],
      missingAtShops: [],
      doubles: [],
      stuck: [],
      untold: [],
      leftClaims: [],
      oldPlaces: [],
      undecided: [],
      broken: [],
    });
    for (const network of NETWORKS) expect([network, asked[network] > 0]).toEqual([network, true]);
    expect(present.some(isMoved)).toBe(true);
  },
  isLong ? 7_200_000 : 300_000,
);

/** Until nothing moves any more: every shop's word has been heard, posted or polled, and no case waits. */
async function recovered(
  { world, star, pepboys }: Towns,
  bookings: () => Promise<readonly Parameters<typeof isStuck>[0][]>,
  end: number,
): Promise<void> {
  let heard = false;
  void Promise.all([world.shops.webhooksSettled(), star.webhooksSettled()]).then(() => (heard = true));
  const polls = (): number => pepboys.stats.requests['poll'] ?? 0;
  const before = polls();
  let quiet = 0;
  for (let last = ''; Date.now() < end && quiet < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await bookings();
    const seen = now.map(({ revision }) => revision).join();
    const isOver = heard && polls() >= before + 2 && !now.some(isStuck);
    quiet = isOver && seen === last ? quiet + 1 : 0;
    last = seen;
  }
}
