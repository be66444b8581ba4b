/**
 * A host application as somebody outside would write it, run as a process of its own in a folder where `pitcrew` and
 * `express` are installed: `node host-app.mjs http|express|idle`. It tells its parent what happens.
 */
import { createServer } from 'node:http';
import { createPitcrew } from 'pitcrew';

const [, , kind] = process.argv;
const { env, alert } = JSON.parse(process.env.HOST_APP ?? '{}');
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const pitcrew = await createPitcrew({ env });

if (kind === 'idle') {
  const port = await pitcrew.listen(0, '127.0.0.1');
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  await ready.arrayBuffer();
  say({ ready: ready.status });
  await pitcrew.close();
  // A second time is allowed. Nothing is left that would keep the process: it ends by itself.
  await pitcrew.close();
  say({ closed: true });
} else {
  const server = await mounted();
  await new Promise((resolve) => server.listen(Number(env.PORT), '127.0.0.1', resolve));
  const names = ['booking.offered', 'booking.requested', 'booking.scheduled', 'channel.failed'];
  for (const name of names)
    pitcrew.on(name, ({ type, bookingId, version }) => say({ event: type, bookingId, version }));
  const off = pitcrew.on('booking.offered', () => say({ event: 'unsubscribed' }));
  off();
  say({ listening: true });

  let input = '';
  process.stdin.setEncoding('utf8').on('data', (text) => {
    input += text;
    for (let end = input.indexOf('\n'); end >= 0; end = input.indexOf('\n')) {
      const word = input.slice(0, end);
      input = input.slice(end + 1);
      if (word === 'raise') void pitcrew.raiseAlert(alert).then((raised) => say({ raised }));
      if (word === 'raise-wrong')
        void pitcrew.raiseAlert({ ...alert, system: 'sunroof' }).catch(({ name }) => say({ refused: name }));
      if (word === 'stop') void stop(server);
    }
  });
}

async function mounted() {
  if (kind === 'http') return createServer(pitcrew.handler);
  const { default: express } = await import('express');
  const app = express();
  app.get('/own', (_request, response) => response.json({ own: true }));
  app.use(pitcrew.handler);
  app.use((_request, response) => response.status(404).json({ host: 'nothing here' }));
  return createServer(app);
}

async function stop(server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await pitcrew.close();
  process.stdin.destroy();
  say({ closed: true });
}
