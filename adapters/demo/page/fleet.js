import { post } from './api.js';
import { clock } from './clock.js';
import { byId, h, styled, toast } from './dom.js';
import { drawMap, markVehicles } from './map.js';
import { state } from './store.js';

const rows = new Map();

/** The telematics pane: a map and the vehicles with their batteries. */
export function fleetChanged(topic) {
  if (topic === 'all') {
    rows.clear();
    byId('vehicles').replaceChildren(...state.vehicles.map(row));
    drawMap(byId('map'), state, select);
  }
  if (topic !== 'all' && topic !== 'vehicles') return;
  for (const vehicle of state.vehicles) rows.get(vehicle.vehicleId)?.show(vehicle);
  markVehicles(state.vehicles);
  const low = state.vehicles.filter(({ batteryPercent }) => batteryPercent < state.lowBattery.alertBelow).length;
  byId('fleet-figure').textContent =
    low === 0 ? `${state.vehicles.length} vehicles` : `${low} of ${state.vehicles.length} batteries low`;
}

function select(vehicleId) {
  const { node } = rows.get(vehicleId);
  node.scrollIntoView({ block: 'center', behavior: 'smooth' });
  node.querySelector('.raise').focus({ preventScroll: true });
}

function row({ vehicleId, about, plate }) {
  const systems = h(
    'select',
    { class: 'system', 'aria-label': `System of ${vehicleId}` },
    state.systems.map(({ system, words }) => h('option', { value: system }, words[0].toUpperCase() + words.slice(1))),
  );
  const raise = h(
    'button',
    { type: 'button', class: 'button raise', 'aria-label': `Raise alert for ${vehicleId}`, onclick: send },
    'Raise alert',
  );
  const slider = h('input', {
    type: 'range',
    min: 40,
    max: 100,
    step: 1,
    'aria-label': `12 V battery health of ${vehicleId}, percent`,
  });
  const figure = h('output', { class: 'percent' });
  const note = h('span', { class: 'vehicle-note' });
  const node = h(
    'li',
    { class: 'vehicle' },
    h(
      'div',
      { class: 'vehicle-name' },
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('strong', {}, vehicleId),
      h('span', { class: 'vehicle-about', title: `${about}, ${plate}` }, about),
      note,
    ),
    h(
      'div',
      { class: 'battery' },
      h('span', { class: 'battery-label', 'aria-hidden': 'true' }, '12 V'),
      slider,
      figure,
    ),
    h('div', { class: 'raise-group' }, systems, raise),
  );

  async function send() {
    raise.setAttribute('aria-busy', 'true');
    const done = await post('alerts', { vehicleId, system: systems.value });
    raise.setAttribute('aria-busy', 'false');
    said(vehicleId, done);
  }
  const draw = (percent) => {
    figure.textContent = `${percent} %`;
    styled(slider, { '--at': `${((percent - 40) / 60) * 100}%`, '--limit': `${((75 - 40) / 60) * 100}%` });
    node.classList.toggle('low', percent < state.lowBattery.alertBelow);
  };
  slider.addEventListener('input', () => draw(Number(slider.value)));
  const sending = lastValueWins(async (percent) => {
    const done = await post('battery', { vehicleId, percent });
    if (done?.bookingId) said(vehicleId, done);
  });
  slider.addEventListener('change', () => sending.send(Number(slider.value)));

  rows.set(vehicleId, {
    node,
    show({ batteryPercent, lastAlert }) {
      if (!slider.matches(':active') && !sending.isAhead(batteryPercent)) slider.value = String(batteryPercent);
      draw(Number(slider.value));
      note.textContent = lastAlert ? `alert ${clock(Date.parse(lastAlert.at), state.users[0]?.timeZone)}` : '';
    },
  });
  return node;
}

/**
 * Sends values one after another, leaving out what a newer one replaced: they cannot overtake each other. Until the page
 * has heard of the last one, older news are behind it: a key pressed meanwhile counts from what the user sees.
 */
function lastValueWins(send) {
  let newest;
  let busy = false;
  return {
    isAhead(heard) {
      if (!busy && heard === newest) newest = undefined;
      return newest !== undefined;
    },
    async send(value) {
      newest = value;
      if (busy) return;
      busy = true;
      let sent;
      while (sent !== newest) await send((sent = newest));
      busy = false;
      setTimeout(() => {
        if (!busy && newest === sent) newest = undefined;
      }, 500);
    },
  };
}

function said(vehicleId, done) {
  if (!done) return;
  const joined = done.status === 'merged' ? `joined the open case of ${vehicleId}` : `raised for ${vehicleId}`;
  toast(`Alert ${joined}.`);
}
