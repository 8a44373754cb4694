/** Below this what a term adds is lost in rounding. */
const PRECISION = 1e-15;
const TERMS_MAX = 10_000;

/** Quantiles that were asked for: a check of drift asks for the same few some forty times. */
const quantiles = new Map<string, number>();

/**
 * The value that a chi-square of so many degrees of freedom exceeds with the probability `tail`: the quantile of its
 * upper tail, to nine digits, for tails down to 1e-300.
 */
export function chiSquareQuantile(tail: number, degrees: number): number {
  const key = `${tail} ${degrees}`;
  const quantile = quantiles.get(key) ?? findQuantile(tail, degrees);
  quantiles.set(key, quantile);
  return quantile;
}

function findQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, Math.max(1, degrees)];
  while (chiSquareTail(high, degrees) > tail) [low, high] = [high, high * 2];
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability that a chi-square of so many degrees of freedom exceeds the value. */
export function chiSquareTail(value: number, degrees: number): number {
  if (!(value > 0)) return 1;
  const [shape, at] = [degrees / 2, value / 2];
  const scale = Math.exp(shape * Math.log(at) - at - logGamma(shape));
  return at < shape + 1 ? 1 - scale * lowerSeries(shape, at) : scale * upperFraction(shape, at);
}

/** The series of the lower incomplete gamma function: Abramowitz and Stegun, "Handbook", 6.5.29. */
function lowerSeries(shape: number, at: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < TERMS_MAX && term > PRECISION * sum; n += 1) {
    term *= at / (shape + n);
    sum += term;
  }
  return sum;
}

/** The continued fraction of the upper one, 6.5.31, by the method of Lentz. */
function upperFraction(shape: number, at: number): number {
  let b = at + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < TERMS_MAX; n += 1) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return fraction;
}

/** The logarithm of the gamma function, for arguments above 0 (Lanczos 1964, with g = 7). */
function logGamma(x: number): number {
  const factors = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const sum = factors.reduce((total, factor, at) => total + factor / (x + at), 0.9999999999998099);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
