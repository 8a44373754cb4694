import type { Part } from './options.ts';

/** One thing measured several times. */
export interface Spread {
  median: number;
  least: number;
  most: number;
  runs: number;
}

/** The unit of a figure; `share` is of answers, 0 to 1, `power` an exponent, `times` how many times something else. */
export type Unit = 'share' | 'ms' | 's' | 'MB' | 'per second' | 'power' | 'times' | 'count';

/** How many times better Terroir is than a peer: below 1 the peer wins. */
export interface Ratio {
  /** One a round, in which both were measured right after each other. */
  spread: Spread;
  /** What its median is to reach; absent where nothing was promised. */
  bar?: number;
}

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
  /** Beside peers that were measured in turns with Terroir, by name. */
  ratios?: Record<string, Ratio>;
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

/** Whether Terroir keeps to a bar beside a peer; undefined where there is none. */
export function passesBeside({ spread, bar }: Ratio): boolean | undefined {
  return bar === undefined ? undefined : spread.median >= bar;
}

/** Whether each bar of a figure is kept: its own, and those beside peers. */
export function verdictsOf(figure: Figure): boolean[] {
  const verdicts = [passes(figure), ...Object.values(figure.ratios ?? {}).map(passesBeside)];
  return verdicts.filter((verdict) => verdict !== undefined);
}

/** How many times better Terroir is than a peer, by their medians: below 1 the peer wins. */
export function factorOver({ terroir, better }: Pick<Figure, 'terroir' | 'better'>, peer: Spread): number {
  return better === 'higher' ? terroir.median / peer.median : peer.median / terroir.median;
}

/**
 * How many times better Terroir was than a peer, round by round.
 *
 * Errors: RangeError where nothing was measured.
 */
export function ratiosOf(better: Figure['better'], terroir: readonly number[], peer: readonly number[]): Spread {
  return spreadOf(
    terroir.map((own, round) => {
      const other = peer[round] ?? NaN;
      return better === 'higher' ? own / other : other / own;
    }),
  );
}

/** The slope of a straight line through the logarithms, by least squares: y grows like x to this power. */
export function exponentOf(points: readonly { x: number; y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}
