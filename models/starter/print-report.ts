import type { TargetEvaluation } from '../../classifier/judge/evaluate-model.ts';
import type { TrainingReport } from '../../classifier/fit/train.ts';
import { REGIMES } from '../../classifier/features/visibility.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';

/** Prints what became of the examples. */
export function printReport({ given, parts, refused, droppedClasses, notices }: TrainingReport): void {
  console.log(
    `${given} examples: ${parts.training} to train, ${parts.validation} to calibrate, ${parts.holdout} held out`,
  );
  for (const { reason, exampleCount, firstExamples } of refused) {
    console.log(`refused, ${reason}: ${exampleCount} examples, the first at ${firstExamples.join(', ')}`);
  }
  for (const target of TARGETS) {
    const dropped = droppedClasses.filter((one) => one.target === target);
    const examples = dropped.reduce((sum, { exampleCount }) => sum + exampleCount, 0);
    console.log(`${target}: left out ${dropped.length} classes with too few examples (${examples} examples in all)`);
  }
  for (const notice of notices) console.log(notice);
}

/** Prints how good a model is on the hold-out set. */
export function printEvaluation(evaluation: Record<Target, TargetEvaluation>): void {
  console.log('\nhold-out set         examples  accuracy  macro-F1  top-3  log loss  calibration error');
  for (const target of TARGETS) {
    for (const regime of REGIMES) {
      const { exampleCount, accuracy, macroF1, top3, logLoss, calibrationError } = evaluation[target].regimes[regime];
      const name = `${target}, ${REGIME_NAMES[regime]}`.padEnd(30);
      const cells = [accuracy, macroF1, top3, logLoss, calibrationError].map((number) => number.toFixed(4));
      console.log(`${name} ${exampleCount}  ${cells.join('  ')}`);
    }
  }
  console.log('');
}

const REGIME_NAMES = { note: 'note', noteAndNumbers: 'price, points, other', everything: 'everything' };
