import type { Mutation, Query, Subscription } from '../../generated/schema.ts';
import type { Scope } from '../../store/clients.ts';

/** A root field of the schema, as AppSync's deniedFields name it. */
export type RootField =
  | `Query.${Exclude<keyof Query, '__typename'>}`
  | `Mutation.${Exclude<keyof Mutation, '__typename'>}`
  | `Subscription.${Exclude<keyof Subscription, '__typename'>}`;

/** What a field needs of a key: a scope, `any` (every valid key will do), or `none` (no key opens it, only IAM). */
export type FieldScope = Scope | 'any' | 'none';

/** What each root field needs. AppSync lets through what is not denied, so every field must be here. */
export const FIELD_SCOPES: Readonly<Record<RootField, FieldScope>> = {
  'Query.prediction': 'predict',
  'Query.predictionHistory': 'predict',
  'Query.champion': 'any',
  'Query.modelVersion': 'any',
  'Query.modelVersions': 'any',
  'Query.promotions': 'any',
  'Query.trainingRun': 'any',
  'Query.trainingRuns': 'any',
  'Query.accuracy': 'operate',
  'Mutation.predict': 'predict',
  'Mutation.predictBatch': 'predict',
  'Mutation.labelPrediction': 'label',
  'Mutation.startTraining': 'operate',
  'Mutation.promoteModel': 'operate',
  'Mutation.rollbackModel': 'operate',
  'Mutation.publishTrainingProgress': 'none',
  'Mutation.publishTrainingCompleted': 'none',
  'Subscription.onTrainingProgress': 'any',
  'Subscription.onTrainingCompleted': 'any',
};

/** The fields that a key of these scopes may not use. */
export function deniedFieldsOf(scopes: readonly Scope[]): string[] {
  const isOpen = (needed: FieldScope): boolean => needed === 'any' || (needed !== 'none' && scopes.includes(needed));
  return Object.entries(FIELD_SCOPES).flatMap(([field, needed]) => (isOpen(needed) ? [] : [field]));
}
