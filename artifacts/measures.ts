import type { Manifest } from '../classifier/files/manifest.ts';

/** How many examples a version was trained on, and the two accuracies on the hold-out set that it is known by. */
export interface Measures {
  examples: number;
  countryAccuracy: number;
  varietyAccuracy: number;
}

/** The measures of the version that the manifest describes. */
export function countAndMeasure({ training, evaluation }: Manifest): Measures {
  const { parts } = training.report;
  return {
    examples: parts.training + parts.validation,
    countryAccuracy: evaluation.country.regimes.noteAndNumbers.accuracy,
    varietyAccuracy: evaluation.variety.regimes.noteAndNumbers.accuracy,
  };
}
