import {
  OperationTypeNode,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  print,
} from 'graphql';
import type {
  GraphQLField,
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLNamedOutputType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';

/** How many levels of fields a sample selects. */
const LEVELS_MAX = 3;

/** One operation to start from for each root field, mutations first: what is required is filled in by type. */
export function writeSample(schema: GraphQLSchema): string {
  const operations = [OperationTypeNode.MUTATION, OperationTypeNode.QUERY].flatMap((operation) =>
    Object.values(schema.getRootType(operation)?.getFields() ?? {}).map((field) => writeOperation(operation, field)),
  );
  return `${print(parse(operations.join(' ')))}\n`;
}

function writeOperation(operation: OperationTypeNode, field: GraphQLField<unknown, unknown>): string {
  const name = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
  return `${operation} ${name} { ${writeField(field, 1)} }`;
}

function writeField(field: GraphQLField<unknown, unknown>, level: number): string {
  const args = field.args.filter(isRequiredArgument).map((one) => `${one.name}: ${sampleValue(one.type)}`);
  const call = args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
  return `${call}${writeSelection(field.type, level)}`;
}

function writeSelection(type: GraphQLOutputType, level: number): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  const within = isUnionType(named)
    ? ['__typename', ...named.getTypes().map((one) => `... on ${one.name}${writeSelection(one, level)}`)]
    : fieldsWithin(named, level).map((field) => writeField(field, level + 1));
  return ` { ${within.join(' ') || '__typename'} }`;
}

/** Fields that can be asked for as they are; at the last level only those that end there. */
function fieldsWithin(type: GraphQLNamedOutputType, level: number): GraphQLField<unknown, unknown>[] {
  if (!('getFields' in type)) return [];
  const fields = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  return level < LEVELS_MAX ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
}

function sampleValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return sampleValue(type.ofType);
  if (isListType(type)) return `[${sampleValue(type.ofType)}]`;
  if (isInputObjectType(type)) return sampleObject(type);
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (type.name === 'Int' || type.name === 'Float' || type.name === 'AWSTimestamp') return '1';
  return type.name === 'Boolean' ? 'true' : '""';
}

/** What is required, or else the first field, so that something is there to be changed. */
function sampleObject(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields());
  const required = fields.filter(isRequiredInputField);
  const chosen = required.length > 0 ? required : fields.slice(0, 1);
  return `{ ${chosen.map((field) => `${field.name}: ${sampleValue(field.type)}`).join(', ')} }`;
}
