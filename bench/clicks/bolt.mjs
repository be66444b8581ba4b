/** Bare Bolt: its own receiver, one listener that acknowledges; nothing is stored. */
import bolt from '@slack/bolt';
import { SIGNING_SECRET } from './signing.mjs';

const app = new bolt.App({
  signingSecret: SIGNING_SECRET,
  authorize: () => Promise.resolve({ botToken: 'xoxb-bench', botId: 'B01', botUserId: 'U0PITCREW' }),
  logLevel: bolt.LogLevel.ERROR,
});
app.action(/.*/, ({ ack }) => ack());
const server = await app.start({ port: 0, host: '127.0.0.1' });
server.keepAliveTimeout = 65_000;
process.send({ ready: true, port: server.address().port });
process.once('disconnect', () => process.exit(0));
