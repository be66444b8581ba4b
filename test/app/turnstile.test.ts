import { createTurnstile } from '../../src/app/intents/turnstile.ts';
import { until } from '../support/waiting.ts';

let time = 0;
const clock = { now: () => new Date(time), trueNow: () => new Date(time) };
beforeEach(() => (time = 1_000_000));

/** Work that says when it was let in. */
function worker(turnstile: ReturnType<typeof createTurnstile>) {
  const work = { inside: false };
  void turnstile.enter().then(() => (work.inside = true));
  return work;
}
const insideOf = (works: readonly { readonly inside: boolean }[]): number =>
  works.filter(({ inside }) => inside).length;
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30));

test('a click that comes alone is worked on as soon as no other follows within 10 ms', async () => {
  const turnstile = createTurnstile(clock);
  turnstile.arrived();
  const work = worker(turnstile);
  await aMoment();
  expect(work.inside).toBe(false);
  time += 10;
  await until('it is let in', () => work.inside || undefined, 500);
});

test('in a burst, work waits while clicks keep coming, and goes on when they stop', async () => {
  const turnstile = createTurnstile(clock);
  turnstile.arrived();
  time += 2;
  turnstile.arrived();
  const works = Array.from({ length: 20 }, () => worker(turnstile));
  await aMoment();
  expect(insideOf(works)).toBe(0);
  // 35 ms after the last click three places are open, after 160 ms all sixteen.
  time += 35;
  await until('three are let in', () => insideOf(works) === 3 || undefined, 500);
  time += 125;
  await until('sixteen are let in', () => insideOf(works) === 16 || undefined, 500);
  turnstile.leave();
  await until('the next one is let in', () => insideOf(works) === 17 || undefined, 500);
  for (let i = 0; i < 3; i++) turnstile.leave();
  await until('the rest follows', () => insideOf(works) === 20 || undefined, 500);
});

test('work that waited a second is let in, two at once, though clicks keep coming', async () => {
  const turnstile = createTurnstile(clock);
  turnstile.arrived();
  time += 2;
  turnstile.arrived();
  const works = Array.from({ length: 5 }, () => worker(turnstile));
  for (let i = 0; i < 100; i++) {
    time += 10;
    turnstile.arrived();
  }
  await until('two are let in', () => insideOf(works) === 2 || undefined, 500);
  await aMoment();
  expect(insideOf(works)).toBe(2);
  time += 1_000;
  await until('the rest follows', () => insideOf(works) === 5 || undefined, 500);
});
