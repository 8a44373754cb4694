import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { Figure } from '../figure.ts';
import { drawLine, drawSvg, drawText, logScale, OWN_COLOUR, PEER_COLOUR, round } from './svg.ts';

const PANEL = { width: 520, height: 300, left: 60, right: 210, top: 50, bottom: 50 };
const ACCURACY_STEP = 0.02;

interface Point {
  name: string;
  seconds: number;
  accuracy: number;
}

/** Accuracy on natural rows against the time of training both targets: up and to the left is better. */
export function drawTrainings(figures: readonly Figure[]): string {
  const panels = TARGETS.flatMap((target, at) => drawPanel(pointsOf(figures, target), target, at * PANEL.width));
  const label = 'Accuracy on natural rows against the time of training, for the country and for the variety';
  return drawSvg(PANEL.width * TARGETS.length, PANEL.height, label, panels);
}

function pointsOf(figures: readonly Figure[], target: Target): Point[] {
  const trainings = figures.find(({ id }) => id === 'training.seconds');
  const quality = figures.find(({ id }) => id === `quality.${target}.noteAndNumbers.accuracy`);
  if (!trainings || !quality) return [];
  const own = { name: 'Terroir', seconds: trainings.terroir.median, accuracy: quality.terroir.median };
  const peers = Object.entries(trainings.peers).flatMap(([name, { median: seconds }]) => {
    const accuracy = quality.peers[name.replace(/ \(.*/, '')]?.median;
    return accuracy === undefined ? [] : [{ name, seconds, accuracy }];
  });
  return [own, ...peers];
}

function drawPanel(points: readonly Point[], target: Target, offset: number): string[] {
  const { width, height, left, right, top, bottom } = PANEL;
  const heading = drawText(offset + left, 24, `${target}: accuracy`, { weight: 'bold' });
  if (points.length === 0) return [heading, drawText(offset + left, 60, 'not measured yet')];
  const [west, east, south] = [offset + left, offset + width - right, height - bottom];
  const seconds = logScale(
    points.map((point) => point.seconds),
    [west, east],
  );
  const steps = points.map(({ accuracy }) => accuracy / ACCURACY_STEP);
  const [lowest, highest] = [Math.floor(Math.min(...steps)), Math.ceil(Math.max(...steps) + 0.01)];
  const placeAccuracy = (accuracy: number): number =>
    south - ((accuracy / ACCURACY_STEP - lowest) / (highest - lowest)) * (south - top);
  const grid = Array.from({ length: highest - lowest + 1 }, (_, at) => (lowest + at) * ACCURACY_STEP).flatMap(
    (level) => [
      drawLine(west, placeAccuracy(level), east, placeAccuracy(level)),
      drawText(west - 8, placeAccuracy(level) + 4, level.toFixed(2), { anchor: 'end', fill: '#666' }),
    ],
  );
  const ticks = seconds.ticks.map((tick) =>
    drawText(seconds.place(tick), south + 20, `${tick} s`, { anchor: 'middle', fill: '#666' }),
  );
  const marks = points.flatMap((point, at) => {
    const [x, y] = [seconds.place(point.seconds), placeAccuracy(point.accuracy)];
    const fill = at === 0 ? OWN_COLOUR : PEER_COLOUR;
    const dot = `<circle cx="${round(x)}" cy="${round(y)}" r="5" fill="${fill}"/>`;
    return [dot, drawText(x + 9, y + 4, point.name, { fill, weight: at === 0 ? 'bold' : 'normal' })];
  });
  const axis = drawText((west + east) / 2, height - 10, 'training both targets (scale by logarithms)', {
    anchor: 'middle',
    fill: '#666',
  });
  return [heading, ...grid, ...ticks, axis, ...marks];
}
