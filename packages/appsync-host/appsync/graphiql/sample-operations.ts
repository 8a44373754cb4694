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
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';

/** How many levels of fields a sample selects. */
const LEVELS_MAX = 3;

const ROOTS = [OperationTypeNode.MUTATION, OperationTypeNode.QUERY, OperationTypeNode.SUBSCRIPTION];

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Whether a sample is to have an operation for a root field. */
export type IsOffered = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean;

/**
 * One operation to start from for each root field on offer, mutations first: what is required is filled in, by the
 * example that its description gives as e.g. `like this`, else by type. Of two times the first is a week ago.
 */
export function writeSample(schema: GraphQLSchema, isOffered: IsOffered = () => true): string {
  const operations = ROOTS.flatMap((operation) => {
    const root = schema.getRootType(operation);
    const fields = root ? Object.values(root.getFields()).filter((field) => isOffered(root, field)) : [];
    return fields.map((field) => writeOperation(operation, field));
  });
  return operations.length === 0 ? '' : `${print(parse(operations.join(' ')))}\n`;
}

function writeOperation(operation: OperationTypeNode, field: GraphQLField<unknown, unknown>): string {
  const name = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
  return `${operation} ${name} { ${writeField(field, 1)} }`;
}

function writeField(field: GraphQLField<unknown, unknown>, level: number): string {
  const required = field.args.filter(isRequiredArgument);
  const firstTime = required.find((one) => isTime(one.type));
  const args = required.map((one) => `${one.name}: ${sampleValue(one, one === firstTime ? -WEEK_MS : 0)}`);
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

/** What a value is for: an argument, or a field of an input object. */
interface Wanted {
  type: GraphQLInputType;
  description?: string | null | undefined;
}

function sampleValue({ type, description }: Wanted, shiftMs = 0): string {
  if (isNonNullType(type) || isListType(type)) {
    const value = sampleValue({ type: type.ofType, description }, shiftMs);
    return isListType(type) ? `[${value}]` : value;
  }
  if (isInputObjectType(type)) return sampleObject(type);
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  const example = exampleIn(description);
  if (example !== undefined && ['String', 'ID'].includes(type.name)) return JSON.stringify(example);
  return sampleScalar(type.name, new Date(Date.now() + shiftMs).toISOString());
}

function sampleScalar(name: string, time: string): string {
  const samples: Record<string, string> = {
    ...{ Int: '1', Float: '1', AWSTimestamp: String(Math.floor(Date.parse(time) / 1000)), Boolean: 'true' },
    ...{ AWSDateTime: `"${time}"`, AWSDate: `"${time.slice(0, 10)}"`, AWSTime: `"${time.slice(11)}"` },
    ...{ AWSEmail: '"ann@example.com"', AWSURL: '"https://example.com"', AWSPhone: '"+12025550143"' },
    ...{ AWSIPAddress: '"127.0.0.1"', AWSJSON: '"{}"' },
  };
  return samples[name] ?? '""';
}

function isTime(type: GraphQLInputType): boolean {
  return ['AWSDateTime', 'AWSDate', 'AWSTimestamp'].includes(getNamedType(type).name);
}

function exampleIn(description: string | null | undefined): string | undefined {
  return /\be\.g\. `([^`]+)`/.exec(description ?? '')?.[1];
}

/** What is required, or else the first field with an example, or the first, so that something can be changed. */
function sampleObject(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields());
  const required = fields.filter(isRequiredInputField);
  const [one = fields[0]] = fields.filter(({ description }) => exampleIn(description) !== undefined);
  const chosen = required.length > 0 || one === undefined ? required : [one];
  return `{ ${chosen.map((field) => `${field.name}: ${sampleValue(field)}`).join(', ')} }`;
}
