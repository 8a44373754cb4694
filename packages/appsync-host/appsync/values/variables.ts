import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
  typeFromAST,
} from 'graphql';
import type { GraphQLInputObjectType, GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { graphqlErrorRow } from '../execute/error-rows.ts';
import type { ErrorRow } from '../execute/error-rows.ts';
import { shorten } from './java-values.ts';
import { ScalarFault } from './scalars.ts';

type Variables = Record<string, unknown>;

/** Stops at the first fault, as graphql-java does. */
class VariableFault extends Error {}

/**
 * Checks variables against the operation's definitions; undefined when all is well, otherwise the one row that AppSync
 * answers. Messages on null and on unknown fields, with `locations` null for the latter, are as seen in answers of the
 * service (graphql-over-http#81, appsync-community#273 and #406); note that they name the variable, not the field.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): ErrorRow | undefined {
  for (const definition of operation.variableDefinitions ?? []) {
    const { value: fullName } = definition.variable.name;
    const name = shorten(fullName);
    const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
    if (type === undefined) continue;
    const value = Object.hasOwn(variables, fullName) ? variables[fullName] : undefined;
    if (value === undefined && definition.defaultValue) continue;
    if ((value ?? null) === null && isNonNullType(type))
      return graphqlErrorRow(nullMessage(name, print(definition.type)), [definition]);
    try {
      check(name, type, value);
    } catch (error) {
      if (error instanceof VariableFault) return graphqlErrorRow(error.message);
      throw error;
    }
  }
  return undefined;
}

function nullMessage(name: string, type: string): string {
  return `Variable '${name}' has coerced Null value for NonNull type '${type}'`;
}

function check(name: string, type: GraphQLInputType, value: unknown): void {
  if (value === undefined || value === null) {
    if (isNonNullType(type)) throw new VariableFault(nullMessage(name, String(type)));
  } else if (isNonNullType(type)) check(name, type.ofType, value);
  else if (isListType(type)) {
    if (Array.isArray(value)) for (const element of value) check(name, type.ofType, element);
    else check(name, type.ofType, value);
  } else if (isInputObjectType(type)) checkObject(name, type, value);
  else checkLeaf(name, type, value);
}

function checkObject(name: string, type: GraphQLInputObjectType, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VariableFault(
      `Variable '${name}' has an invalid value. Expected type 'Map' but was '${javaType(value)}'.`,
    );
  const fields = type.getFields();
  if (Object.keys(value).some((key) => !Object.hasOwn(fields, key)))
    throw new VariableFault(
      `The variables input contains a field that is not defined for input object type '${type.name}' `,
    );
  const given = value as Variables;
  for (const field of Object.values(fields)) {
    if (Object.hasOwn(given, field.name) || isRequiredInputField(field)) check(name, field.type, given[field.name]);
  }
}

function checkLeaf(name: string, type: Exclude<GraphQLInputType, GraphQLInputObjectType>, value: unknown): void {
  try {
    if ('coerceInputValue' in type) type.coerceInputValue(value);
  } catch (error) {
    throw new VariableFault(`Variable '${name}' has an invalid value. ${reasonOf(error, type, value)}`);
  }
}

function reasonOf(error: unknown, type: GraphQLInputType, value: unknown): string {
  if (error instanceof ScalarFault) return error.reason;
  const name = String(type);
  if (isEnumType(type)) return `Invalid input for Enum '${name}'. No value found for name '${shorten(String(value))}'`;
  return `Expected type '${name}' but was '${javaType(value)}'.`;
}

/** What Java would call a JSON value: graphql-java tells it so. */
function javaType(value: unknown): string {
  if (Array.isArray(value)) return 'ArrayList';
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'boolean':
      return 'Boolean';
    case 'number':
      return Number.isSafeInteger(value) ? 'Integer' : 'Double';
    default:
      return 'LinkedHashMap';
  }
}
