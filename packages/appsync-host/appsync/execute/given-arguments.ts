import { Kind } from 'graphql';
import type { GraphQLResolveInfo, ValueNode } from 'graphql';

type Values = Record<string, unknown>;

/**
 * Arguments as a resolver gets them: what the caller gave, coerced. AppSync does not apply the defaults that stand in
 * the SDL, neither those of arguments nor those of input fields (aws/aws-appsync-community#59, #271); those of the
 * operation's variables it does.
 */
export function givenArguments(args: Values, info: GraphQLResolveInfo, variables: Values): Values {
  const defaults = (info.operation.variableDefinitions ?? []).map(({ variable, defaultValue }): [string, unknown] => [
    variable.name.value,
    defaultValue && shapeOf(defaultValue, {}),
  ]);
  const known = { ...Object.fromEntries(defaults), ...variables };
  const given = info.fieldNodes[0]?.arguments ?? [];
  const shape = Object.fromEntries(given.map(({ name, value }) => [name.value, shapeOf(value, known)]));
  return keepGiven(args, shape) as Values;
}

/** Which keys were given: objects and lists as they stand in the query or its variables, true for any other value. */
function shapeOf(value: ValueNode, variables: Values): unknown {
  switch (value.kind) {
    case Kind.VARIABLE:
      return Object.hasOwn(variables, value.name.value) ? variables[value.name.value] : undefined;
    case Kind.LIST:
      return value.values.map((one) => shapeOf(one, variables));
    case Kind.OBJECT:
      return Object.fromEntries(value.fields.map((field) => [field.name.value, shapeOf(field.value, variables)]));
    default:
      return true;
  }
}

/** Plain objects, which resolvers expect and graphql-js does not make. A single value may stand for a list. */
function keepGiven(value: unknown, shape: unknown): unknown {
  if (Array.isArray(value)) return value.map((one, at) => keepGiven(one, Array.isArray(shape) ? shape[at] : shape));
  if (typeof value !== 'object' || value === null) return value;
  const isKept = typeof shape === 'object' && shape !== null ? (key: string) => isGiven(shape, key) : () => true;
  const kept = Object.entries(value).filter(([key]) => isKept(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, keepGiven(one, (shape as Values | null)?.[key])]));
}

function isGiven(shape: object, key: string): boolean {
  return Object.hasOwn(shape, key) && (shape as Values)[key] !== undefined;
}
