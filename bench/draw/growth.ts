import type { Figure } from '../figure.ts';
import { GROWTH_CONNECTIONS } from '../connections.ts';
import { drawLine, drawSvg, drawText, logScale, OWN_COLOUR, PEER_COLOUR, round } from './svg.ts';

const PANEL = { width: 520, height: 320, left: 60, right: 170, top: 50, bottom: 60 };
/** How lines of peers are told apart. */
const DASHES = ['6 4', '2 3', '10 3 2 3'];
const LABEL_HEIGHT = 16;
const LINEAR_TICKS = 5;

/** A line of a panel: a value for each number of connections. */
interface Series {
  name: string;
  values: number[];
}

/** Requests a second and their 99th percentile over the number of connections, Terroir's and its peers'. */
export function drawGrowth(figures: readonly Figure[]): string {
  const label = 'Requests a second, and the slowest hundredth, over the number of connections';
  const panels = [
    ...drawPanel('predict: requests a second', seriesOf(figures, 'rate'), linearScale, 0),
    ...drawPanel('predict: p99 in ms (scale by logarithms)', seriesOf(figures, 'p99'), logarithmicScale, PANEL.width),
  ];
  return drawSvg(2 * PANEL.width, PANEL.height, label, panels);
}

function seriesOf(figures: readonly Figure[], measure: string): Series[] {
  const found = GROWTH_CONNECTIONS.flatMap(
    (connections) => figures.find(({ id }) => id === `growth.${connections}.${measure}`) ?? [],
  );
  if (found.length < GROWTH_CONNECTIONS.length) return [];
  const peers = Object.keys(found[0]?.peers ?? {});
  return [
    { name: 'Terroir', values: found.map(({ terroir }) => terroir.median) },
    ...peers.map((name) => ({ name, values: found.map((figure) => figure.peers[name]?.median ?? NaN) })),
  ];
}

type Scale = Pick<ReturnType<typeof logScale>, 'place' | 'ticks'>;

/** From nothing up, so that twice as high is twice as much. */
function linearScale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const highest = Math.max(...values);
  const power = 10 ** Math.floor(Math.log10(highest / LINEAR_TICKS));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one * LINEAR_TICKS >= highest) ?? highest;
  const place = (value: number): number => from + (value / (step * LINEAR_TICKS)) * (to - from);
  return { place, ticks: Array.from({ length: LINEAR_TICKS + 1 }, (_, at) => at * step) };
}

const logarithmicScale = (values: readonly number[], range: readonly [number, number]): Scale =>
  logScale(values, range);

function drawPanel(title: string, series: readonly Series[], toScale: typeof linearScale, offset: number): string[] {
  const { width, height, left, right, top, bottom } = PANEL;
  const heading = drawText(offset + left, 24, title, { weight: 'bold' });
  if (series.length === 0) return [heading, drawText(offset + left, 60, 'not measured yet')];
  const [west, east, south] = [offset + left, offset + width - right, height - bottom];
  const scale = toScale(
    series.flatMap(({ values }) => values),
    [south, top],
  );
  const placeX = (at: number): number => west + (at / (GROWTH_CONNECTIONS.length - 1)) * (east - west);
  const grid = scale.ticks.flatMap((tick) => [
    drawLine(west, scale.place(tick), east, scale.place(tick)),
    drawText(west - 8, scale.place(tick) + 4, tick.toLocaleString('en'), { anchor: 'end', fill: '#666' }),
  ]);
  const ticks = GROWTH_CONNECTIONS.map((connections, at) =>
    drawText(placeX(at), south + 20, String(connections), { anchor: 'middle', fill: '#666' }),
  );
  const axis = drawText((west + east) / 2, height - 16, 'connections', { anchor: 'middle', fill: '#666' });
  const labels = placeLabels(series.map(({ values }) => scale.place(values.at(-1) ?? NaN)));
  const lines = series.flatMap(({ name, values }, at) => {
    const points = values.map((value, n) => `${round(placeX(n))},${round(scale.place(value))}`);
    const [stroke, dash] = at === 0 ? [OWN_COLOUR, ''] : [PEER_COLOUR, ` stroke-dasharray="${DASHES[at - 1] ?? ''}"`];
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${stroke}" stroke-width="2"${dash}/>`,
      ...points.map((point) => {
        const [x, y] = point.split(',');
        return `<circle cx="${x}" cy="${y}" r="3.5" fill="${stroke}"/>`;
      }),
      drawText(east + 10, (labels[at] ?? 0) + 4, name, { fill: stroke, weight: at === 0 ? 'bold' : 'normal' }),
    ];
  });
  return [heading, ...grid, ...ticks, axis, ...lines];
}

/** Where names stand beside the ends of their lines: moved down until none is on another. */
function placeLabels(ends: readonly number[]): number[] {
  const placed: number[] = [];
  const inOrder = ends.map((end, at) => ({ end, at })).sort((one, other) => one.end - other.end);
  let lowest = -Infinity;
  for (const { end, at } of inOrder) {
    lowest = Math.max(end, lowest + LABEL_HEIGHT);
    placed[at] = lowest;
  }
  return placed;
}
