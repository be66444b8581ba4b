/**
 * `npm run cards`: a picture of every situation in every channel and locale, drawn by the channels' own renderers, in
 * `.cache/cards` with an `index.html`. For people to look at. Options: `--out FOLDER`, `--locale en-US`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { sayingOf } from '../../../adapters/sms/sayings.ts';
import { renderCard as slackCard } from '../../../adapters/slack/render/card.ts';
import { renderHome } from '../../../adapters/slack/render/home.ts';
import { renderCard as teamsCard } from '../../../adapters/teams/render/card.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import { sampleBookings } from '../sample-bookings.ts';
import { findChromium, services } from '../services.mjs';
import { PAGES, indexOf } from './pages.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { values } = parseArgs({
  options: { out: { type: 'string', default: join(root, '.cache/cards') }, locale: { type: 'string' } },
});

const fleet = {
  ...{ fleetId: 'acme', name: 'Acme Delivery', locale: 'en-US', timeZone: 'America/Chicago' },
  ...{ policy: DEFAULT_POLICY, integrations: {}, channels: [] },
};

/** What each channel's page is given to show; the first word names the page. */
const DATA = {
  slack: (card) => slackCard(card).blocks,
  'slack home': (card) => renderHome([{ fleet, member: {}, cards: [card] }]).blocks,
  teams: (card) => teamsCard(card),
  sms(card) {
    const saying = sayingOf(card, undefined, 'https://pitcrew.example.com/m/1');
    return saying ? saying.write(saying.slots.map((_, n) => n + 1)) : null;
  },
  inapp: (card, booking) => ({
    ...{ bookingId: booking.bookingId, vehicleId: booking.vehicleId, state: card.state, version: card.version },
    ...{ card, notes: [], severity: booking.severity, updatedAt: booking.updatedAt },
  }),
};

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const page = PAGES[pathname.slice(1)];
  if (page) return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  try {
    const file = readFileSync(join(root, normalize(pathname)));
    response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'application/octet-stream' }).end(file);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(services.find(({ name }) => name === 'chromium')?.missing);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const samples = sampleBookings().filter(({ locale }) => values.locale === undefined || locale === values.locale);
const pictures = [];
let failed = 0;
mkdirSync(values.out, { recursive: true });
try {
  for (const channel of Object.keys(DATA)) {
    const page = await browser.newPage({ viewport: { width: 720, height: 900 }, deviceScaleFactor: 1 });
    page.on('pageerror', (error) => ((failed += 1), console.error(`${channel}: ${error.message}`)));
    await page.goto(`${origin}/${channel.split(' ')[0]}`);
    await page.waitForFunction(() => window.ready === true);
    for (const { situation, locale, booking } of samples) {
      const file = `${channel} ${situation} ${locale}.png`.replace(/[^\w.-]+/g, '-');
      await page.evaluate((data) => window.show(data), DATA[channel](cardOf(booking), booking));
      await page.locator('#stage').screenshot({ path: join(values.out, file) });
      pictures.push({ row: `${situation} · ${locale}`, channel, file });
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
writeFileSync(join(values.out, 'index.html'), indexOf(pictures));
console.log(`${pictures.length} pictures: ${join(values.out, 'index.html')}`);
process.exitCode = failed > 0 ? 1 : 0;
