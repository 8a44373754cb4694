import { number, percent } from '../words/format.ts';
import { ChartFigure } from './chart-figure.tsx';

/** A line of a curve: a figure at each step, null where there is none yet. */
export interface CurveLine {
  name: string;
  values: readonly (number | null)[];
  /** Dashed, to be told apart without colour. */
  dashed?: boolean;
}

/** What a curve shows. */
export interface CurveProps {
  title: string;
  cases: string;
  /** What is measured, with its unit. */
  measure: string;
  /** What lies across: shares of it, 0 to 1, rising. */
  across: string;
  steps: readonly number[];
  lines: readonly CurveLine[];
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [360, 220, 34, 10, 38];
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const x = (share: number): number => LEFT + share * (WIDTH - LEFT - 20);

/** Lines over how much of something is done, on an axis from 0, with a table. */
export function Curve({ title, cases, measure, across, steps, lines }: CurveProps) {
  const max = ceilNicely(Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const y = (value: number): number => TOP + (1 - value / max) * (HEIGHT - TOP - BOTTOM);
  const rows = steps.map((share, at) => ({ share, values: lines.map(({ values }) => values[at] ?? null) }));
  const columns = [
    { name: across, write: ({ share }: (typeof rows)[number]) => percent(share) },
    ...lines.map(({ name }, at) => ({
      name,
      write: ({ values }: (typeof rows)[number]) => (values[at] == null ? '–' : values[at].toFixed(2)),
      figure: true,
    })),
  ];
  return (
    <ChartFigure title={title} cases={cases} columns={columns} rows={rows}>
      <p class="axis-name">{measure}</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="curve">
        {[0, max / 2, max].map((tick) => (
          <g key={tick}>
            <line class="grid" x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={x(0) - 6} y={y(tick) + 4} text-anchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {SHARES.map((share) => (
          <text key={share} x={x(share)} y={HEIGHT - BOTTOM + 16} text-anchor="middle">
            {percent(share)}
          </text>
        ))}
        <text x={x(0.5)} y={HEIGHT - 6} text-anchor="middle">
          {across}
        </text>
        {lines.map(({ name, values, dashed }, at) => (
          <g key={name} class={`of-${at + 1}${dashed ? ' dashed' : ''}`}>
            <polyline points={steps.flatMap((share, n) => pointOf(x(share), y, values[n] ?? null)).join(' ')} />
            {steps.map((share, n) => values[n] != null && <circle key={n} cx={x(share)} cy={y(values[n])} r={2.5} />)}
          </g>
        ))}
      </svg>
      <ul class="legend">
        {lines.map(({ name, dashed }, at) => (
          <li key={name} class={`line-${at + 1}${dashed ? ' dashed' : ''}`}>
            {name}
          </li>
        ))}
      </ul>
    </ChartFigure>
  );
}

function pointOf(across: number, y: (value: number) => number, value: number | null): string[] {
  return value === null ? [] : [`${across},${y(value)}`];
}

/** The next of 1, 2, 4, 6, 8, 10 and their like. */
function ceilNicely(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(most, 0.01)));
  return ([1, 2, 4, 6, 8].find((step) => step * unit >= most) ?? 10) * unit;
}
