import type { Example } from '../features/example.ts';

/** What an example is used for: to train, to choose settings by, or to judge the result once. */
export type Part = 'training' | 'validation' | 'holdout';

/** Shares of the examples that are kept out of training. */
export interface SplitSettings {
  validation: number;
  holdout: number;
}

/** The part an example belongs to: decided by its text alone, so it is the same in every version of a dataset. */
export function partOf(example: Pick<Example, 'fingerprint'>, settings: SplitSettings): Part {
  const position = parseInt(example.fingerprint.slice(0, 8), 16) / 2 ** 32;
  if (position < settings.holdout) return 'holdout';
  return position < settings.holdout + settings.validation ? 'validation' : 'training';
}

/** The examples by part, in their order. */
export function splitExamples(examples: readonly Example[], settings: SplitSettings): Record<Part, Example[]> {
  const parts: Record<Part, Example[]> = { training: [], validation: [], holdout: [] };
  for (const example of examples) parts[partOf(example, settings)].push(example);
  return parts;
}
