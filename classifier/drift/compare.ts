import { chiSquareQuantile } from './chi-square.ts';

/** Two histograms over the same bins, held against each other. */
export interface Comparison {
  /** How many observations the later one has. */
  n: number;
  /** G, the likelihood-ratio statistic of two samples, with the later one taken for as many as it is worth. */
  value: number;
  /** What G exceeds by chance with the probability that was asked for, for so many bins of which none is thin. */
  threshold: number;
  /** How many bins are told apart, less one: the degrees of freedom. */
  degrees: number;
  /** The share of the observations that would have to lie in another bin for the two to be alike: 0 to 1. */
  effect: number;
  /** How many times more the later one varies than independent observations would: at least 1. */
  spread: number;
}

/** G is distributed as a chi-square where the smaller sample has so many in each bin; thinner bins are joined. */
const EXPECTED_MIN = 5;

/** Counts of an hour, or of several, by bins. */
type Bins = readonly number[];

/**
 * Compares what was counted with a baseline that was counted too, and so is not exactly known either. `hours` are
 * counts like those of `current`, from which is seen how much these vary: see measureSpread(). Undefined where
 * there is nothing to tell: one of the two is empty, or all lie in one bin.
 */
export function compareBins(
  baseline: Bins,
  current: Bins,
  hours: readonly HourBins[],
  tail: number,
): Comparison | undefined {
  const [baselineSize, n] = [sumOf(baseline), sumOf(current)];
  if (baselineSize === 0 || n === 0) return undefined;
  const groups = joinThinBins(baseline, current);
  if (groups.length < 2) return undefined;
  const [before, now] = [joinBins(baseline, groups), joinBins(current, groups)];
  const spread = measureSpread(hours, groups);
  const value = likelihoodRatio(
    before,
    now.map((count) => count / spread),
  );
  const degrees = groups.length - 1;
  const threshold = chiSquareQuantile(tail, degrees);
  const moved = groups.map((_, at) => Math.abs((now[at] ?? 0) / n - (before[at] ?? 0) / baselineSize));
  return { n, value, threshold, degrees, effect: sumOf(moved) / 2, spread };
}

/** The bins of an hour, which is numbered from some hour on. */
export interface HourBins {
  hour: number;
  bins: Bins;
}

/** Hours are taken by themselves, and six together: clients that keep on for hours vary more in these. */
const BLOCK_HOURS = [1, 6];
/** Before hours have told, predictions are taken to vary twice as much as independent ones, as if a block had told. */
const SPREAD_FIRST = 2;
const BLOCKS_FIRST = 1;

/**
 * How many times more counts vary from hour to hour than counts of independent observations would: those of one client
 * are alike, come in batches, and at certain times of the day. It is Pearson's chi-square over its degrees of freedom,
 * as quasi-likelihood takes it (McCullagh and Nelder 1989, 4.5; for surveys Rao and Scott 1981), and at least 1.
 * `groups` are bins that are taken as one; each is by itself unless told.
 */
export function measureSpread(
  hours: readonly HourBins[],
  groups: readonly number[][] = (hours[0]?.bins ?? [0, 0]).map((_, at) => [at]),
): number {
  const blocks = BLOCK_HOURS.map((length) => dispersionOf(gatherBlocks(hours, length, groups), groups.length));
  return Math.max(1, ...blocks);
}

/** The counts of each block of hours, by groups of bins. */
function gatherBlocks(hours: readonly HourBins[], length: number, groups: readonly number[][]): Float64Array[] {
  const blocks = new Map<number, Float64Array>();
  for (const { hour, bins } of hours) {
    const number = Math.floor(hour / length);
    const block = blocks.get(number) ?? new Float64Array(groups.length);
    blocks.set(number, block);
    for (let group = 0; group < groups.length; group += 1) {
      for (const at of groups[group] ?? []) block[group] = (block[group] ?? 0) + (bins[at] ?? 0);
    }
  }
  return [...blocks.values()];
}

function dispersionOf(blocks: readonly Float64Array[], width: number): number {
  const sums = new Float64Array(width);
  const sizes = blocks.map((block) => {
    let size = 0;
    for (let at = 0; at < width; at += 1) {
      size += block[at] ?? 0;
      sums[at] = (sums[at] ?? 0) + (block[at] ?? 0);
    }
    return size;
  });
  const total = sumOf(sizes);
  let chiSquare = 0;
  for (const [number, block] of blocks.entries()) {
    const share = (sizes[number] ?? 0) / total;
    for (let at = 0; at < width; at += 1) {
      const expected = share * (sums[at] ?? 0);
      if (expected > 0) chiSquare += ((block[at] ?? 0) - expected) ** 2 / expected;
    }
  }
  const usedBins = sums.filter((sum) => sum > 0).length;
  const usedBlocks = sizes.filter((size) => size > 0).length;
  const degrees = Math.max(0, usedBlocks - 1) * Math.max(0, usedBins - 1);
  const first = BLOCKS_FIRST * (width - 1);
  return (chiSquare + SPREAD_FIRST * first) / (degrees + first);
}

/**
 * G of two samples (Sokal and Rohlf, "Biometry", 17.4): twice the log of how much better two distributions explain
 * them than one.
 */
function likelihoodRatio(before: Bins, now: Bins): number {
  const [beforeSize, nowSize] = [sumOf(before), sumOf(now)];
  let sum = 0;
  for (let at = 0; at < before.length; at += 1) {
    const [one, other] = [before[at] ?? 0, now[at] ?? 0];
    const pooled = (one + other) / (beforeSize + nowSize);
    if (one > 0) sum += one * Math.log(one / (beforeSize * pooled));
    if (other > 0) sum += other * Math.log(other / (nowSize * pooled));
  }
  return Math.max(0, 2 * sum);
}

/** Neighbouring bins that are taken as one, so that each group has enough: the bins of each group. */
function joinThinBins(baseline: Bins, current: Bins): number[][] {
  const [baselineSize, size] = [sumOf(baseline), sumOf(current)];
  const smaller = Math.min(baselineSize, size) / (baselineSize + size);
  const groups: number[][] = [];
  let group: number[] = [];
  let expected = 0;
  for (let at = 0; at < baseline.length; at += 1) {
    group.push(at);
    expected += smaller * ((baseline[at] ?? 0) + (current[at] ?? 0));
    if (expected < EXPECTED_MIN) continue;
    groups.push(group);
    [group, expected] = [[], 0];
  }
  groups.at(-1)?.push(...group);
  return groups;
}

function joinBins(bins: Bins, groups: readonly number[][]): number[] {
  return groups.map((group) => sumOf(group.map((at) => bins[at] ?? 0)));
}

function sumOf(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
