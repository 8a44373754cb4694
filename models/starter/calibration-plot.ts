import { binByConfidence } from '../../classifier/judge/evaluate.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';

const SIZE = 360;
const MARGIN = 40;
const COLOURS = ['#8c1c3f', '#2d6a8a'];
const LARGEST_RADIUS = 12;

/** An SVG: for each bin of confidence, how many of its answers were right; the larger a dot, the more answers. */
export function plotCalibration(series: readonly { name: string; judgements: readonly Judgement[] }[]): string {
  const marks = series.flatMap(({ name, judgements }, at) => {
    const colour = COLOURS[at % COLOURS.length] ?? 'black';
    const dots = binByConfidence(judgements).map(({ exampleCount, confidence, accuracy }) => {
      const radius = LARGEST_RADIUS * Math.sqrt(exampleCount / judgements.length) + 1;
      return `<circle cx="${x(confidence)}" cy="${y(accuracy)}" r="${radius.toFixed(1)}" fill="${colour}" fill-opacity="0.7"/>`;
    });
    const label = `<text x="${MARGIN + 8}" y="${MARGIN + 16 + 16 * at}" fill="${colour}">${name}</text>`;
    return [...dots, label];
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<text x="${x(share)}" y="${SIZE - MARGIN + 16}" text-anchor="middle">${share}</text>`,
    `<text x="${MARGIN - 6}" y="${y(share)}" text-anchor="end" dominant-baseline="middle">${share}</text>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" font-family="sans-serif" font-size="11">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="white"/>`,
    `<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="#444"/>`,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#aaa" stroke-dasharray="4"/>`,
    ...ticks,
    `<text x="${SIZE / 2}" y="${SIZE - 8}" text-anchor="middle">confidence</text>`,
    `<text x="12" y="${SIZE / 2}" text-anchor="middle" transform="rotate(-90 12 ${SIZE / 2})">right</text>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

function x(share: number): string {
  return (MARGIN + share * (SIZE - 2 * MARGIN)).toFixed(1);
}

function y(share: number): string {
  return (SIZE - MARGIN - share * (SIZE - 2 * MARGIN)).toFixed(1);
}
