import type { LinearModel } from '../answer/linear-model.ts';

/** Scales are rounded up to 2^(k / 4) for a whole k: a few numbers, which compress well. */
const SCALE_STEPS_PER_DOUBLING = 4;
const MULTIPLE_MAX = 127;

/**
 * A multiple is rounded away from 0 only from this fraction on: among weights as they are distributed, most of them
 * small, that costs fewer bits for the same error, and it takes noise away.
 */
const ROUNDED_UP_FRACTION_MIN = 0.6;

/**
 * Rounds the weights of a model so that 8-bit integers with a scale for each feature hold them exactly.
 *
 * The scale of a feature is at least `coarseness` / √energy, where the energy is the sum of the squares of what the
 * feature weighs in the wines of the training set: so what is rounded off costs the scores the same, whichever feature
 * it is taken from, and the table has as many zeros as it can have for that (reverse water-filling, as in
 * rate-distortion theory).
 */
export function quantizeModel(model: LinearModel, energies: Float64Array, coarseness: number): void {
  const { weights, classCount, firstFeature } = model;
  const scales = new Float32Array(weights.length / classCount);
  for (let row = 0; row < scales.length; row += 1) {
    const numbers = weights.subarray(row * classCount, (row + 1) * classCount);
    let largest = 0;
    for (let c = 0; c < classCount; c += 1) largest = Math.max(largest, Math.abs(numbers[c] ?? 0));
    const energy = energies[firstFeature + row] ?? 0;
    const scale = roundUp(Math.max(largest / MULTIPLE_MAX, energy > 0 ? coarseness / Math.sqrt(energy) : 0));
    scales[row] = scale;
    for (let c = 0; c < classCount; c += 1) numbers[c] = scale && scale * roundMultiple((numbers[c] ?? 0) / scale);
  }
  model.scales = scales;
}

function roundMultiple(multiple: number): number {
  return Math.sign(multiple) * Math.floor(Math.abs(multiple) + 1 - ROUNDED_UP_FRACTION_MIN);
}

/** What a quantized model's weights are multiples of their feature's scale by: integers from -127 to 127. */
export function integersOf({ weights, scales, classCount }: LinearModel & { scales: Float32Array }): Int8Array {
  return Int8Array.from(weights, (weight, at) => {
    const scale = scales[Math.floor(at / classCount)] ?? 0;
    return scale === 0 ? 0 : Math.round(weight / scale);
  });
}

function roundUp(scale: number): number {
  return scale === 0
    ? 0
    : Math.fround(2 ** (Math.ceil(SCALE_STEPS_PER_DOUBLING * Math.log2(scale)) / SCALE_STEPS_PER_DOUBLING));
}
