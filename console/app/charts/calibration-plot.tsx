import { count, percent } from '../words/format.ts';
import { ChartFigure } from './chart-figure.tsx';

/** Answers that were given with about the same confidence. */
export interface CalibrationBin {
  /** Their mean confidence, 0 to 1. */
  confidence: number;
  /** What share of them was right, with its 95 % interval. */
  right: number;
  low: number;
  high: number;
  n: number;
}

const SIDE = 320;
const MARGIN = 54;
const place = (share: number): number => MARGIN + share * (SIDE - MARGIN - 12);
const across = (share: number): number => SIDE - place(share);
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** How often answers were right against how sure they were: on the diagonal where the model is calibrated. */
export function CalibrationPlot({ title, bins }: { title: string; bins: readonly CalibrationBin[] }) {
  const total = bins.reduce((sum, { n }) => sum + n, 0);
  const columns = [
    { name: 'Mean confidence', write: (bin: CalibrationBin) => percent(bin.confidence), figure: true },
    { name: 'Right', write: (bin: CalibrationBin) => percent(bin.right), figure: true },
    { name: '95 % interval', write: (bin: CalibrationBin) => `${percent(bin.low)} to ${percent(bin.high)}` },
    { name: 'n', write: (bin: CalibrationBin) => `${bin.n}`, figure: true },
  ];
  return (
    <ChartFigure title={title} cases={count(total, 'case')} columns={columns} rows={bins}>
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} class="calibration">
        {TICKS.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={place(tick)} x2={place(tick)} y1={across(0)} y2={across(1)} />
            <line class="grid" x1={place(0)} x2={place(1)} y1={across(tick)} y2={across(tick)} />
            <text x={place(tick)} y={across(0) + 16} text-anchor="middle">
              {percent(tick)}
            </text>
            <text x={place(0) - 6} y={across(tick) + 4} text-anchor="end">
              {percent(tick)}
            </text>
          </g>
        ))}
        <text x={place(0.5)} y={SIDE - 4} text-anchor="middle">
          Mean confidence, %
        </text>
        <text class="upright" x={-across(0.5)} y={12} text-anchor="middle" transform="rotate(-90)">
          Right, %
        </text>
        <line class="diagonal" x1={place(0)} y1={across(0)} x2={place(1)} y2={across(1)} />
        {bins.map(({ confidence, right, low, high }, at) => (
          <g key={at}>
            <line class="whisker" x1={place(confidence)} x2={place(confidence)} y1={across(low)} y2={across(high)} />
            <circle class="point" cx={place(confidence)} cy={across(right)} r={4} />
          </g>
        ))}
      </svg>
    </ChartFigure>
  );
}
