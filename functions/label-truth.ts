import { settleName } from '../classifier/text/names.ts';
import type { Target } from '../contract/wine.ts';
import type { LabelledPrediction } from '../store/predictions/labels.ts';

/** Whether a prediction's answer is what its label says, however names are spelt; undefined where it says nothing. */
export function answeredRight(prediction: LabelledPrediction, target: Target): boolean | undefined {
  const truth = prediction.label[target];
  const answer = prediction[target].ranking[0]?.[0] ?? '';
  return truth === undefined ? undefined : settleName(target, answer) === settleName(target, truth);
}
