import type { Manifest } from '../../classifier/files/manifest.ts';
import { TARGETS } from '../../contract/wine.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';

/**
 * What rounding the weights to 8 bits has done to answers, measured in training on examples that were not fitted with.
 */
export function roundingFigures({ training }: Manifest): Figure[] {
  return TARGETS.flatMap((target): Figure[] => {
    const { accuracyBefore, accuracyAfter, sameAnswer, largestDifference } = training.rounding[target];
    const common = { part: 'quality', unit: 'share', peers: {} } as const;
    return [
      {
        ...common,
        id: `quality.${target}.rounding.accuracy`,
        what: `${target}: accuracy lost by rounding the weights`,
        better: 'lower',
        terroir: spreadOf([accuracyBefore - accuracyAfter]),
        bar: 0.002,
      },
      {
        ...common,
        id: `quality.${target}.rounding.same`,
        what: `${target}: answers that rounding leaves as they are`,
        better: 'higher',
        terroir: spreadOf([sameAnswer]),
        bar: 0.999,
      },
      {
        ...common,
        id: `quality.${target}.rounding.difference`,
        what: `${target}: largest change of a probability by rounding`,
        better: 'lower',
        terroir: spreadOf([largestDifference]),
        bar: 0.01,
      },
    ];
  });
}
