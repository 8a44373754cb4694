import type { Mutation, Query } from '../../generated/schema.ts';
import type { Scope } from '../../store/clients.ts';

/** A root field of the schema, as AppSync's deniedFields name it. */
export type RootField =
  `Query.${Exclude<keyof Query, '__typename'>}` | `Mutation.${Exclude<keyof Mutation, '__typename'>}`;

/** The scope that each root field needs. AppSync lets through what is not denied, so every field must be here. */
export const FIELD_SCOPES: Readonly<Record<RootField, Scope>> = {
  'Query.prediction': 'predict',
  'Query.predictionHistory': 'predict',
  'Mutation.predict': 'predict',
  'Mutation.predictBatch': 'predict',
};

/** The fields that a key of these scopes may not use. */
export function deniedFieldsOf(scopes: readonly Scope[]): string[] {
  return Object.entries(FIELD_SCOPES).flatMap(([field, scope]) => (scopes.includes(scope) ? [] : [field]));
}
