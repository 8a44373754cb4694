import { answeredRight } from '../label-truth.ts';
import type { ConfidenceSums, Tally } from '../../contract/traffic.ts';
import { type Target, TARGETS } from '../../contract/wine.ts';
import { readNewestLabelled } from '../../store/predictions/labels.ts';
import { type Dependencies, HOUR_MS } from './dependencies.ts';

/** What share of answers is right, by confidences and by labels; absent where there is too little to tell it by. */
export interface Accuracies {
  estimated?: number;
  measured?: { share: number; labels: number };
}

/** Predictions of so long are looked at. */
const WEEK_MS = 168 * HOUR_MS;
/** Labels of so many pages of 1 MB are read, the newest: some 10,000, by which an accuracy is known to one percent. */
const PAGES_MAX = 10;
/** Of fewer labels nothing is told: a single wrong one would be an accuracy of 0. */
const LABELS_MIN = 30;

/** The accuracies of a week: as estimated of the champion's predictions, as measured by the newest labels of any. */
export async function measureAccuracies(
  { predictions }: Pick<Dependencies, 'predictions'>,
  week: Tally,
): Promise<Record<Target, Accuracies>> {
  const since = new Date(predictions.clock.now() - WEEK_MS).toISOString();
  const labelled = await readNewestLabelled(predictions, since, PAGES_MAX);
  const ofWeek = labelled.filter(({ createdAt }) => createdAt >= since);
  const measure = (target: Target): Accuracies => {
    const rights = ofWeek.map((prediction) => answeredRight(prediction, target)).filter((one) => one !== undefined);
    return {
      ...estimate(week.confidence[target], week.predictions),
      ...(rights.length < LABELS_MIN ? {} : { measured: shareOf(rights) }),
    };
  };
  const measured = TARGETS.map((target) => [target, measure(target)] as const);
  return Object.fromEntries(measured) as Record<Target, Accuracies>;
}

function shareOf(rights: readonly boolean[]): { share: number; labels: number } {
  return { share: rights.filter(Boolean).length / rights.length, labels: rights.length };
}

function estimate({ sum }: ConfidenceSums, predictions: number): Pick<Accuracies, 'estimated'> {
  return predictions === 0 ? {} : { estimated: sum / predictions };
}
