import { binByConfidence } from '../../classifier/judge/evaluate.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';

const WIDTH = 480;
const HEIGHT = 500;
const PLOT = { left: 70, right: 450, top: 70, bottom: 440 };
const COLOURS = ['#8c1c3f', '#2d6a8a'];
const RADIUS_MAX = 14;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** An SVG: for each bin of confidence, how many of its answers were right; the larger a dot, the more answers. */
export function plotCalibration(series: readonly { name: string; judgements: readonly Judgement[] }[]): string {
  const marks = series.flatMap(({ name, judgements }, at) => {
    const colour = COLOURS[at % COLOURS.length] ?? 'black';
    const dots = binByConfidence(judgements).map(({ exampleCount, confidence, accuracy }) => {
      const radius = (RADIUS_MAX * Math.sqrt(exampleCount / judgements.length) + 1).toFixed(1);
      const place = `cx="${x(confidence)}" cy="${y(accuracy)}"`;
      return `<circle ${place} r="${radius}" fill="${colour}" fill-opacity="0.7"/>`;
    });
    const place = `x="${PLOT.left + 12}" y="${PLOT.top + 20 + 20 * at}"`;
    return [...dots, `<text ${place} fill="${colour}" font-weight="bold">${name}</text>`];
  });
  const ticks = TICKS.flatMap((share) => [
    `<path d="M${x(share)} ${PLOT.top}V${PLOT.bottom}M${PLOT.left} ${y(share)}H${PLOT.right}" stroke="#eee"/>`,
    `<text x="${x(share)}" y="${PLOT.bottom + 20}" text-anchor="middle">${100 * share} %</text>`,
    `<text x="${PLOT.left - 8}" y="${y(share)}" text-anchor="end" dominant-baseline="middle">${100 * share} %</text>`,
  ]);
  const size = `width="${WIDTH}" height="${HEIGHT}"`;
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"` +
      ' aria-label="Confidence and accuracy" font-family="system-ui, sans-serif" font-size="13" fill="#222">',
    `<rect ${size} fill="#fff"/>`,
    '<text x="20" y="28" font-size="16" font-weight="bold">How often answers are right, by their confidence</text>',
    '<text x="20" y="50" fill="#666">A dot for each 1/15 of confidence; the larger, the more answers.</text>',
    ...ticks,
    `<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="#444"/>`,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#888" stroke-dasharray="4"/>`,
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">confidence</text>`,
    `<text x="18" y="${middle}" text-anchor="middle" transform="rotate(-90 18 ${middle})">right</text>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

function x(share: number): string {
  return (PLOT.left + share * (PLOT.right - PLOT.left)).toFixed(1);
}

function y(share: number): string {
  return (PLOT.bottom - share * (PLOT.bottom - PLOT.top)).toFixed(1);
}
