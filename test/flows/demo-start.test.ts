import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../src/demo.ts';
import { freePort } from '../support/demo-command.ts';

/** Connects again and again and keeps what it gets, as a browser does that was opened too early. */
function impatient(port: number): { stop(): number } {
  const sockets: Socket[] = [];
  const timer = setInterval(() => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /demo HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.on('error', () => undefined);
    sockets.push(socket);
  }, 2);
  return {
    stop() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      return sockets.length;
    },
  };
}

test('the demo starts although somebody calls its port before it is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitcrew-demo-start-'));
  const port = await freePort();
  const caller = impatient(port);
  try {
    const demo = await startDemo({ port, env: { PITCREW_DATA: folder, LOG_LEVEL: 'silent' } });
    expect(caller.stop()).toBeGreaterThan(5);
    expect((await fetch(demo.url)).status).toBe(200);
    // The page's link leads into the in-app inbox of whom one is signed in as.
    const inbox = await fetch(`${demo.url}/inbox?user=U01LEE`);
    const proof = { cookie: inbox.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const me = await fetch(new URL('v1/inbox/me', inbox.url), { headers: proof });
    expect(await me.json()).toMatchObject({ fleetName: 'Acme Delivery', name: 'Lee Okafor' });
    await demo.close();
  } finally {
    caller.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);
