import type { Example } from '../features/example.ts';

/** What an example is used for: to train, to choose settings by, or to judge the result once. */
export type Subset = 'training' | 'validation' | 'holdout';

/** Shares of the examples, 0 to 1, that are kept out of training. */
export interface SplitSettings {
  validation: number;
  holdout: number;
}

/**
 * The subset that an example belongs to: decided by its text alone, so it is the same in every version of a dataset.
 */
export function subsetOf(example: Pick<Example, 'fingerprint'>, settings: SplitSettings): Subset {
  const position = parseInt(example.fingerprint.slice(0, 8), 16) / 2 ** 32;
  if (position < settings.holdout) return 'holdout';
  return position < settings.holdout + settings.validation ? 'validation' : 'training';
}

/** The examples of each subset, in their order. */
export function splitExamples(examples: readonly Example[], settings: SplitSettings): Record<Subset, Example[]> {
  const subsets: Record<Subset, Example[]> = { training: [], validation: [], holdout: [] };
  for (const example of examples) subsets[subsetOf(example, settings)].push(example);
  return subsets;
}
