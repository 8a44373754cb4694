import { createRandom } from '../fit/random.ts';

/** An interval of numbers, ends included. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % quantile of the normal distribution, called z in the formula: 2.5 % lie beyond it on either side. */
const Z = 1.959963984540054;

/**
 * The 95 % interval of a share of which `right` of `total` were seen (Wilson 1927, "Probable inference, the law of
 * succession, and statistical inference"): sound for small totals too, and never outside 0 to 1. All of it where
 * nothing was seen.
 */
export function wilsonInterval(right: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const share = right / total;
  const scale = 1 + (Z * Z) / total;
  const centre = share + (Z * Z) / (2 * total);
  const reach = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total));
  // At either end of the range the formula is exact, its floating-point numbers are not.
  const low = right === 0 ? 0 : Math.max(0, (centre - reach) / scale);
  const high = right === total ? 1 : Math.min(1, (centre + reach) / scale);
  return { low, high };
}

/**
 * The mean of these numbers in each of `rounds` resamples of the same size, drawn with replacement, in ascending order
 * (Efron 1979, the bootstrap). Given the differences of pairs, it is the paired bootstrap. A seed always gives the same
 * means.
 */
export function bootstrapMeans(numbers: readonly number[], rounds: number, seed: number): number[] {
  const random = createRandom(seed);
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let draw = 0; draw < numbers.length; draw += 1)
      sum += numbers[Math.floor(random.next() * numbers.length)] ?? 0;
    return sum / Math.max(1, numbers.length);
  });
  return means.sort((one, other) => one - other);
}

/** The number below which that share of the sorted numbers lies. NaN of none. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/**
 * The probability that of `lost + won` throws of a fair coin at least `lost` fall on the losing side: how well chance
 * explains the loss (the exact, one-sided sign test).
 */
export function signTest(lost: number, won: number): number {
  const throws = lost + won;
  let logWays = 0;
  let sum = 0;
  for (let heads = 0; heads <= throws; heads += 1) {
    if (heads >= lost) sum += Math.exp(logWays - throws * Math.LN2);
    logWays += Math.log(throws - heads) - Math.log(heads + 1);
  }
  return Math.min(1, sum);
}

/** The probability that of `count` chances, each of this probability below 1, at least `least` come true. */
export function binomialTail(count: number, least: number, probability: number): number {
  const odds = Math.log(probability) - Math.log1p(-probability);
  let logTerm = count * Math.log1p(-probability);
  let sum = 0;
  for (let times = 0; times <= count; times += 1) {
    if (times >= least) sum += Math.exp(logTerm);
    logTerm += Math.log(count - times) - Math.log(times + 1) + odds;
  }
  return Math.min(1, sum);
}
