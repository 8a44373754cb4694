import type { ModelVersion } from '../../generated/schema.ts';

/** A model version as GraphQL answers it: AppSync makes the text of an AWSJSON itself, and so needs the value. */
export type AnsweredVersion = Omit<ModelVersion, 'evaluation'> & { readonly evaluation: unknown };

/** The version, with the value that the text of its evaluation stands for. */
export function answerVersion(version: ModelVersion): AnsweredVersion {
  return { ...version, evaluation: JSON.parse(version.evaluation) };
}
