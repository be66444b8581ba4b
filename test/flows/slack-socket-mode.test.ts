import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPitcrew } from '../../src/index.ts';
import { startSlackSocket } from '../support/slack-socket.ts';
import { CHANNEL, DANA, isCardOf, startWorld } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

test('a product with an app-level token takes a click over its web socket, and lets go of it when it ends', async () => {
  const far = await startSlackSocket();
  const world = await startWorld({ dataDir: tempDir() });
  // The workspace's API, and beside it where a web socket is asked for.
  const front = createServer((incoming, response) => {
    if (incoming.url === '/api/apps.connections.open') {
      const body = JSON.stringify({ ok: true, url: far.url });
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
    const options = { method: incoming.method, headers: incoming.headers };
    const onward = send(new URL(incoming.url ?? '/', world.workspace.url), options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}/api/`;
  try {
    const bookingId = await world.raise();
    await world.card(bookingId);
    await world.pitcrew.close();
    const env = { ...world.env, SLACK_APP_TOKEN: 'xapp-1-A01-test', SLACK_API_URL: apiUrl };
    world.pitcrew = await createPitcrew({ env });
    await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
    await until('the web socket is open', () => far.open() === 1 || undefined);

    const card = world.workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
    const { body } = world.workspace.clickRequest(DANA.id, CHANNEL, card?.ts ?? '', 'choose-slot:1');
    far.deliver('e-1', 'interactive', JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as object);
    await until('it is acknowledged', () => far.acks.find(({ envelope_id: id }) => id === 'e-1'));
    await world.inState(bookingId, 'scheduled');
  } finally {
    await world.close();
    expect(far.open()).toBe(0);
    await far.close();
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
  }
});
