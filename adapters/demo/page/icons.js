import { h, svg } from './dom.js';

const circle = (colour) => () => svg('circle', { cx: 8, cy: 8, r: 6.5, fill: colour });
const line = (d, colour, width = 1.7) =>
  svg('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });

// Drawn here, because not every machine has a font with coloured signs. The rest is left to the font.
const ICONS = {
  '🔵': ['information', circle('#3b82d6')],
  '🟠': ['warning', circle('#e8871e')],
  '🔴': ['critical', circle('#d6304f')],
  '🟢': ['good', circle('#2ea36b')],
  '🟡': ['caution', circle('#e0b11c')],
  '⚪': [
    'closed',
    () => svg('circle', { cx: 8, cy: 8, r: 5.8, fill: '#8883', stroke: '#8b8f96', 'stroke-width': 1.5 }),
  ],
  '✅': [
    'done',
    () => [
      svg('rect', { x: 1.5, y: 1.5, width: 13, height: 13, rx: 3.5, fill: '#1f9d63' }),
      line('m4.8 8.300 2.300 2.300 4.200-4.800', '#fff', 1.9),
    ],
  ],
  '⏳': [
    'in progress',
    () => [
      svg('path', {
        d: 'M4.500 2.500h7v1.800L8.800 8l2.700 3.700v1.800h-7v-1.800L7.200 8 4.500 4.300z',
        fill: '#e8b45f',
        stroke: '#a8702a',
        'stroke-width': 1,
        'stroke-linejoin': 'round',
      }),
      line('M3.500 2h9M3.500 14h9', '#a8702a'),
    ],
  ],
  '📞': [
    'phone',
    () =>
      line(
        'M4.500 2.500 6.500 5.500 5.300 7c.700 1.500 2 2.900 3.700 3.700l1.500-1.200 3 2-.700 2.200C8 14.500 1.800 8.500 2.300 3.200z',
        'currentColor',
        1.4,
      ),
  ],
  '🔗': [
    'link',
    () =>
      line(
        'M6.800 9.200a2.500 2.500 0 0 0 3.500 0l2.300-2.300a2.500 2.500 0 0 0-3.500-3.500l-.900.900M9.200 6.800a2.500 2.500 0 0 0-3.500 0L3.400 9.100a2.500 2.500 0 0 0 3.500 3.500l.900-.900',
        'currentColor',
        1.4,
      ),
  ],
  '⚠️': [
    'warning',
    () => [
      svg('path', { d: 'M8 1.800 15 14H1z', fill: '#f0b429', 'stroke-linejoin': 'round' }),
      line('M8 6v4M8 12v.100', '#4a3200', 1.6),
    ],
  ],
};
const KNOWN = new RegExp(`(${Object.keys(ICONS).join('|')})`, 'u');

/** Words as nodes, with the signs that we draw ourselves. */
export function withIcons(words) {
  return words
    .split(KNOWN)
    .filter((part) => part !== '')
    .map((part) => {
      if (!Object.hasOwn(ICONS, part)) return part;
      const [name, draw] = ICONS[part];
      return h(
        'span',
        { class: 'icon', role: 'img', 'aria-label': name },
        svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, draw()),
      );
    });
}
