/** What a model scores examples whose class is known. */
export interface ScoredExamples {
  /** examples × classes. */
  scores: Float32Array;
  classCount: number;
  trueClasses: Int32Array;
}

const LOG_TEMPERATURE_MIN = Math.log(0.2);
const LOG_TEMPERATURE_MAX = Math.log(5);
const STEPS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature by which the scores must be divided for their softmax to be as good as it can be, by log loss (Guo et
 * al. 2017, "On Calibration of Modern Neural Networks"): 0.2 to 5, by golden-section search on its logarithm. 1 if
 * there is no example.
 */
export function fitTemperature(scored: ScoredExamples): number {
  if (scored.trueClasses.length === 0) return 1;
  let low = LOG_TEMPERATURE_MIN;
  let high = LOG_TEMPERATURE_MAX;
  for (let step = 0; step < STEPS; step += 1) {
    const third = high - GOLDEN * (high - low);
    const twoThirds = low + GOLDEN * (high - low);
    if (logLossAt(Math.exp(third), scored) < logLossAt(Math.exp(twoThirds), scored)) high = twoThirds;
    else low = third;
  }
  return Math.exp((low + high) / 2);
}

/** The log loss of scores that are divided by a temperature: the mean of −ln(probability of the true class). */
export function logLossAt(temperature: number, { scores, classCount, trueClasses }: ScoredExamples): number {
  let loss = 0;
  for (const [row, trueClass] of trueClasses.entries()) {
    const start = row * classCount;
    let highest = -Infinity;
    for (let at = start; at < start + classCount; at += 1) highest = Math.max(highest, scores[at] ?? 0);
    let sum = 0;
    for (let at = start; at < start + classCount; at += 1) sum += Math.exp(((scores[at] ?? 0) - highest) / temperature);
    loss += Math.log(sum) - ((scores[start + trueClass] ?? 0) - highest) / temperature;
  }
  return loss / trueClasses.length;
}
