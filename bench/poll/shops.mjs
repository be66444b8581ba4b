/**
 * Ten thousand shops of Firestone's in a process of their own. What they say is made by the sandbox, for a few dozen shops
 * with different hours and bays, before anything is measured; then it only goes out, so that both sides get it as fast.
 */
import { createServer } from 'node:http';
import { SAMPLE_CREDENTIALS, startFirestoneSandbox } from '../../dist/adapters/providers/firestone/sandbox/index.js';

const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles'];
const HOURS = [
  'Mo-Fr 07:00-19:00; Sa 07:00-18:00; Su 09:00-17:00',
  'Mo-Fr 08:00-18:00; Sa 08:00-16:00',
  'Mo-Sa 07:30-18:00',
];
/** Each shop says one thing or the other; a shop that changes goes from one to the other. */
const VARIANTS = 2;

const templates = await makeTemplates();
let changed = 0;
let round = 0;
let served = 0;

const server = createServer((request, response) => {
  const path = request.url ?? '';
  const store = /^\/v2\/stores\/(\d+)\/availability/.exec(path)?.[1];
  if (store !== undefined) {
    served += 1;
    return send(response, [`{"storeNumber":"${store}",`, head(store), bodyOf(Number(store))]);
  }
  if (path.startsWith('/oauth/token'))
    return send(response, ['{"access_token":"a-token-for-the-bench","token_type":"Bearer","expires_in":90000}']);
  return send(response, ['{"stores":[],"nextPage":null}']);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', (message) => {
  if (message.round !== undefined) ({ round, changed } = message);
  process.send({ served, bytes: templates.flat().map(({ body }) => body.length) });
});
process.once('disconnect', () => process.exit(0));

function head(store) {
  const { zone } = templates[Number(store) % templates.length][0];
  return `"timeZone":"${zone}","asOf":"${new Date().toISOString().slice(0, 19)}Z","days":`;
}

/** In each round another share of the shops says something else than in the round before. */
function bodyOf(store) {
  const group = Math.round(1 / changed) || 0;
  const flips = group === 0 ? 0 : Math.floor((round + (store % group)) / group);
  return templates[store % templates.length][flips % VARIANTS].body;
}

function send(response, parts) {
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  for (const part of parts.slice(0, -1)) response.write(part);
  response.end(parts.at(-1));
}

async function makeTemplates() {
  const shops = Array.from({ length: 30 }, (_, i) => ({
    networkRef: String(i),
    name: `Template ${i}`,
    lat: 41 + i * 0.01,
    lon: -87,
    timeZone: ZONES[i % ZONES.length],
    phone: '+13125550100',
    address: { line1: `${i} Main Street`, city: 'Somewhere', state: 'IL', postalCode: '60601' },
    openingHours: HOURS[i % HOURS.length],
    bays: 2 + (i % 5),
  }));
  const sandbox = await startFirestoneSandbox({ shops });
  const { clientId, clientSecret } = SAMPLE_CREDENTIALS;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const { access_token } = await (await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: form })).json();
  const from = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const found = [];
  for (const { networkRef, timeZone } of shops) {
    const url = `${sandbox.url}/v2/stores/${networkRef}/availability?service=BATT&from=${from}&days=13`;
    const { days } = await (await fetch(url, { headers: { authorization: `Bearer ${access_token}` } })).json();
    found.push(
      Array.from({ length: VARIANTS }, (_, variant) => {
        for (const day of days) day.slots.forEach((slot, i) => (slot.baysOpen = (i * 7 + variant) % 5));
        return { zone: timeZone, body: Buffer.from(`${JSON.stringify(days)}}`) };
      }),
    );
  }
  await sandbox.close();
  return found;
}
