import type { FieldsEvaluation } from '../../classifier/judge/evaluate-model.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { table } from './evaluation-table.ts';

/** How true the confidence is, for each target and each set of fields that a caller may tell. */
export type FieldSetsOfTargets = Record<Target, readonly FieldsEvaluation[]>;

const FIELD_SET_EXAMPLES_MIN = 1000;
const CALIBRATION_ERROR_WISHED_MAX = 0.03;

/** How true the confidence is whatever is told, in a line for each target. */
export function describeFieldSets(evaluations: FieldSetsOfTargets): string {
  const lines = TARGETS.map((target) => {
    const sets = evaluations[target].filter(({ exampleCount }) => exampleCount >= FIELD_SET_EXAMPLES_MIN);
    const within = sets.filter(({ calibrationError }) => calibrationError <= CALIBRATION_ERROR_WISHED_MAX).length;
    const [worst] = sets.toSorted((one, other) => other.calibrationError - one.calibrationError);
    const name = worst?.fields.replaceAll('+', ', ') ?? 'nothing';
    return (
      `- **${target}**: of ${sets.length} sets of fields that ` +
      `${FIELD_SET_EXAMPLES_MIN.toLocaleString('en')} wines or more have, ` +
      `${within} have a calibration error of ${CALIBRATION_ERROR_WISHED_MAX} or less; the largest is ` +
      `${worst?.calibrationError.toFixed(3) ?? '0'}, told ${name}.`
    );
  });
  return lines.join('\n');
}

/** A table for each target: a line for each set of fields. `title` is what the headings say after the target's name. */
export function tabulateFieldSets(evaluations: FieldSetsOfTargets, title: string): string {
  const sections = TARGETS.flatMap((target) => {
    const rows = evaluations[target].map(({ fields, exampleCount, accuracy, calibrationError }) => {
      return [fields.replaceAll('+', ', '), exampleCount, accuracy.toFixed(3), calibrationError.toFixed(3)];
    });
    return [`### The ${target}, ${title}`, table(['told', 'examples', 'accuracy', 'calibration error'], rows)];
  });
  return sections.join('\n\n');
}
