import { addTally, emptyTally } from '../../../classifier/drift/tally.ts';
import { Z, wilsonInterval } from '../../../classifier/judge/intervals.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { ACCURACY_STEPS_READS_MAX, TIME_STEP_DAYS_MAX } from '../../../contract/limits.ts';
import type { Tally } from '../../../contract/traffic.ts';
import { type Target, TARGETS } from '../../../contract/wine.ts';
import type { AccuracyInTime, TimeStep } from '../../../generated/schema.ts';
import { type LabelledPrediction, monthOf, readLabelled } from '../../../store/predictions/labels.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { hourOf, readHours } from '../../../store/clients/traffic.ts';
import { invalidInput } from '../../failures.ts';
import { answeredRight } from '../../label-truth.ts';
import { championOf } from '../describe.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { readManifest } from '../read-manifest.ts';
import { readTimeMs, type Request } from '../request.ts';

const HOUR_MS = 60 * 60 * 1000;
const STEP_MS: Readonly<Record<TimeStep, number>> = { DAY: 24 * HOUR_MS, HOUR: HOUR_MS };

/** What is known of a step of time: what was counted of its predictions, and those of them that have labels. */
interface Step {
  tally: Tally;
  labelled: Record<Target, Labelled>;
}

/** The labelled predictions of a target. */
interface Labelled {
  count: number;
  right: number;
  /** Sums of their calibrated confidences, and of what each varies by: c × (1 − c). */
  confidence: number;
  variance: number;
}

/** The accuracy step by step, as confidences estimate and labels measure it; steps of no predictions are left out. */
export async function accuracyOverTime(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const { arguments: given } = request;
  const by = (given['by'] ?? 'DAY') as TimeStep;
  const stepMs = STEP_MS[by];
  const fromMs = Math.floor(readTimeMs(given, 'from') / stepMs) * stepMs;
  const toMs = Math.ceil(readTimeMs(given, 'to') / stepMs) * stepMs;
  const daysMax = TIME_STEP_DAYS_MAX[by];
  if (!(fromMs < toMs) || toMs - fromMs > (daysMax + 1) * 24 * HOUR_MS) {
    const message = `from must be before to, and at most ${daysMax} days before it.`;
    return { failure: invalidInput('from', 'range', message) };
  }
  const steps = new Map<number, Step>();
  const stepAt = (timeMs: number): Step => {
    const key = Math.floor(timeMs / stepMs) * stepMs;
    const step = steps.get(key) ?? emptyStep();
    steps.set(key, step);
    return step;
  };
  for (const { hour, tally } of await readHours(dependencies.traffic, hourOf(fromMs), hourOf(toMs - 1))) {
    addTally(stepAt(Date.parse(`${hour}:00Z`)).tally, tally);
  }
  let pages = 0;
  for await (const page of readLabelled(
    dependencies.predictions,
    monthOf(Math.max(0, fromMs)),
    monthOf(dependencies.predictions.clock.now()),
  )) {
    if (page.length > 0) pages += 1;
    if (pages > ACCURACY_STEPS_READS_MAX) {
      return { failure: invalidInput('from', 'range', 'Too many labels were told since then: choose a later from.') };
    }
    for (const prediction of page) {
      const madeMs = Date.parse(prediction.createdAt);
      if (madeMs >= fromMs && madeMs < toMs) countLabelled(stepAt(madeMs), prediction);
    }
  }
  const errors = await readCalibrationErrors(dependencies);
  const sorted = [...steps].sort(([one], [other]) => one - other);
  return { value: sorted.flatMap(([key, step]) => TARGETS.map((target) => describeStep(key, step, target, errors))) };
}

function emptyStep(): Step {
  const none = (): Labelled => ({ count: 0, right: 0, confidence: 0, variance: 0 });
  return { tally: emptyTally(), labelled: { country: none(), variety: none() } };
}

function countLabelled({ labelled }: Step, prediction: LabelledPrediction): void {
  for (const target of TARGETS) {
    const isRight = answeredRight(prediction, target);
    if (isRight === undefined) continue;
    const confidence = prediction[target].ranking[0]?.[1] ?? 0;
    const counted = labelled[target];
    counted.count += 1;
    counted.right += isRight ? 1 : 0;
    counted.confidence += confidence;
    counted.variance += confidence * (1 - confidence);
  }
}

/** How far the champion's confidence was from right on the hold-out set; 0 where its manifest cannot be read. */
async function readCalibrationErrors(dependencies: Dependencies): Promise<Record<Target, number>> {
  const { models, starter } = dependencies;
  const champion = championOf(await newestPromotion(models, models.clock.now() + PATIENCE_MS), starter);
  const read = await readManifest(dependencies, champion, null);
  const errorOf = (target: Target): number =>
    'manifest' in read ? read.manifest.evaluation[target].regimes.noteAndNumbers.calibrationError : 0;
  return { country: errorOf('country'), variety: errorOf('variety') };
}

function describeStep(
  key: number,
  { tally, labelled }: Step,
  target: Target,
  errors: Record<Target, number>,
): AccuracyInTime {
  return {
    from: new Date(key).toISOString(),
    target: target === 'country' ? 'COUNTRY' : 'VARIETY',
    predictions: tally.predictions,
    ...estimate(tally, target),
    ...measure(labelled[target], errors[target]),
  };
}

type Estimate = Pick<AccuracyInTime, 'estimated' | 'estimatedLow' | 'estimatedHigh'>;

/** Of so many answers, each right with its own probability, a share of the mean is right, give or take chance. */
function estimate({ predictions, confidence }: Tally, target: Target): Estimate {
  if (predictions === 0) return { estimated: null, estimatedLow: null, estimatedHigh: null };
  const { sum, squares } = confidence[target];
  const estimated = sum / predictions;
  const reach = (Z * Math.sqrt(Math.max(0, sum - squares))) / predictions;
  return { estimated, estimatedLow: Math.max(0, estimated - reach), estimatedHigh: Math.min(1, estimated + reach) };
}

type Measure = Omit<AccuracyInTime, keyof Estimate | 'from' | 'target' | 'predictions'>;

function measure({ count, right, confidence, variance }: Labelled, calibrationError: number): Measure {
  if (count === 0) {
    const nothing = { measured: null, measuredLow: null, measuredHigh: null };
    return { labelled: 0, right: 0, ...nothing, labelledEstimate: null, differenceMax: null };
  }
  const { low, high } = wilsonInterval(right, count);
  return {
    labelled: count,
    right,
    measured: right / count,
    measuredLow: low,
    measuredHigh: high,
    labelledEstimate: confidence / count,
    differenceMax: calibrationError + (Z * Math.sqrt(variance)) / count,
  };
}
