/** What Pitcrew talks to in this bench: shops with much room, and a Slack workspace; a process of their own. */
import { startWorkspace } from '../../dist/adapters/demo/workspace/index.js';
import { startFirestoneSandbox } from '../../dist/adapters/providers/firestone/sandbox/index.js';
import { CHANNEL, SIGNING_SECRET, TEAM, USER } from './signing.mjs';

const PLACES = 60;
const shops = Array.from({ length: PLACES * 3 }, (_, i) => ({
  networkRef: String(10_000 + i),
  name: `Firestone ${i}`,
  // Three shops around each place; places are a degree apart, so that their offers do not mix.
  lat: 30 + Math.floor(i / 30) + (i % 3) * 0.01,
  lon: -100 + Math.floor((i % 30) / 3),
  timeZone: 'America/Chicago',
  phone: '+13125550100',
  address: { line1: `${i} Main Street`, city: 'Somewhere', state: 'TX', postalCode: '79000' },
  openingHours: '24/7',
  bays: 400,
}));
const workspace = await startWorkspace({
  botToken: 'xoxb-bench-token',
  signingSecret: SIGNING_SECRET,
  teamId: TEAM,
  users: [{ id: USER, name: 'Dana Reyes' }],
  channels: [{ id: CHANNEL, name: 'fleet' }],
});
const sandbox = await startFirestoneSandbox({ shops });
process.on('message', () => process.send({ booked: sandbox.ledger().length }));
process.send({
  ready: true,
  slackUrl: workspace.apiUrl,
  firestoneUrl: sandbox.url,
  places: shops.filter((_, i) => i % 3 === 0).map(({ lat, lon }) => ({ lat, lon })),
});
process.once('disconnect', () => process.exit(0));
