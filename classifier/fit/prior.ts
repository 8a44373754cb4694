import type { LinearModel } from '../answer/linear-model.ts';
import type { LabelledRows } from './labelled-rows.ts';

/** Examples that are added to each class before its share is taken, so that no share is 0. */
const SMOOTHING_EXAMPLES = 0.5;

/** The share of each class among labelled examples, of which some may count more than others; no share is 0. */
export function sharesOf(
  { labels, weights }: Pick<LabelledRows, 'labels' | 'weights'>,
  classCount: number,
): Float64Array {
  const counts = new Float64Array(classCount).fill(SMOOTHING_EXAMPLES);
  for (const [at, label] of labels.entries()) counts[label] = (counts[label] ?? 0) + (weights[at] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/**
 * Moves a model from the mix of classes that it was trained with to another mix, then takes a part of the logarithm of
 * that mix off each score (Menon et al. 2021, "Long-tail learning via logit adjustment"): rare classes are named more
 * often.
 */
export function movePrior(model: LinearModel, trained: Float64Array, wanted: Float64Array, takenOff: number): void {
  model.bias = model.bias.map((score, at) => {
    const share = Math.log(wanted[at] ?? 1);
    return score + share - Math.log(trained[at] ?? 1) - takenOff * share;
  });
}

/**
 * Takes from the bias and from each feature's weights their mean over the classes. No probability changes by it, and
 * what a feature adds to a class's score then tells how much more it speaks for that class than for the average one.
 */
export function centreOverClasses({ weights, bias, classCount }: LinearModel): void {
  centre(bias);
  for (let start = 0; start < weights.length; start += classCount) centre(weights.subarray(start, start + classCount));
}

function centre(numbers: Float32Array): void {
  let sum = 0;
  for (let at = 0; at < numbers.length; at += 1) sum += numbers[at] ?? 0;
  const mean = sum / numbers.length;
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = (numbers[at] ?? 0) - mean;
}
