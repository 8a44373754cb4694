import type { FeatureMatrix } from './feature-matrix.ts';
import { learnExample, startFit } from './logistic-regression.ts';
import type { LinearModel } from './logistic-regression.ts';
import { createRandom, shuffle } from './random.ts';
import type { FitSettings, TrainingSettings } from './training-settings.ts';
import { drawVisibleParts } from './visibility.ts';
import type { Target } from './wine.ts';

/** The rows of a matrix whose class is known, and those classes, as numbers. */
export interface LabelledRows {
  rows: Int32Array;
  labels: Int32Array;
}

/** Called now and then with the share that is done, 0 to 1; the fit waits for it, and stops where it throws. */
export type OnShareDone = (shareDone: number) => Promise<void>;

const EXAMPLES_BETWEEN_REPORTS = 512;

/** Fits the weights for one target. The same arguments give the same bits. */
export async function fitTarget(
  target: Target,
  matrix: FeatureMatrix,
  examples: LabelledRows,
  size: { featureCount: number; classCount: number },
  settings: TrainingSettings,
  onShareDone: OnShareDone,
): Promise<LinearModel> {
  const fitSettings: FitSettings = settings.fit[target];
  const fit = startFit(size.featureCount, size.classCount, fitSettings);
  const random = createRandom(settings.seed);
  const order = Int32Array.from(examples.rows, (_, at) => at);
  const steps = fitSettings.epochs * order.length;
  let step = 0;
  for (let epoch = 0; epoch < fitSettings.epochs; epoch += 1) {
    shuffle(order, random);
    for (const at of order) {
      const visibleParts = drawVisibleParts(target, settings.hiding, random);
      const rate = fitSettings.rate * (1 - step / steps);
      learnExample(fit, matrix, examples.rows[at] ?? 0, visibleParts, examples.labels[at] ?? 0, rate);
      step += 1;
      if (step % EXAMPLES_BETWEEN_REPORTS === 0) await onShareDone(step / steps);
    }
  }
  return { classCount: fit.classCount, weights: fit.weights, bias: fit.bias };
}
