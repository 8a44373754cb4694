import { type FieldScope, ROOT_FIELDS, type Scope } from '../../contract/root-fields.ts';

/** The root fields that a key of these scopes may not use, as AppSync's deniedFields name them: `Query.accuracy`. */
export function deniedFieldsOf(scopes: readonly Scope[]): string[] {
  const isOpen = (needed: FieldScope): boolean => needed === 'any' || (needed !== 'none' && scopes.includes(needed));
  return Object.entries(ROOT_FIELDS).flatMap(([field, { scope }]) => (isOpen(scope) ? [] : [field]));
}
