import { readFileSync } from 'node:fs';
import { run } from '../../src/cli/program.ts';
import { createPitcrew } from '../../src/index.ts';
import type { Role } from '../../src/compose.ts';
import { repository } from '../support/repository.ts';
import { tempDir } from '../support/temp.ts';
import { freePort } from '../support/waiting.ts';

const env = { LOG_LEVEL: 'fatal' };

test.each<Role>(['all', 'worker'])(
  'METRICS_PORT moves /metrics of %s there, and nothing else is there',
  async (role) => {
    const pitcrew = await createPitcrew({ env: { ...env, PITCREW_DATA: tempDir(), METRICS_PORT: '0' }, role });
    try {
      const port = await pitcrew.listen(0, '127.0.0.1');
      const at = pitcrew.metricsPort() ?? 0;
      const status = async (of: number, path: string) => (await fetch(`http://127.0.0.1:${of}${path}`)).status;
      expect(at).not.toBe(port);
      expect(await (await fetch(`http://127.0.0.1:${at}/metrics`)).text()).toContain('pitcrew_outbox_depth');
      expect([await status(at, '/healthz'), await status(at, '/v1/bookings')]).toEqual([404, 404]);
      expect([await status(port, '/metrics'), await status(port, '/healthz')]).toEqual([404, 200]);
    } finally {
      await pitcrew.close();
    }
  },
);

test('without it they share the port; a port that is wrong or the same stops the start in words', async () => {
  const pitcrew = await createPitcrew({ env: { ...env, PITCREW_DATA: tempDir() } });
  const port = await pitcrew.listen(0, '127.0.0.1');
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
  expect(pitcrew.metricsPort()).toBeUndefined();
  await pitcrew.close();
  const start = (more: Readonly<Record<string, string>>) =>
    createPitcrew({ env: { ...env, PITCREW_DATA: tempDir(), ...more } });
  await expect(start({ METRICS_PORT: '70000' })).rejects.toThrow('METRICS_PORT must be a whole number from 0 to 65535');
  const same = String(await freePort());
  await expect(start({ PORT: same, METRICS_PORT: same })).rejects.toThrow(
    'METRICS_PORT must be another port than PORT',
  );
});

test('--version is the package’s own', async () => {
  const out: string[] = [];
  const terminal = { env: {}, out: (text: string) => void out.push(text), err: () => {}, onSignal: () => {} };
  const { version } = JSON.parse(readFileSync(`${repository}/package.json`, 'utf8'));
  expect([await run(['--version'], terminal), out]).toEqual([0, [version]]);
});
