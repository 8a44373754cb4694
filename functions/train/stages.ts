import type { TrainingStage } from '../../classifier/fit/train.ts';
import type { Progress } from './job.ts';

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
