import type { TrainingReport } from '../../classifier/fit/train.ts';
import { TARGETS } from '../../contract/wine.ts';

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
