import type { Part } from './options.ts';

/** One thing measured several times. */
export interface Spread {
  median: number;
  least: number;
  most: number;
  runs: number;
}

/** The unit of a figure; `share` is of answers, 0 to 1, `power` an exponent. */
export type Unit = 'share' | 'ms' | 's' | 'MB' | 'per second' | 'power';

/** One line of the result: the same thing measured of Terroir and of its peers. */
export interface Figure {
  /** By which charts and readers find it: `part.what`. */
  id: string;
  part: Part;
  what: string;
  unit: Unit;
  better: 'higher' | 'lower';
  terroir: Spread;
  /** What Terroir is compared with, by name. */
  peers: Record<string, Spread>;
  /** What Terroir is to reach; absent where nothing was promised. */
  bar?: number;
}

/**
 * Median, least and most of what was measured.
 *
 * Errors: RangeError where nothing was.
 */
export function spreadOf(measured: readonly number[]): Spread {
  const sorted = measured.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), least: quantile(sorted, 0), most: quantile(sorted, 1), runs: sorted.length };
}

/**
 * The value below which that share (0 to 1) of the sorted values lies, by linear interpolation.
 *
 * Errors: RangeError where there is no value.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('Nothing was measured.');
  return below + (above - below) * (position - Math.floor(position));
}

/** Whether Terroir's median keeps to the figure's bar; undefined where there is none. */
export function passes({ terroir, bar, better }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  return better === 'higher' ? terroir.median >= bar : terroir.median <= bar;
}

/** How many times better Terroir is than a peer, by their medians: below 1 the peer wins. */
export function factorOver({ terroir, better }: Figure, peer: Spread): number {
  return better === 'higher' ? terroir.median / peer.median : peer.median / terroir.median;
}

/** The slope of a straight line through the logarithms, by least squares: y grows like x to this power. */
export function exponentOf(points: readonly { x: number; y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}
