import { createRandom } from '../fit/random.ts';

/** An interval of numbers, ends included. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % quantile of the normal distribution, called z in the formula: 2.5 % lie beyond it on either side. */
export const Z = 1.959963984540054;

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

/** A share that was seen, of how many, and how many times. */
export interface SeenShare {
  right: number;
  examples: number;
}

/**
 * The 95 % interval of how much larger the second share is than the first, of two independent samples (Newcombe 1998,
 * "Interval estimation for the difference between independent proportions", method 10: from the Wilson intervals of
 * both). All of −1 to 1 where one of them saw nothing.
 */
export function differenceInterval(first: SeenShare, second: SeenShare): Interval {
  if (first.examples === 0 || second.examples === 0) return { low: -1, high: 1 };
  const [one, other] = [first, second].map(({ right, examples }) => {
    return { share: right / examples, ...wilsonInterval(right, examples) };
  }) as [Interval & { share: number }, Interval & { share: number }];
  const difference = other.share - one.share;
  return {
    low: difference - Math.hypot(other.share - other.low, one.high - one.share),
    high: difference + Math.hypot(other.high - other.share, one.share - one.low),
  };
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

/** The probability that of `total` trials, each of which succeeds with that probability, at least `successes` do. */
export function binomialTail(successes: number, total: number, probability: number): number {
  let logWays = 0;
  let sum = 0;
  for (let count = 0; count <= total; count += 1) {
    if (count >= successes) {
      sum += Math.exp(logWays + count * Math.log(probability) + (total - count) * Math.log1p(-probability));
    }
    logWays += Math.log(total - count) - Math.log(count + 1);
  }
  return Math.min(1, sum);
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
