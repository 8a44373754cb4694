import {
  TypeInfo,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  print,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { ASTNode, DocumentNode, FieldNode, GraphQLOutputType, GraphQLSchema, Location } from 'graphql';

/** Types of the fields of a document, by place: graphql-js copies nodes, but keeps their location. */
type FieldTypes = Map<Location | undefined, GraphQLOutputType | undefined>;

/** A document may have many conflicts. */
const KNOWN = new WeakMap<DocumentNode, FieldTypes>();

/**
 * Says as graphql-java does why two fields of one name cannot be merged. `nodes` are graphql-js's: the field and what
 * conflicts below it, as it stands at one place, and then the same at the other.
 */
export function describeConflict(schema: GraphQLSchema, document: DocumentNode, nodes: readonly ASTNode[]): string {
  const types = KNOWN.get(document) ?? findTypes(schema, document);
  KNOWN.set(document, types);
  const fields = nodes as readonly FieldNode[];
  const half = fields.length / 2;
  const pairs = fields.slice(0, half).map((one, at): [FieldNode, FieldNode] => [one, fields[at + half] ?? one]);
  return tell(pairs, types).join(', ');
}

function findTypes(schema: GraphQLSchema, document: DocumentNode): FieldTypes {
  const types: FieldTypes = new Map();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, { Field: (node) => void types.set(node.loc, typeInfo.getType() ?? undefined) }),
  );
  return types;
}

/** Each pair is in conflict by itself, or holds those after it. */
function tell([pair, ...rest]: [FieldNode, FieldNode][], types: FieldTypes): string[] {
  if (pair === undefined) return [];
  const [one, other] = pair;
  const name = one.alias?.value ?? one.name.value;
  const reason = differenceOf(one, other, types);
  if (reason !== undefined) return [`${name}: ${reason}`, ...tell(rest, types)];
  return [`${name}: (${tell(rest, types).join(', ')})`];
}

/** In the order in which graphql-java looks. */
function differenceOf(one: FieldNode, other: FieldNode, types: FieldTypes): string | undefined {
  const [type, otherType] = [types.get(one.loc), types.get(other.loc)];
  const shape = type && otherType && differenceOfShape(type, otherType);
  if (shape !== undefined) return shape;
  const [named, otherNamed] = [type && getNamedType(type), otherType && getNamedType(otherType)];
  if (named !== otherNamed && !(isCompositeType(named) && isCompositeType(otherNamed)))
    return `they return differing types ${named?.name} and ${otherNamed?.name}`;
  if (one.name.value !== other.name.value) return `${one.name.value} and ${other.name.value} are different fields`;
  return printArguments(one) === printArguments(other) ? undefined : 'they have differing arguments';
}

function differenceOfShape(one: GraphQLOutputType, other: GraphQLOutputType): string | undefined {
  if (isNonNullType(one) || isNonNullType(other)) {
    if (!isNonNullType(one) || !isNonNullType(other)) return 'fields have different nullability shapes';
    return differenceOfShape(one.ofType, other.ofType);
  }
  if (!isListType(one) && !isListType(other)) return undefined;
  if (!isListType(one) || !isListType(other)) return 'fields have different list shapes';
  return differenceOfShape(one.ofType, other.ofType);
}

function printArguments(field: FieldNode): string {
  return (field.arguments ?? []).map(print).sort().join();
}
