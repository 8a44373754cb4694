import type { TrainingStage } from '../../classifier/fit/train.ts';
import type { FitLoss } from '../../classifier/fit/target.ts';
import type { Progress } from './job.ts';
import type { TrainingReport } from '../../classifier/fit/train.ts';
import type { StoredLoss } from '../../contract/stored/models.ts';
import { TARGETS, type Target } from '../../contract/wine.ts';

/** Which part of the whole run each stage is, by the time that it takes: what comes before and after takes the rest. */
const WEIGHTS: Record<TrainingStage | 'evaluation', number> = {
  vocabulary: 0.1,
  country: 0.2,
  variety: 0.55,
  calibration: 0.03,
  evaluation: 0.05,
};

/** The share of a run that is done before its training begins. */
const BEFORE = 0.02;

/** Tells how far a whole run is, from how far the stages of its training are: some of them overlap. */
export function createShareCounter(): (stage: TrainingStage | 'evaluation', shareDone: number) => Progress {
  const done = new Map<string, number>();
  return (stage, shareDone) => {
    done.set(stage, shareDone);
    let share = BEFORE;
    for (const [name, weight] of Object.entries(WEIGHTS)) {
      // Once the model is evaluated, all that comes before is done, whatever was last said of it.
      const isPast = name !== 'evaluation' && done.has('evaluation');
      share += weight * (isPast ? 1 : (done.get(name) ?? 0));
    }
    return { stage: `train ${stage}`, share };
  };
}

/** So many figures tell how the log loss of a target falls. */
const LOSS_STEPS = 20;

/** Keeps how the log loss falls: step by step of a fit, the mean over the models that have come so far. */
export function createLossLog(): (stage: TrainingStage | 'evaluation', loss: FitLoss) => readonly StoredLoss[] {
  const sums = new Map<string, { target: Target; step: number; sum: number; count: number }>();
  return (stage, { share, logLoss }) => {
    const target = TARGETS.find((one) => one === stage);
    if (target !== undefined) {
      const step = Math.min(LOSS_STEPS, Math.ceil(share * LOSS_STEPS));
      const { sum, count } = sums.get(`${target} ${step}`) ?? { sum: 0, count: 0 };
      sums.set(`${target} ${step}`, { target, step, sum: sum + logLoss, count: count + 1 });
    }
    return [...sums.values()].map((one) => ({
      target: one.target === 'country' ? 'COUNTRY' : 'VARIETY',
      share: one.step / LOSS_STEPS,
      logLoss: Number((one.sum / one.count).toFixed(4)),
    }));
  };
}

/** How many classes are named one by one. */
const NAMED = 5;

/** What a training left out of the examples, and why, each in a sentence. */
export function describeRefusals({ refused, droppedClasses }: TrainingReport): string[] {
  const examples = refused.map(({ reason, exampleCount }) => `${exampleCount} examples are left out: ${reason}.`);
  const classes = TARGETS.flatMap((target) => {
    const dropped = droppedClasses.filter((one) => one.target === target);
    if (dropped.length === 0) return [];
    const most = dropped.sort((one, other) => other.exampleCount - one.exampleCount).slice(0, NAMED);
    const names = most.map(({ name, exampleCount }) => `${name.slice(0, 100)} (${exampleCount})`).join(', ');
    const others = dropped.length > NAMED ? ` and ${dropped.length - NAMED} more` : '';
    return [`Classes of the ${target} with too few examples to be learnt: ${names}${others}.`];
  });
  return [...examples, ...classes];
}
