import { getNamedType, isListType, isNonNullType } from 'graphql';
import type { GraphQLError, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { graphqlErrorRow, printPath } from './error-rows.ts';
import type { ErrorRow, RowPath } from './error-rows.ts';
import { ScalarFault } from '../values/scalars.ts';

/**
 * Rows for what graphql-js itself found wrong with the values of fields, in graphql-java's words. graphql-java tells
 * one error per path: a null where none may be is not told where a resolver has already told why.
 */
export function rewriteExecutionErrors(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  known: readonly ErrorRow[],
): ErrorRow[] {
  const told = new Set(known.map((row) => printPath(row.path ?? [])));
  return errors.flatMap((error) => {
    const path = error.path ?? [];
    const message = tellNull(schema, error, path);
    if (message !== undefined && told.has(printPath(path))) return [];
    return [graphqlErrorRow(message ?? tellValue(error, path), undefined, path.length === 0 ? null : path)];
  });
}

/** Source: graphql-compose#121; with the index of a list's element as in amplify-flutter#2137. */
function tellNull(schema: GraphQLSchema, error: GraphQLError, path: RowPath): string | undefined {
  const found = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message);
  const [, parentName, fieldName] = found ?? [];
  if (!parentName || !fieldName) return undefined;
  const parent = schema.getType(parentName);
  const field = parent && 'getFields' in parent ? parent.getFields()[fieldName] : undefined;
  const depth = path.length - 1 - path.findLastIndex((step) => typeof step === 'string');
  const type = nameAtDepth(field?.type as GraphQLOutputType | undefined, depth);
  return `Cannot return null for non-nullable type: '${type}' within parent '${parentName}' (${printPath(path)})`;
}

/** The type within so many lists. graphql-java has no name for a list, and writes null. */
function nameAtDepth(type: GraphQLOutputType | undefined, depth: number): string {
  if (isNonNullType(type)) return nameAtDepth(type.ofType, depth);
  if (isListType(type)) return depth > 0 ? nameAtDepth(type.ofType, depth - 1) : 'null';
  return type ? getNamedType(type).name : 'null';
}

/** Source: amplify-js#5963 for scalars; the others follow graphql-java's source. */
function tellValue(error: GraphQLError, path: RowPath): string {
  const at = printPath(path);
  const fault = error.originalError;
  if (fault instanceof ScalarFault) return `Can't serialize value (${at}) : ${fault.reason}`;
  const rewritten = REWRITES.flatMap(([pattern, write]) => {
    const found = pattern.exec(error.message);
    return found ? write(at, found[1] ?? '', found[2] ?? '') : [];
  });
  return rewritten[0] ?? error.message;
}

/** graphql-js's message, and what graphql-java says instead. */
const REWRITES: [RegExp, (at: string, type: string, value: string) => string][] = [
  [/^Expected Iterable/, (at) => `Can't resolve value (${at}) : type mismatch error, expected type LIST`],
  [
    /^Enum "(\w+)" cannot represent value: (.*)$/s,
    (at, type, value) => `Can't serialize value (${at}) : Invalid input for Enum '${type}'. Unknown value ${value}`,
  ],
  [
    /^(\w+) cannot represent .*?: (.*)$/s,
    (at, type, value) => `Can't serialize value (${at}) : Expected type '${type}' but was ${value}.`,
  ],
  [
    /^(?:Abstract type "(\w+)"|Runtime Object type "\w+" is not a possible type for "(\w+)")/,
    (at, type, other) =>
      `Can't resolve '${at}'. Abstract type '${type || other}' must resolve to an Object type at runtime. ` +
      `Could not determine the exact type of '${type || other}'`,
  ],
];
