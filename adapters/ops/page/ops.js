import { draw } from './charts.js';
import { table } from './tables.js';

const REFRESH_MS = 30_000;
const $ = (id) => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');
let shown;

const percent = (share) => (share === null ? null : Math.round(share * 1000) / 10);
const percentText = (share) => (share === null ? '–' : `${percent(share)} %`);
const text = (value) => (value === null || value === undefined ? '–' : String(value));
const stars = ({ mean, count }) => (mean === null ? '–' : `${mean} ★ (${count})`);

const hours = (value) => (value === null || value === undefined ? '–' : `${value} h`);
/** 0.75 of the baseline is said as "25 % less". */
const against = ({ downtimeHours, ratio }) => {
  if (downtimeHours === null) return '–';
  if (ratio === null) return `${downtimeHours} h`;
  const change = Math.abs(percent(1 - ratio));
  return `${downtimeHours} h (${change === 0 ? 'the same' : `${change} % ${ratio < 1 ? 'less' : 'more'}`})`;
};

function charts({ days, daily, objectives, fleets }) {
  const lines = (rows, name, values) => rows.map((row) => ({ label: row[name], values: values(row) }));
  draw(
    $('success'),
    days,
    lines(daily.networks, 'network', (row) => row.successRate.map(percent)),
    {
      target: objectives.bookingSuccess * 100,
      range: [0, 100],
    },
  );
  draw(
    $('response'),
    days,
    lines(daily.networks, 'network', (row) => row.p95),
    { target: objectives.responseP95Ms },
  );
  draw(
    $('booked'),
    days,
    lines(daily.fleets, 'fleet', (row) => row.bookedWithin24hRate.map(percent)),
    {
      target: objectives.bookedWithin24h * 100,
      range: [0, 100],
    },
  );
  // Each fleet has a baseline of its own: one line can stand for it only where there is one fleet.
  const [only, ...others] = fleets.map(({ baseline }) => baseline.downtimeHours);
  draw(
    $('downtime'),
    days,
    lines(daily.fleets, 'fleet', (row) => row.downtimeHours),
    { target: others.length === 0 ? (only ?? undefined) : undefined, targetLabel: 'Baseline' },
  );
}

function tables({ networks, fleets, providers }) {
  const attempts = { Sent: (row) => text(row.attempted), Booked: (row) => text(row.booked) };
  const success = { Success: (row) => percentText(row.successRate) };
  const breaks = (row) =>
    Object.entries(row.contractBreaks)
      .map(([field, count]) => `${field} ${count}`)
      .join(', ') || '–';
  table($('networks'), 'Networks', networks, {
    Network: (row) => row.network,
    ...attempts,
    ...success,
    'p50 ms': (row) => text(row.responseMs.p50),
    'p95 ms': (row) => text(row.responseMs.p95),
    'p99 ms': (row) => text(row.responseMs.p99),
    'Downtime, mean': (row) => hours(row.downtimeHours.total.mean),
    'In shop, mean': (row) => hours(row.downtimeHours.inShop.mean),
    Timeouts: (row) => text(row.timeouts),
    'Contract breaks': breaks,
  });
  table($('fleets'), 'Fleets', fleets, {
    Fleet: (row) => row.fleet,
    Cases: (row) => text(row.cases),
    'Booked in 24 h': (row) => percentText(row.bookedWithin24hRate),
    'Time to book p50, min': (row) => text(row.timeToBookMinutes.p50),
    'p95, min': (row) => text(row.timeToBookMinutes.p95),
    'Downtime, mean': (row) => hours(row.downtimeHours.total.mean),
    'In shop, mean': (row) => hours(row.downtimeHours.inShop.mean),
    Baseline: (row) => against(row.baseline),
    Satisfaction: (row) => stars(row.satisfaction),
    'Adoption in 90 days': (row) =>
      `${percentText(row.adoption.rate)} (${row.adoption.acted} of ${row.adoption.managers})`,
  });
  const busiest = [...providers].sort((a, b) => b.attempted - a.attempted).slice(0, 50);
  table($('providers'), providers.length > 50 ? 'The 50 busiest shops' : 'Shops', busiest, {
    Shop: (row) => row.provider,
    Network: (row) => row.network,
    ...attempts,
    ...success,
    Satisfaction: (row) => stars(row.satisfaction),
  });
}

const OBJECTIVES = {
  'booking-success': ({ network, value, target }) =>
    `${network}: ${percentText(value)} of the requests were booked; at least ${percentText(target)} are promised.`,
  'response-p95': ({ network, value, target }) =>
    `${network}: 95 % of the calls took up to ${value} ms; ${target} ms are promised.`,
  'booked-within-24h': ({ fleetId, value, target }) =>
    `${fleetId}: ${percentText(value)} of the alerts were booked within 24 hours; at least ${percentText(target)} are promised.`,
};

function breaches(list) {
  const section = $('breaches');
  section.hidden = list.length === 0;
  const title = document.createElement('h2');
  title.className = 'bad';
  title.textContent = 'Objectives that are not kept';
  const items = document.createElement('ul');
  for (const breach of list) {
    const item = document.createElement('li');
    item.textContent = OBJECTIVES[breach.objective](breach);
    items.append(item);
  }
  section.replaceChildren(title, items);
}

function show() {
  if (!shown) return;
  breaches(shown.breaches);
  charts(shown);
  tables(shown);
}

async function load() {
  try {
    const response = await fetch(`${new URL('../data', import.meta.url).pathname}?days=${$('days').value}`);
    if (response.status === 401) return location.reload();
    if (!response.ok) throw new Error(`answered ${response.status}`);
    shown = await response.json();
    show();
    $('status').textContent = `Days are in UTC. Read at ${new Date().toLocaleTimeString()}.`;
  } catch (error) {
    $('status').textContent = `The figures could not be read: ${error.message}. They are asked for again.`;
  }
}

$('days').addEventListener('change', load);
dark.addEventListener('change', show);
let waiting;
addEventListener('resize', () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 150);
});
setInterval(load, REFRESH_MS);
await load();
