import { svg } from './dom.js';
import { BOUNDS, LAKE, PLACES, RIVER, ROADS } from './map-data.js';

const WIDTH = 420;
// Degrees of longitude are shorter than of latitude at 41.9° north.
const SCALE = WIDTH / ((BOUNDS.east - BOUNDS.west) * Math.cos((41.9 * Math.PI) / 180));
const HEIGHT = (BOUNDS.north - BOUNDS.south) * SCALE;

const x = (lon) => ((lon - BOUNDS.west) / (BOUNDS.east - BOUNDS.west)) * WIDTH;
const y = (lat) => (BOUNDS.north - lat) * SCALE;
const path = (points) =>
  points.map(([lat, lon], i) => `${i ? 'L' : 'M'}${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join('');

let marks = new Map();
let threshold = 75;

/** Draws the map once; `select` is called when a vehicle is clicked. The list beside it says the same in words. */
export function drawMap(box, { vehicles, shops, lowBattery }, select) {
  threshold = lowBattery.alertBelow;
  marks = new Map(vehicles.map((vehicle) => [vehicle.vehicleId, vehicleMark(vehicle, select)]));
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT.toFixed(0)}`,
      preserveAspectRatio: 'xMidYMid meet',
      role: 'img',
      'aria-label': `Map of ${vehicles.length} vehicles and ${shops.length} shops around Chicago`,
    },
    svg('path', { d: `${path(LAKE)}Z`, class: 'lake' }),
    RIVER.map((line) => svg('path', { d: path(line), class: 'river' })),
    ROADS.map((line) => svg('path', { d: path(line), class: 'road' })),
    PLACES.map(({ name, at, water }) =>
      svg('text', { x: x(at[1]), y: y(at[0]), class: water ? 'place water' : 'place' }, name),
    ),
    shops.map(shopMark),
    [...marks.values()],
  );
  box.replaceChildren(picture, legend());
}

export function markVehicles(vehicles) {
  for (const { vehicleId, batteryPercent, lastAlert } of vehicles) {
    const mark = marks.get(vehicleId);
    mark?.classList.toggle('low', batteryPercent < threshold);
    mark?.classList.toggle('alerted', lastAlert !== undefined);
  }
}

function shopMark({ lat, lon, name }) {
  return svg(
    'g',
    { class: 'shop-mark' },
    svg('title', {}, name),
    svg('rect', { x: x(lon) - 3.5, y: y(lat) - 3.5, width: 7, height: 7, rx: 1.8 }),
  );
}

function vehicleMark({ vehicleId, lat, lon }, select) {
  const at = { cx: x(lon), cy: y(lat) };
  return svg(
    'g',
    { class: 'vehicle-mark', onclick: () => select(vehicleId) },
    svg('title', {}, vehicleId),
    svg('circle', { ...at, r: 10, class: 'halo' }),
    svg('circle', { ...at, r: 5 }),
    svg('text', { x: at.cx + 8, y: at.cy + 3.5 }, vehicleId),
  );
}

function legend() {
  const line = document.createElement('p');
  line.className = 'map-legend';
  for (const [kind, words] of [
    ['vehicle', 'vehicle'],
    ['low', 'alert'],
    ['shop', 'shop'],
  ]) {
    const key = document.createElement('span');
    key.className = `key key-${kind}`;
    line.append(key, words);
  }
  return line;
}
