// Its script stands before this module in the page.
const { uPlot } = globalThis;

const HEIGHT = 220;
const SERIES = 6;
const drawn = new Map();

/** `light-dark()` as the canvas needs it: one colour. */
function resolved(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Draws lines over days into an element, with the objective, where there is one, as a broken line. */
export function draw(element, days, lines, { target, range, targetLabel = 'Objective' }) {
  drawn.get(element)?.destroy();
  drawn.delete(element);
  element.replaceChildren();
  if (!lines.some(({ values }) => values.some((value) => value !== null))) {
    element.textContent = 'Nothing was counted in these days.';
    element.className = 'muted';
    return;
  }
  element.className = '';
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const goal = target === undefined ? [] : [target];
  const text = resolved('--muted');
  const grid = { stroke: resolved('--line'), width: 1 };
  const axis = { stroke: text, grid, ticks: grid, font: '12px system-ui, sans-serif' };
  const options = {
    width: Math.max(200, element.clientWidth),
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      y: { range: (_, __, most) => range ?? [0, Math.max(most, target ?? 0) * 1.15] },
    },
    axes: [
      { ...axis, values: (_, splits) => splits.map((at) => new Date(at * 1000).toISOString().slice(5, 10)), space: 60 },
      { ...axis, size: 52 },
    ],
    series: [
      { label: 'Day', value: (_, at) => (at === null ? '–' : new Date(at * 1000).toISOString().slice(0, 10)) },
      ...lines.map(({ label }, i) => {
        const stroke = resolved(`--s${(i % SERIES) + 1}`);
        return { label, stroke, width: 2, points: { show: true, size: 6, fill: stroke }, value: (_, v) => v ?? '–' };
      }),
      ...goal.map(() => ({
        label: targetLabel,
        stroke: text,
        width: 1,
        dash: [6, 4],
        points: { show: false },
        value: () => String(target),
      })),
    ],
  };
  const data = [times, ...lines.map(({ values }) => values), ...goal.map(() => times.map(() => target))];
  drawn.set(element, new uPlot(options, data, element));
}
