import type { Bench } from './job-queue.ts';

/** Whether what lay there is still there. */
export function describeMemory(bench: Bench): void {
  test('a new place has not what was put elsewhere; once that is noted, every process finds it whole', async () => {
    const first = await bench.connect();
    expect(await first.memory?.isWhole()).toBe(false);
    await first.enqueue([{ name: 'any', id: 'any-1', payload: {} }]);
    expect(await first.memory?.isWhole()).toBe(false);
    await first.memory?.note();
    await first.memory?.note();
    expect(await first.memory?.isWhole()).toBe(true);
    await bench.close(first);
    const second = await bench.connect();
    expect(await second.memory?.isWhole()).toBe(true);
  });
}
