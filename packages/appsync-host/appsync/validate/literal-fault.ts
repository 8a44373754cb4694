import {
  Kind,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import type {
  ConstValueNode,
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLLeafType,
  ObjectValueNode,
  ValueNode,
} from 'graphql';
import { printJavaValue } from '../values/java-values.ts';

interface Fault {
  /** `.field` and `[index]` from the argument to the value at fault. */
  path: string;
  value: ValueNode;
  says: string;
  /** Faults of input objects are told with the whole argument. */
  isOfObject?: boolean;
}

/**
 * What graphql-java says of the first thing wrong with an argument's literal, or undefined if it finds nothing wrong.
 * Source: graphql-java's ArgumentValidationUtil and ValidationUtil; appsync-community#273.
 */
export function describeLiteralFault(name: string, value: ValueNode, type: GraphQLInputType): string | undefined {
  const fault = findFault(value, type, '');
  if (fault === undefined) return undefined;
  const shown = fault.isOfObject ? value : fault.value;
  return `argument '${name}${fault.path}' with value '${printJavaValue(shown)}' ${fault.says}`;
}

function findFault(value: ValueNode, type: GraphQLInputType, path: string): Fault | undefined {
  if (value.kind === Kind.VARIABLE) return undefined;
  if (value.kind === Kind.NULL) return isNonNullType(type) ? { path, value, says: 'must not be null' } : undefined;
  if (isNonNullType(type)) return findFault(value, type.ofType, path);
  if (isListType(type)) {
    if (value.kind !== Kind.LIST) return findFault(value, type.ofType, path);
    return firstOf(value.values, (element, index) => findFault(element, type.ofType, `${path}[${index}]`));
  }
  if (isInputObjectType(type)) return findObjectFault(value, type, path);
  return takesLiteral(type, value) ? undefined : { path, value, says: `is not a valid '${type.name}'` };
}

function findObjectFault(value: ValueNode, type: GraphQLInputObjectType, path: string): Fault | undefined {
  if (value.kind !== Kind.OBJECT) return { path, value, says: 'must be an object type', isOfObject: true };
  const missing = missingFields(value, type);
  if (missing.length > 0)
    return { path, value, says: `is missing required fields '[${missing.join(', ')}]'`, isOfObject: true };
  return firstOf(value.fields, (given) => {
    const field = type.getFields()[given.name.value];
    return field === undefined
      ? { path, value, says: `contains a field not in '${type.name}': '${given.name.value}'`, isOfObject: true }
      : findFault(given.value, field.type, `${path}.${field.name}`);
  });
}

function missingFields(value: ObjectValueNode, type: GraphQLInputObjectType): string[] {
  const given = new Set(value.fields.map((field) => field.name.value));
  return Object.values(type.getFields())
    .filter((field) => isRequiredInputField(field) && !given.has(field.name))
    .map((field) => field.name);
}

function firstOf<T>(list: readonly T[], find: (element: T, index: number) => Fault | undefined): Fault | undefined {
  for (const [index, element] of list.entries()) {
    const fault = find(element, index);
    if (fault) return fault;
  }
  return undefined;
}

/** Beyond what a double holds, which JSON could only answer as null; graphql-java has no Float for it either. */
export function isOutOfRange(value: ValueNode): boolean {
  const isNumber = value.kind === Kind.INT || value.kind === Kind.FLOAT;
  return isNumber && !Number.isFinite(Number(value.value));
}

function takesLiteral(type: GraphQLLeafType, value: ValueNode): boolean {
  if (isOutOfRange(value)) return false;
  if (isEnumType(type)) return value.kind === Kind.ENUM && type.getValue(value.value) !== undefined;
  if (!isScalarType(type)) return true;
  try {
    return type.coerceInputLiteral?.(value as ConstValueNode) !== undefined;
  } catch {
    return false;
  }
}
