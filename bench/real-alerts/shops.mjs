/** The shops in a process of their own, as they are in the world: what they compute is not Pitcrew's to wait for. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

if (process.argv[1] === self && process.send) {
  const { startFirestoneSandbox } = await import('../../dist/adapters/providers/firestone/sandbox/index.js');
  process.once('message', async ({ shops }) => {
    const sandbox = await startFirestoneSandbox({ shops });
    process.send({ url: sandbox.url });
    process.once('disconnect', () => void sandbox.close());
  });
}

/** Takes the place of `startFirestoneSandbox`. @param {{ shops: readonly object[] }} options */
export async function startShopsAside({ shops }) {
  const child = fork(self, { stdio: 'inherit' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.send({ shops });
  const first = await Promise.race([new Promise((resolve) => child.once('message', resolve)), gone]);
  if (typeof first?.url !== 'string') throw new Error('The shops could not be started.');
  return {
    url: first.url,
    async close() {
      child.disconnect();
      await gone;
    },
  };
}
