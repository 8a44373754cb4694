import uPlot from 'uplot';
import type { TimeSeriesProps } from './time-series.tsx';

const HEIGHT = 240;
const DASH = [6, 4];

/** Draws lines over time into an element, as wide as it is, and again when it or the colours change. */
export function drawSeries(place: HTMLElement, props: TimeSeriesProps): { destroy: () => void } {
  let plot = draw(place, props);
  const again = (): void => {
    plot.destroy();
    plot = draw(place, props);
  };
  const widths = new ResizeObserver(() => place.clientWidth > 0 && plot.setSize(sizeOf(place)));
  widths.observe(place);
  const colours = new MutationObserver(again);
  colours.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', again);
  return {
    destroy() {
      widths.disconnect();
      colours.disconnect();
      system.removeEventListener('change', again);
      plot.destroy();
    },
  };
}

function draw(place: HTMLElement, { times, lines, marks = [], write, range }: TimeSeriesProps): uPlot {
  const colour = readColours(place);
  const seconds = times.map((time) => Date.parse(time) / 1000);
  const columns: (number | null)[][] = [seconds];
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const [at, { name, values, low, high, dashed }] of lines.entries()) {
    const stroke = colour(`--line-${at + 1}`);
    columns.push([...values]);
    series.push({ label: name, stroke, width: 2, spanGaps: false, ...(dashed && { dash: DASH }) });
    if (!low || !high) continue;
    bands.push({ series: [columns.length + 1, columns.length], fill: `${stroke}2e` });
    columns.push([...low], [...high]);
    series.push({ stroke: 'transparent', points: { show: false } }, { stroke: 'transparent', points: { show: false } });
  }
  const axis = { stroke: colour('--text-quiet'), grid: { stroke: colour('--line'), width: 1 } };
  const options: uPlot.Options = {
    ...sizeOf(place),
    legend: { show: false },
    cursor: { show: false },
    series,
    bands,
    scales: { x: { time: true }, y: range ? { range: [range[0], range[1]] } : { range: fromNothing } },
    axes: [axis, { ...axis, size: 64, values: (_, ticks) => ticks.map(write) }],
    hooks: { draw: [(plot) => drawMarks(plot, marks, colour('--text-quiet'))] },
  };
  return new uPlot(options, columns as uPlot.AlignedData, place);
}

/** An axis begins at 0, so that a length says how much. */
function fromNothing(_: uPlot, least: number | null, most: number | null): uPlot.Range.MinMax {
  return [Math.min(0, least ?? 0), (most ?? 0) > 0 ? (most ?? 0) * 1.1 : 1];
}

function drawMarks(plot: uPlot, marks: TimeSeriesProps['marks'] & object, stroke: string): void {
  const { ctx: pen, bbox } = plot;
  pen.save();
  pen.strokeStyle = stroke;
  pen.setLineDash([2, 3]);
  for (const { at } of marks) {
    const x = plot.valToPos(Date.parse(at) / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    pen.beginPath();
    pen.moveTo(x, bbox.top);
    pen.lineTo(x, bbox.top + bbox.height);
    pen.stroke();
  }
  pen.restore();
}

function sizeOf(place: HTMLElement): { width: number; height: number } {
  return { width: Math.max(place.clientWidth, 200), height: HEIGHT };
}

function readColours(place: HTMLElement): (name: string) => string {
  const style = getComputedStyle(place);
  return (name) => style.getPropertyValue(name).trim();
}
